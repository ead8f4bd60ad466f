"""A school's statistics beside its coverage, and all schools side by side."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.organisations.models import Agency
from prevention.organisations.own_school import to_own_school

from . import words
from .comparison import compare
from .school import school_page

statistics = Blueprint("statistics", __name__)


@statistics.get("/statistics")
@requires(Permission.COVERAGE_READ)
def results() -> ResponseReturnValue:
    return to_own_school() or render_template(
        "statistics/results.html", page=compare(current_user.actor, request.args), words=words
    )


@statistics.get("/statistics/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school(agency: Agency) -> str:
    actor = current_user.actor
    return render_template(
        "statistics/school.html",
        school=agency,
        page=school_page(actor, agency.id),
        sees_all=not actor.only_agency(Permission.COVERAGE_READ),
        words=words,
    )
