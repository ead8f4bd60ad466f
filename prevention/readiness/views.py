"""Pages of readiness: all schools, and the checklist of one."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.formats import gettext
from prevention.organisations.models import Agency, SchoolYear
from prevention.organisations.own_school import address_above, to_own_school
from prevention.organisations.queries import school_years
from prevention.organisations.year_filter import YearFilter

from . import actions, queries, words
from .checklist import Checklist
from .forms import ChecklistForm, ReadinessFilter, checklist_form
from .history import history

readiness = Blueprint("readiness", __name__)


@readiness.get("/readiness")
@requires(Permission.COVERAGE_READ)
def overview() -> ResponseReturnValue:
    actor, form = current_user.actor, ReadinessFilter(request.args)
    year = form.choose(school_years(actor))
    if own := to_own_school(school_year=year.name if year else None):
        return own
    rows = queries.per_school(actor, year) if year else []
    shown = form.narrow(rows)
    return render_template("readiness/overview.html", form=form, year=year, rows=rows, shown=shown, words=words)


@readiness.get("/readiness/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school(agency: Agency) -> str:
    years, year = chosen_year()
    if year is None:
        return render_template("readiness/school.html", school=agency, years=years, words=words)
    one = queries.of_school(current_user.actor, year, agency.id)
    return page(agency, years, one, checklist_form(one))


@readiness.post("/readiness/schools/<uuid:agency>")
@requires(Permission.READINESS_WRITE, one=Agency, kind=AgencyKind.SCHOOL)
def fill_in(agency: Agency) -> ResponseReturnValue:
    years, year = chosen_year()
    if year is None:
        abort(404)
    one = queries.of_school(current_user.actor, year, agency.id)
    form = checklist_form(one)
    if not form.validate_on_submit():
        return page(agency, years, one, form), 422
    actions.fill_in(current_user.actor, agency, year, form.told(one.items))
    flash(gettext("The checklist of %(school)s is saved.", school=agency.name), "success")
    return redirect(url_for(".school", agency=agency.id, school_year=year.name), 303)


def chosen_year() -> tuple[YearFilter, SchoolYear | None]:
    form = YearFilter(request.args)
    return form, form.choose(school_years(current_user.actor))


def page(agency: Agency, years: YearFilter, one: Checklist, form: ChecklistForm) -> str:
    return render_template(
        "readiness/school.html",
        school=agency,
        years=years,
        one=one,
        form=form,
        history=history(one),
        may_write=current_user.actor.may(Permission.READINESS_WRITE),
        above=address_above(school_year=years.school_year.data),
        words=words,
    )
