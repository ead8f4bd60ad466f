import uuid

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.formats import gettext

from .. import queries, year_actions
from ..forms import BreakForm, ChangedYearForm, YearForm
from ..models import SchoolYear
from ..year_actions import BreakOutsideYear, BreakOverlaps, YearOverlaps
from .blueprint import MANAGE, READ, may_manage, organisations


@organisations.get("/organisation/school-years")
@requires(READ)
def year_list() -> str:
    years = queries.school_years_with_breaks(current_user.actor)
    return render_template("organisations/year_list.html", years=years, may_manage=may_manage())


@organisations.get("/organisation/school-years/new")
@requires(MANAGE)
def new_year() -> str:
    proposed = queries.next_proposed_year(current_user.actor)
    return render_template("organisations/new_year.html", form=YearForm(obj=proposed), proposed=proposed)


@organisations.post("/organisation/school-years/new")
@requires(MANAGE)
def add_year() -> ResponseReturnValue:
    actor, form = current_user.actor, YearForm()
    if form.validate():
        try:
            year = year_actions.add_school_year(actor, form.to_data(queries.municipality_code(actor)))
        except YearOverlaps as other:
            form.starts_on.errors = [days_are_taken(other)]
    if form.errors:
        proposed = queries.next_proposed_year(actor)
        return render_template("organisations/new_year.html", form=form, proposed=proposed), 422
    flash(gettext("The school year %(name)s is added. Check its breaks.", name=year.name), "success")
    return redirect(url_for(".show_year", school_year=year.id), 303)


@organisations.get("/organisation/school-years/<uuid:school_year>")
@requires(READ, one=SchoolYear)
def show_year(school_year: SchoolYear) -> str:
    return year_page(school_year, BreakForm())


def year_page(school_year: SchoolYear, form: BreakForm) -> str:
    breaks = queries.breaks_of(school_year)
    return render_template(
        "organisations/show_year.html", year=school_year, breaks=breaks, form=form, may_manage=may_manage()
    )


@organisations.get("/organisation/school-years/<uuid:school_year>/dates")
@requires(MANAGE, one=SchoolYear)
def edit_year(school_year: SchoolYear) -> str:
    return render_template("organisations/edit_year.html", year=school_year, form=ChangedYearForm(obj=school_year))


@organisations.post("/organisation/school-years/<uuid:school_year>/dates")
@requires(MANAGE, one=SchoolYear)
def change_year(school_year: SchoolYear) -> ResponseReturnValue:
    form = ChangedYearForm()
    form.keep_name(school_year.name)
    if form.validate():
        try:
            year_actions.change_school_year(current_user.actor, school_year, form.to_dates())
        except YearOverlaps as other:
            form.starts_on.errors = [days_are_taken(other)]
        except BreakOutsideYear as outside:
            form.ends_on.errors = [gettext("%(name)s would lie outside. Remove that break first.", name=outside)]
    if form.errors:
        return render_template("organisations/edit_year.html", year=school_year, form=form), 422
    flash(gettext("The school year's dates are saved. Planned lessons stay on their days."), "success")
    return redirect(url_for(".show_year", school_year=school_year.id), 303)


@organisations.post("/organisation/school-years/<uuid:school_year>/breaks")
@requires(MANAGE, one=SchoolYear)
def add_break(school_year: SchoolYear) -> ResponseReturnValue:
    form = BreakForm()
    if form.validate():
        try:
            year_actions.add_break(current_user.actor, school_year, form.to_data())
        except BreakOutsideYear:
            form.starts_on.errors = [gettext("The break must lie within the school year. Check both days.")]
        except BreakOverlaps as other:
            form.starts_on.errors = [gettext("%(name)s has some of these days already. Check both days.", name=other)]
    if form.errors:
        return year_page(school_year, form), 422
    flash(
        gettext("%(name)s is added. Lessons already planned then stay on their days.", name=form.name.data), "success"
    )
    return redirect(url_for(".show_year", school_year=school_year.id), 303)


@organisations.post("/organisation/school-years/<uuid:school_year>/breaks/remove")
@requires(MANAGE, one=SchoolYear)
def remove_break(school_year: SchoolYear) -> ResponseReturnValue:
    """Remove the break whose id stands in the query; only a break of this year is found."""
    if (wanted := request.args.get("break", type=uuid.UUID)) is not None:
        year_actions.remove_break(current_user.actor, school_year, wanted)
        flash(gettext("The break is removed."), "success")
    return redirect(url_for(".show_year", school_year=school_year.id), 303)


def days_are_taken(other: YearOverlaps) -> str:
    return str(gettext("The school year %(name)s has some of these days already. Check both days.", name=other))
