"""What the receiver sees: the list without names, and one hand-over with exactly what was disclosed."""

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
from prevention.formats import moment
from prevention.handovers import actions, queries, words
from prevention.handovers.errors import AlreadyAnswered
from prevention.handovers.forms import ContactForm, DeclineForm, ReportForm
from prevention.handovers.models import Handover

from .blueprint import handovers


@handovers.get("/handovers")
@requires(Permission.HANDOVER_READ)
def handover_list() -> str:
    rows = queries.handed_to(current_user.actor)
    return render_template("handovers/handover_list.html", rows=rows, words=words)


@handovers.get("/handovers/<uuid:handover>")
@requires(Permission.HANDOVER_READ, one=Handover)
def show_handover(handover: Handover) -> str:
    return page(handover)


@handovers.post("/handovers/<uuid:handover>/accept")
@requires(Permission.HANDOVER_ANSWER, one=Handover)
def accept(handover: Handover) -> ResponseReturnValue:
    return answered(
        handover,
        lambda: actions.accept(current_user.actor, handover),
        _("Accepted. Log your contacts here, and report back when it is done."),
    )


@handovers.post("/handovers/<uuid:handover>/decline")
@requires(Permission.HANDOVER_ANSWER, one=Handover)
def decline(handover: Handover) -> ResponseReturnValue:
    form = DeclineForm()
    if not form.validate_on_submit():
        return page_again(handover, form)
    decline_it = partial(actions.decline, current_user.actor, handover, form.to_data())
    return answered(handover, decline_it, _("Declined. The sender is told, and you no longer see what was disclosed."))


@handovers.post("/handovers/<uuid:handover>/contacts")
@requires(Permission.HANDOVER_ANSWER, one=Handover)
def log_contact(handover: Handover) -> ResponseReturnValue:
    form = ContactForm()
    if not form.validate_on_submit():
        return page_again(handover, form)
    log_it = partial(actions.log_contact, current_user.actor, handover, form.to_data())
    return answered(handover, log_it, _("The contact is logged. The sender is told the day, not what you wrote."))


@handovers.post("/handovers/<uuid:handover>/report")
@requires(Permission.HANDOVER_ANSWER, one=Handover)
def report_back(handover: Handover) -> ResponseReturnValue:
    form = ReportForm()
    form.offer(handover.purpose)
    if not form.validate_on_submit():
        return page_again(handover, form)
    report_it = partial(actions.report_back, current_user.actor, handover, form.to_data())
    return answered(handover, report_it, _("Reported back. You no longer see what was disclosed. Thank you."))


def page(handover: Handover, typed: FlaskForm | None = None) -> str:
    """Show what was disclosed, and record that it was looked at."""
    shown = queries.received(handover)
    if shown is None:
        abort(404)
    record(current_user.actor, actions.READ, handover, side="receiver")
    forms: dict[type[FlaskForm], FlaskForm] = {
        DeclineForm: DeclineForm(formdata=None),
        ContactForm: ContactForm(formdata=None, data={"day": clock.today()}),
        ReportForm: ReportForm(formdata=None),
    }
    forms[ReportForm].offer(handover.purpose)
    forms |= {type(typed): typed} if typed else {}
    return render_template(
        "handovers/show_handover.html",
        page=shown,
        declining=forms[DeclineForm],
        contact=forms[ContactForm],
        reporting=forms[ReportForm],
        words=words,
    )


def page_again(handover: Handover, form: FlaskForm) -> ResponseReturnValue:
    """Show the page with what was typed, while it may be shown; looking at it is recorded although nothing changed."""
    if not queries.is_running(current_user.actor, handover):
        return too_late(handover)
    keep_changes()
    return page(handover, form), 422


def answered(handover: Handover, step: Callable[[], None], said: str) -> ResponseReturnValue:
    try:
        step()
    except AlreadyAnswered:
        return too_late(handover)
    flash(said, "success")
    return redirect(onwards(handover), 303)


def too_late(handover: Handover) -> ResponseReturnValue:
    """Say who was first, or that it has ended."""
    flash(already(handover), "warning")
    return redirect(onwards(handover), 303)


def already(handover: Handover) -> str:
    who = queries.who_answered(handover)
    if who is None:
        return _("%(reference)s has ended: nothing can be answered any more.", reference=handover.reference)
    return _(
        "%(reference)s is already answered by %(name)s, %(moment)s.",
        reference=handover.reference,
        name=who,
        moment=moment(handover.answered_at),
    )


def onwards(handover: Handover) -> str:
    if queries.is_running(current_user.actor, handover):
        return url_for("handovers.show_handover", handover=handover.id)
    return url_for("handovers.handover_list")
