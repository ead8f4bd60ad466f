"""Plans for all classes of a school at once."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.classes.form_queries import school_year_of
from prevention.classes.forms import SchoolYearForm
from prevention.classes.plan_forms import SchoolPlansForm, school_plans_form
from prevention.classes.plan_words import forecast_in_words
from prevention.classes.school_plans import (
    Waiting,
    Wanted,
    begin_for_school,
    first_monday,
    forecast,
    spread,
    waiting_classes,
)
from prevention.formats import ngettext
from prevention.organisations.models import Agency, SchoolYear
from prevention.organisations.queries import school_years

from .blueprint import classes


@classes.get("/schools/<uuid:agency>/plans")
@requires(Permission.PLAN_MANAGE, one=Agency, kind=AgencyKind.SCHOOL)
def school_plans(agency: Agency) -> str:
    years, year = years_and_chosen()
    rows = waiting_classes(agency, year) if year else []
    form = school_plans_form(rows)
    if year:
        form.suggest(first_monday(year, clock.today()), spread(rows))
    return plans_page(agency, form, rows, years, year)


@classes.post("/schools/<uuid:agency>/plans")
@requires(Permission.PLAN_MANAGE, one=Agency, kind=AgencyKind.SCHOOL)
def make_school_plans(agency: Agency) -> ResponseReturnValue:
    years, year = years_and_chosen()
    rows = waiting_classes(agency, year) if year else []
    form = school_plans_form(rows)
    if year is None or not form.fits(year) or (start := form.starts_on.data) is None:
        return plans_page(agency, form, rows, years, year), 422
    if "preview" in request.form:
        return plans_page(agency, form, rows, years, year)
    wanted = [
        Wanted(row.class_id, row.programme_id, day, row.participation_id)
        for row in rows
        if (day := form.day_of(row)) is not None
    ]
    begun = begin_for_school(current_user.actor, agency, start, wanted)
    flash(ngettext("%(num)s class is planned.", "%(num)s classes are planned.", begun), "success")
    return redirect(url_for("classes.school_plans", agency=agency.id, school_year=year.id), 303)


def years_and_chosen() -> tuple[SchoolYearForm, SchoolYear | None]:
    """Return the years to choose among, and the one in the address, else the one that holds today, with its breaks."""
    form = SchoolYearForm(request.args)
    chosen = form.choose(school_years(current_user.actor), clock.today())
    return form, school_year_of(chosen.id) if chosen else None


def plans_page(
    agency: Agency, form: SchoolPlansForm, rows: list[Waiting], years: SchoolYearForm, year: SchoolYear | None
) -> str:
    start = form.starts_on.data
    reach = {
        row.key: forecast_in_words(forecast(year, start, day, row.lessons), row.lessons)
        for row in rows
        if year and start and (day := form.day_of(row)) is not None
    }
    return render_template("classes/school_plans.html", school=agency, form=form, rows=rows, reach=reach, years=years)
