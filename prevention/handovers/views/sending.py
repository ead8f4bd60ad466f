"""Handing over from a case, what was sent, and taking it back."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import keep_changes, requires
from prevention.access.permissions import Permission
from prevention.audit.record import record
from prevention.cases.models import CaseFile
from prevention.formats import gettext as _
from prevention.handovers import actions, case_queries, queries, words
from prevention.handovers.data import Choices, Receiver
from prevention.handovers.errors import AlreadyAnswered, CannotTell, HandoverRefused, NotHolder
from prevention.handovers.forms import HandoverForm, ReceiverForm, before_typing
from prevention.handovers.models import Handover

from .blueprint import handovers


@handovers.get("/cases/<uuid:case_file>/handovers/new")
@requires(Permission.HANDOVER_SEND, one=CaseFile)
def new_handover(case_file: CaseFile) -> ResponseReturnValue:
    if not case_queries.may_hand_over(current_user.actor, case_file):
        return not_yours(case_file)
    choosing = ReceiverForm(request.args or None)
    receivers = offered(case_file, choosing)
    if not (request.args and choosing.validate()):
        return receiver_page(case_file, choosing)
    choices = case_queries.choices(case_file, receivers[choosing.receiver.data])
    form = HandoverForm(formdata=None, data=before_typing(choices, clock.today()))
    form.offer(choices, is_protected=case_file.is_protected)
    return form_page(case_file, form, choices)


@handovers.post("/cases/<uuid:case_file>/handovers")
@requires(Permission.HANDOVER_SEND, one=CaseFile)
def hand_over(case_file: CaseFile) -> ResponseReturnValue:
    if not case_queries.may_hand_over(current_user.actor, case_file):
        return not_yours(case_file)
    choosing, form = ReceiverForm(request.form), HandoverForm()
    receivers = offered(case_file, choosing)
    if not choosing.validate():
        return receiver_page(case_file, choosing), 422
    choices = case_queries.choices(case_file, receivers[choosing.receiver.data])
    form.offer(choices, is_protected=case_file.is_protected)
    try:
        if form.validate_on_submit():
            sent = actions.hand_over(current_user.actor, case_file, form.to_data())
            flash(_("Handed over with the number %(reference)s.", reference=sent.reference), "success")
            return redirect(url_for("handovers.show_sent", handover=sent.id), 303)
    except HandoverRefused as refused:
        form.show(refused)
    except CannotTell:
        return not_yours(case_file)
    keep_changes()
    return form_page(case_file, form, choices), 422


@handovers.get("/handovers/<uuid:handover>/sent")
@requires(Permission.HANDOVER_SEND, one=Handover)
def show_sent(handover: Handover) -> str:
    sent = queries.sent(current_user.actor, handover)
    if sent is None:
        abort(404)
    record(current_user.actor, actions.READ, handover, side="sender")
    return render_template("handovers/show_sent.html", page=sent, words=words)


@handovers.post("/handovers/<uuid:handover>/withdraw")
@requires(Permission.HANDOVER_SEND, one=Handover)
def withdraw(handover: Handover) -> ResponseReturnValue:
    try:
        actions.withdraw(current_user.actor, handover)
    except NotHolder:
        flash(_("Only who holds the case, or leads the unit, can do this."), "warning")
    except AlreadyAnswered:
        flash(_("%(reference)s has ended already.", reference=handover.reference), "info")
    else:
        flash(
            _("%(reference)s is withdrawn. The receiver sees no more of it.", reference=handover.reference), "success"
        )
    return redirect(url_for("cases.show_case", case_file=handover.case_id), 303)


def offered(case: CaseFile, choosing: ReceiverForm) -> dict[str, Receiver]:
    """Let the form offer the receivers, and return each by its value there."""
    found = {str(one.id): one for one in case_queries.receiving(case)}
    choosing.offer([(one.id, one.name) for one in found.values()])
    return found


def receiver_page(case: CaseFile, form: ReceiverForm) -> str:
    return render_template("handovers/choose_receiver.html", form=form, case=case)


def form_page(case: CaseFile, form: HandoverForm, choices: Choices) -> str:
    """Show what the case says, to be chosen from, and record that it was looked at."""
    record(current_user.actor, actions.PREPARED, case)
    return render_template("handovers/new_handover.html", form=form, case=case, choices=choices)


def not_yours(case: CaseFile) -> ResponseReturnValue:
    flash(words.why_not(case), "warning")
    return redirect(url_for("cases.show_case", case_file=case.id), 303)
