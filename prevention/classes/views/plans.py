"""A class takes a programme: begin, plan anew, leaders, break off, resume, remove."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.classes import actions
from prevention.classes.calendar import start_to_suggest
from prevention.classes.form_queries import (
    ClassName,
    leaders_to_choose,
    name_of_class,
    possible_leaders,
    programme_choices,
    programme_taken,
    reach_of,
    school_year_of,
)
from prevention.classes.forms import BeginForm, BreakOffForm, LeadingForm, PlanForm
from prevention.classes.models import Participation, SchoolClass
from prevention.classes.plan_words import reach_in_words, too_few_leaders, what_moves
from prevention.formats import gettext as _

from .blueprint import classes


@classes.get("/classes/<uuid:school_class>/programmes/new")
@requires(Permission.PLAN_MANAGE, one=SchoolClass)
def new_participation(school_class: SchoolClass) -> str:
    form, of = begin_form(school_class)
    return render_template("classes/new_participation.html", form=form, of=of)


@classes.post("/classes/<uuid:school_class>/programmes/new")
@requires(Permission.PLAN_MANAGE, one=SchoolClass)
def begin_participation(school_class: SchoolClass) -> ResponseReturnValue:
    form, of = begin_form(school_class)
    if form.validate_on_submit():
        try:
            begun = actions.begin_participation(current_user.actor, school_class, form.to_data())
        except actions.ProgrammeAlreadyTaken:
            form.programme.errors = [_("The class takes that programme already.")]
        else:
            tell_plan(begun)
            tell_leaders(begun)
            return back_to(school_class.id)
    return render_template("classes/new_participation.html", form=form, of=of), 422


def begin_form(school_class: SchoolClass) -> tuple[BeginForm, ClassName]:
    of, form = name_of_class(school_class.id), BeginForm()
    form.offer_days(of.first_day, of.last_day)
    form.offer_leaders(possible_leaders(school_class.school_id))
    form.offer_programmes((one.id, one.name) for one in programme_choices(school_class.municipality_id))
    return form, of


@classes.get("/participations/<uuid:participation>/plan")
@requires(Permission.PLAN_MANAGE, one=Participation)
def edit_plan(participation: Participation) -> str:
    weekday = "" if participation.weekday is None else str(participation.weekday)
    year = school_year_of(participation.school_year_id)
    start = start_to_suggest(year, participation.starts_on, participation.weekday, clock.today())
    return plan_page(PlanForm(starts_on=start, weekday=weekday), participation)


@classes.post("/participations/<uuid:participation>/plan")
@requires(Permission.PLAN_MANAGE, one=Participation)
def change_plan(participation: Participation) -> ResponseReturnValue:
    form = PlanForm()
    of = name_of_class(participation.school_class_id)
    form.offer_days(of.first_day, of.last_day)
    if form.validate_on_submit():
        actions.plan_sessions(current_user.actor, participation, form.to_plan())
        tell_plan(participation)
        return back_to(participation.school_class_id)
    return plan_page(form, participation), 422


def plan_page(form: PlanForm, participation: Participation) -> str:
    of = name_of_class(participation.school_class_id)
    form.offer_days(of.first_day, of.last_day)
    taken, lead = programme_taken(participation.id), what_moves(reach_of(participation.id))
    return render_template("classes/edit_plan.html", form=form, of=of, taken=taken, lead=lead)


@classes.get("/participations/<uuid:participation>/leaders")
@requires(Permission.PLAN_MANAGE, one=Participation)
def edit_leaders(participation: Participation) -> str:
    choices, leading = leaders_to_choose(participation)
    form = LeadingForm(
        leaders=[str(one) for one in leading], room=participation.room, peer_mentors=participation.peer_mentors
    )
    form.offer_leaders(choices)
    return leaders_page(form, participation)


@classes.post("/participations/<uuid:participation>/leaders")
@requires(Permission.PLAN_MANAGE, one=Participation)
def change_leaders(participation: Participation) -> ResponseReturnValue:
    form = LeadingForm()
    form.offer_leaders(leaders_to_choose(participation)[0])
    if form.validate_on_submit():
        actions.lead(current_user.actor, participation, form.to_leading())
        flash(_("Leaders and room are saved."), "success")
        tell_leaders(participation)
        return back_to(participation.school_class_id)
    return leaders_page(form, participation), 422


def leaders_page(form: LeadingForm, participation: Participation) -> str:
    of, taken = name_of_class(participation.school_class_id), programme_taken(participation.id)
    return render_template("classes/edit_leaders.html", form=form, of=of, taken=taken)


@classes.get("/participations/<uuid:participation>/break-off")
@requires(Permission.PLAN_MANAGE, one=Participation)
def ask_why_broken_off(participation: Participation) -> str:
    return break_off_page(BreakOffForm(), participation)


@classes.post("/participations/<uuid:participation>/break-off")
@requires(Permission.PLAN_MANAGE, one=Participation)
def break_off(participation: Participation) -> ResponseReturnValue:
    form = BreakOffForm()
    if form.validate_on_submit():
        actions.break_off(current_user.actor, participation, form.reason.data)
        flash(_("The programme is broken off. What was held stays."), "success")
        return back_to(participation.school_class_id)
    return break_off_page(form, participation), 422


def break_off_page(form: BreakOffForm, participation: Participation) -> str:
    of, taken = name_of_class(participation.school_class_id), programme_taken(participation.id)
    return render_template("classes/break_off.html", form=form, of=of, taken=taken)


@classes.post("/participations/<uuid:participation>/resume")
@requires(Permission.PLAN_MANAGE, one=Participation)
def resume(participation: Participation) -> ResponseReturnValue:
    actions.resume(current_user.actor, participation)
    flash(_("The programme goes on. Look through the plan: its days may have passed."), "success")
    return back_to(participation.school_class_id)


@classes.post("/participations/<uuid:participation>/remove")
@requires(Permission.PLAN_MANAGE, one=Participation)
def remove_participation(participation: Participation) -> ResponseReturnValue:
    of_class = participation.school_class_id
    try:
        actions.remove_participation(current_user.actor, participation)
    except actions.SessionsLogged:
        flash(_("Sessions are logged, and so the programme stays. Break it off instead."), "warning")
    else:
        flash(_("The programme and its plan are removed from the class."), "success")
    return back_to(of_class)


def tell_plan(participation: Participation) -> None:
    reach = reach_of(participation.id)
    flash(reach_in_words(reach), "warning" if reach.last_day and reach.unplanned else "success")


def tell_leaders(participation: Participation) -> None:
    taken = programme_taken(participation.id)
    if warning := too_few_leaders(taken.programme, taken.leaders, taken.leaders_expected):
        flash(warning, "warning")


def back_to(school_class_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("classes.show_class", school_class=school_class_id), 303)
