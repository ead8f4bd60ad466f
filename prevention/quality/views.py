"""Pages of quality: the schools of the municipality, or the classes of a school."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.organisations.models import Agency
from prevention.organisations.queries import school_years

from . import queries, words
from .figures import QualityRow, total
from .filters import ProgrammeFilter, asked_for
from .queries import BrokenOff, Chosen

quality = Blueprint("quality", __name__)


@quality.get("/quality")
@requires(Permission.COVERAGE_READ)
def overview() -> ResponseReturnValue:
    if school := current_user.actor.only_agency(Permission.COVERAGE_READ):
        return redirect(url_for(".school", agency=school, **asked_for()))
    return page(None)


@quality.get("/quality/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school(agency: Agency) -> ResponseReturnValue:
    return page(agency)


def page(school: Agency | None) -> str:
    actor, form = current_user.actor, ProgrammeFilter(request.args)
    year = form.choose(school_years(actor))
    programme = form.choose_programme(queries.programmes_taken(actor, year.id) if year else ())
    rows: Sequence[QualityRow] = ()
    ended: Sequence[BrokenOff] = ()
    if year and programme:
        chosen = Chosen(year.id, programme.id)
        rows = queries.per_class(actor, chosen, school.id) if school else queries.per_school(actor, chosen)
        ended = queries.broken_off(actor, chosen, school.id if school else None)
    kept = {name: value for name, value in form.data.items() if value}
    return render_template(
        "quality/page.html",
        school=school,
        form=form,
        year=year,
        programme=programme,
        rows=rows,
        figures=total(rows),
        ended=ended,
        kept=kept,
        above=url_for(".overview", **kept) if school and actor.everywhere(Permission.COVERAGE_READ) else None,
        words=words,
    )
