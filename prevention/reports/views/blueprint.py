"""Each kind of report has the same addresses: what it will say, asking for it, and having it every month."""

import uuid
from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint
from flask.typing import ResponseReturnValue

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.organisations.models import Agency, Municipality
from prevention.reports.models import ReportKind

View = TypeVar("View", bound=Callable[[ReportKind, uuid.UUID | None], ResponseReturnValue])

reports = Blueprint("reports", __name__, url_prefix="/reports")

of_a_school = requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
of_a_municipality = requires(Permission.COVERAGE_READ, one=Municipality)
KINDS = (
    (ReportKind.SCHOOL, "/schools/<uuid:agency>", of_a_school),
    (ReportKind.MUNICIPALITY, "/municipality/<uuid:municipality>", of_a_municipality),
    (ReportKind.COUNCIL, "/council/<uuid:municipality>", of_a_municipality),
)


def each_kind(endpoint: str, method: str = "GET", ending: str = "") -> Callable[[View], View]:
    """Put a view `(kind, school_id)` under the address of each kind, as `endpoint` with the kind in it."""

    def put(view: View) -> View:
        for kind, address, guarded in KINDS:
            reports.add_url_rule(address + ending, endpoint.format(kind), guarded(bound(view, kind)), methods=[method])
        return view

    return put


def bound(view: View, kind: ReportKind) -> Callable[..., ResponseReturnValue]:
    """Return the view of this kind. A municipality is the actor's own, once the guard has checked it."""

    def shown(agency: Agency | None = None, **_municipality: Municipality) -> ResponseReturnValue:
        return view(kind, agency.id if agency else None)

    return shown
