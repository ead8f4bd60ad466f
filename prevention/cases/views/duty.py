"""Who is on duty which weeks, and who may take in cases of protected identity."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from prevention import clock
from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.cases import duty_actions, duty_queries
from prevention.cases.models import Duty
from prevention.cases.staff import staff_of, units_of
from prevention.cases.unit_forms import DEPUTY, FIRST, DutyForm, HandlersForm, OnDutyForm, PlanForm
from prevention.formats import day, gettext

from .unit_blueprint import unit_pages


@unit_pages.get("/unit/duty")
@requires(Permission.CASE_LEAD)
def duty_roster() -> str:
    return render_template("unit/duty.html", rosters=duty_queries.rosters(current_user.actor))


@unit_pages.get("/unit/duty/new")
@requires(Permission.CASE_LEAD)
def new_duty() -> str:
    form = plan_form()
    form.begins.data = clock.today()
    return render_template("unit/new_duty.html", form=form)


@unit_pages.post("/unit/duty/new")
@requires(Permission.CASE_LEAD)
def plan_duty() -> ResponseReturnValue:
    form = plan_form()
    actor = current_user.actor
    if form.validate() and done(form, form.begins, lambda: duty_actions.plan_weeks(actor, form.plan_data())):
        flash(gettext("The duty is planned."), "success")
        return redirect(url_for("unit.duty_roster"), 303)
    return render_template("unit/new_duty.html", form=form), 422


def plan_form() -> PlanForm:
    return PlanForm(units_of(current_user.actor), duty_queries.colleagues(current_user.actor))


@unit_pages.get("/unit/duty/<uuid:duty>")
@requires(Permission.CASE_LEAD, one=Duty)
def edit_duty(duty: Duty) -> str:
    place = DEPUTY if duty.is_deputy else FIRST
    values = {"person": str(duty.person_id), "place": place, "starts_on": duty.starts_on, "ends_on": duty.ends_on}
    form = DutyForm(staff_of([duty.agency_id]), data=values)
    return render_template("unit/edit_duty.html", form=form, duty=duty)


@unit_pages.post("/unit/duty/<uuid:duty>")
@requires(Permission.CASE_LEAD, one=Duty)
def change_duty(duty: Duty) -> ResponseReturnValue:
    form = DutyForm(staff_of([duty.agency_id]))
    actor = current_user.actor
    if form.validate() and done(form, form.starts_on, lambda: duty_actions.change_duty(actor, duty, form.duty_data())):
        flash(gettext("The duty is changed."), "success")
        return redirect(url_for("unit.duty_roster"), 303)
    return render_template("unit/edit_duty.html", form=form, duty=duty), 422


@unit_pages.post("/unit/duty/<uuid:duty>/remove")
@requires(Permission.CASE_LEAD, one=Duty)
def remove_duty(duty: Duty) -> ResponseReturnValue:
    duty_actions.remove_duty(current_user.actor, duty)
    flash(gettext("The duty is removed."), "success")
    return redirect(url_for("unit.duty_roster"), 303)


@unit_pages.get("/unit/handlers")
@requires(Permission.CASE_LEAD)
def handlers() -> str:
    units = units_of(current_user.actor)
    form = handlers_form(request.args.get("agency"))
    form.people.data = [
        str(person) for at, person, _name in duty_queries.handlers(units) if str(at) == form.agency.data
    ]
    return render_template("unit/handlers.html", form=form)


@unit_pages.post("/unit/handlers")
@requires(Permission.CASE_LEAD)
def name_handlers() -> ResponseReturnValue:
    form = handlers_form()
    if not form.validate():
        return render_template("unit/handlers.html", form=form), 422
    duty_actions.name_handlers(current_user.actor, form.agency_id, form.chosen)
    flash(gettext("The named handlers are saved."), "success")
    return redirect(url_for("unit.duty_roster"), 303)


def handlers_form(wanted: str | None = None) -> HandlersForm:
    return HandlersForm(units_of(current_user.actor), duty_queries.colleagues(current_user.actor), wanted)


def done(form: OnDutyForm, first_day: Field, act: Callable[[], None]) -> bool:
    """Put it on the roster, or say at the field why it cannot stand there."""
    try:
        act()
    except duty_actions.NotAtUnit:
        form.person.errors = [gettext("Choose somebody with a role at the unit.")]
    except duty_actions.AlreadyOnDuty as taken:
        first_day.errors = [already(form, taken)]
    else:
        return True
    return False


def already(form: OnDutyForm, taken: duty_actions.AlreadyOnDuty) -> str:
    name = next((choice.label for choice in form.person.choices if choice.value == form.person.data), "")
    days = {"first": day(taken.starts_on), "last": day(taken.ends_on)}
    return gettext("%(name)s is on the roster from %(first)s to %(last)s already.", name=name, **days)
