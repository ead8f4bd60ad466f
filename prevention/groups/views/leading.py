"""Leading a group: who takes part, who does what by when, meetings, and its end."""

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm

from prevention import clock
from prevention.access.guard import keep_changes, requires
from prevention.access.permissions import Permission
from prevention.audit.record import record
from prevention.formats import gettext as _
from prevention.groups import actions, queries, words
from prevention.groups.data import Leading, Plan
from prevention.groups.errors import AlreadyMember, GroupEnded, NotCovered, NotThere
from prevention.groups.forms import ChoiceForm, CommitmentForm, MeetingForm, MemberForm, NoteForm
from prevention.groups.models import CooperationGroup
from prevention.handovers.errors import CannotTell

from .blueprint import groups

Group = CooperationGroup


@groups.get("/groups/<uuid:cooperation_group>/lead")
@requires(Permission.GROUP_LEAD, one=Group)
def lead_group(cooperation_group: Group) -> str:
    return page(cooperation_group)


@groups.post("/groups/<uuid:cooperation_group>/members")
@requires(Permission.GROUP_LEAD, one=Group)
def invite(cooperation_group: Group) -> ResponseReturnValue:
    form = MemberForm()
    form.offer(seen(cooperation_group).candidates)
    if not form.validate_on_submit():
        return page_again(cooperation_group, form)
    act = partial(actions.invite, current_user.actor, cooperation_group, form.to_data())
    return done(cooperation_group, act, _("Invited. They get a mail with the number of the group, and nothing else."))


@groups.post("/groups/<uuid:cooperation_group>/members/end")
@requires(Permission.GROUP_LEAD, one=Group)
def end_membership(cooperation_group: Group) -> ResponseReturnValue:
    member = ChoiceForm().to_data() or abort(422)
    act = partial(actions.end_membership, current_user.actor, cooperation_group, member)
    return done(cooperation_group, act, _("They take part no more, and the plan is closed to them."))


@groups.post("/groups/<uuid:cooperation_group>/commitments")
@requires(Permission.GROUP_LEAD, one=Group)
def commit_to(cooperation_group: Group) -> ResponseReturnValue:
    form = CommitmentForm()
    form.offer(queries.plan_of(current_user.actor, cooperation_group).active)
    if not form.validate_on_submit():
        return page_again(cooperation_group, form)
    act = partial(actions.commit_to, current_user.actor, cooperation_group, form.to_data())
    return done(cooperation_group, act, _("The commitment is in the plan."))


@groups.post("/groups/<uuid:cooperation_group>/commitments/done")
@requires(Permission.GROUP_LEAD, one=Group)
def finish_any(cooperation_group: Group) -> ResponseReturnValue:
    commitment = ChoiceForm().to_data() or abort(422)
    act = partial(actions.finish_any, current_user.actor, cooperation_group, commitment)
    return done(cooperation_group, act, _("Marked as done."))


@groups.post("/groups/<uuid:cooperation_group>/meetings")
@requires(Permission.GROUP_LEAD, one=Group)
def plan_meeting(cooperation_group: Group) -> ResponseReturnValue:
    form = MeetingForm()
    if not form.validate_on_submit():
        return page_again(cooperation_group, form)
    act = partial(actions.plan_meeting, current_user.actor, cooperation_group, *form.to_data())
    return done(cooperation_group, act, _("The meeting is planned."))


@groups.post("/groups/<uuid:cooperation_group>/meetings/note")
@requires(Permission.GROUP_LEAD, one=Group)
def note_meeting(cooperation_group: Group) -> ResponseReturnValue:
    form = NoteForm()
    form.offer(queries.plan_of(current_user.actor, cooperation_group).meetings)
    if not form.validate_on_submit():
        return page_again(cooperation_group, form)
    act = partial(actions.note_meeting, current_user.actor, cooperation_group, form.to_data())
    return done(cooperation_group, act, _("The meeting is noted."))


@groups.post("/groups/<uuid:cooperation_group>/end")
@requires(Permission.GROUP_LEAD, one=Group)
def end_group(cooperation_group: Group) -> ResponseReturnValue:
    act = partial(actions.end_group, current_user.actor, cooperation_group)
    return done(cooperation_group, act, _("The group is ended, and those who took part are told by mail."))


def seen(group: Group) -> Leading:
    """Return what only who leads sees; a protected identity is not there for anybody else."""
    return queries.leading(current_user.actor, group) or abort(404)


def page(group: Group, typed: FlaskForm | None = None) -> str:
    """Show the plan with the forms of who leads it, and record that it was looked at."""
    leads = seen(group)
    record(current_user.actor, actions.READ, group, side="leader")
    plan = queries.plan_of(current_user.actor, group)
    return render_template("groups/lead_group.html", plan=plan, leads=leads, words=words, **forms(plan, leads, typed))


def forms(plan: Plan, leads: Leading, typed: FlaskForm | None) -> dict[str, FlaskForm]:
    inviting, committing = MemberForm(formdata=None), CommitmentForm(formdata=None)
    meeting, noting = MeetingForm(formdata=None), NoteForm(formdata=None, data={"held_on": clock.today()})
    inviting.offer(leads.candidates)
    committing.offer(plan.active)
    noting.offer(plan.meetings)
    found = {"inviting": inviting, "committing": committing, "meeting": meeting, "noting": noting}
    return {name: typed if isinstance(typed, type(form)) else form for name, form in found.items()}


def page_again(group: Group, form: FlaskForm) -> ResponseReturnValue:
    """Show the page with what was typed; looking at it is recorded although nothing changed."""
    if not seen(group).may_lead:
        return refused(group)
    keep_changes()
    return page(group, form), 422


def done(group: Group, act: Callable[[], None], said: str) -> ResponseReturnValue:
    seen(group)
    try:
        act()
    except (CannotTell, GroupEnded):
        return refused(group)
    except (NotCovered, NotThere):
        flash(_("It has changed meanwhile. Look at the plan and try again."), "warning")
    except AlreadyMember:
        flash(_("They take part already."), "info")
    else:
        flash(said, "success")
    return redirect(url_for("groups.lead_group", cooperation_group=group.id), 303)


def refused(group: Group) -> ResponseReturnValue:
    flash(_("Only who holds the case can do this, while the group runs."), "warning")
    return redirect(url_for("groups.lead_group", cooperation_group=group.id), 303)
