"""Pages of quality: the schools of the municipality, or the classes of a school."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.organisations.models import Agency
from prevention.organisations.own_school import address_above, to_own_school

from . import queries, words
from .figures import QualityRow, total
from .filters import ProgrammeFilter, asked_for
from .queries import BrokenOff

quality = Blueprint("quality", __name__)


@quality.get("/quality")
@requires(Permission.COVERAGE_READ)
def overview() -> ResponseReturnValue:
    return to_own_school(**asked_for()) or page(None)


@quality.get("/quality/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school(agency: Agency) -> str:
    return page(agency)


def page(school: Agency | None) -> str:
    actor, form = current_user.actor, ProgrammeFilter(request.args)
    choice = form.choose_for(actor)
    rows: Sequence[QualityRow] = ()
    ended: Sequence[BrokenOff] = ()
    if chosen := choice.chosen:
        rows = queries.per_class(actor, chosen, school.id) if school else queries.per_school(actor, chosen)
        ended = queries.broken_off(actor, chosen, school.id if school else None)
    kept = {name: value for name, value in form.data.items() if value}
    return render_template(
        "quality/page.html",
        school=school,
        form=form,
        year=choice.year,
        programme=choice.programme,
        rows=rows,
        figures=total(rows),
        ended=ended,
        kept=kept,
        above=address_above(**kept) if school else None,
        words=words,
    )
