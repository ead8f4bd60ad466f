"""Consents of a case: recorded, renewed, withdrawn."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.audit.record import record
from prevention.cases.models import CaseFile
from prevention.formats import gettext as _
from prevention.formats import ngettext
from prevention.handovers import actions, case_queries, consents
from prevention.handovers.errors import CannotTell, HandoverRefused, NotHolder
from prevention.handovers.forms import ConsentForm, as_typed
from prevention.handovers.models import Consent

from .blueprint import handovers
from .sending import not_yours


@handovers.get("/cases/<uuid:case_file>/consents/new")
@requires(Permission.HANDOVER_SEND, one=CaseFile)
def new_consent(case_file: CaseFile) -> ResponseReturnValue:
    if not case_queries.may_hand_over(current_user.actor, case_file):
        return not_yours(case_file)
    return page(ConsentForm(data={"given_on": clock.today()}), case_file)


@handovers.post("/cases/<uuid:case_file>/consents")
@requires(Permission.HANDOVER_SEND, one=CaseFile)
def record_consent(case_file: CaseFile) -> ResponseReturnValue:
    return recorded(case_file)


@handovers.get("/consents/<uuid:consent>/renew")
@requires(Permission.HANDOVER_SEND, one=Consent)
def renewal(consent: Consent) -> ResponseReturnValue:
    case = case_queries.case_of(consent)
    if not case_queries.may_hand_over(current_user.actor, case):
        return not_yours(case)
    record(current_user.actor, actions.PREPARED, case)
    return page(ConsentForm(data=as_typed(case_queries.as_written(consent))), case, consent)


@handovers.post("/consents/<uuid:consent>/renew")
@requires(Permission.HANDOVER_SEND, one=Consent)
def renew_consent(consent: Consent) -> ResponseReturnValue:
    return recorded(case_queries.case_of(consent), consent)


@handovers.post("/consents/<uuid:consent>/withdraw")
@requires(Permission.HANDOVER_SEND, one=Consent)
def withdraw_consent(consent: Consent) -> ResponseReturnValue:
    try:
        ended = consents.withdraw_consent(current_user.actor, consent)
    except NotHolder:
        flash(_("Only who holds the case, or leads the unit, can do this."), "warning")
        return redirect(url_for("cases.show_case", case_file=consent.case_id), 303)
    say_what_ended(ended)
    return redirect(url_for("cases.show_case", case_file=consent.case_id), 303)


def say_what_ended(ended: consents.Ended) -> None:
    if ended.handovers:
        said = ngettext(
            "The consent is withdrawn. One hand-over ended with it, and its receivers are told.",
            "The consent is withdrawn. %(num)s hand-overs ended with it, and their receivers are told.",
            ended.handovers,
        )
        flash(said, "success")
    if ended.groups:
        flash(_("The consent is withdrawn. The group on it ended, and those who took part are told."), "success")
    if ended == consents.Ended():
        flash(_("The consent is withdrawn. Nothing stood on it."), "success")


def recorded(case: CaseFile, renews: Consent | None = None) -> ResponseReturnValue:
    form = ConsentForm()
    form.offer(case_queries.receivers(case))
    try:
        if form.validate_on_submit():
            consents.record_consent(current_user.actor, case, form.to_data(), renews)
            flash(_("The consent is recorded."), "success")
            return redirect(url_for("cases.show_case", case_file=case.id), 303)
    except HandoverRefused as refused:
        form.show(refused)
    except CannotTell:
        return not_yours(case)
    return page(form, case, renews), 422


def page(form: ConsentForm, case: CaseFile, renews: Consent | None = None) -> str:
    form.offer(case_queries.receivers(case))
    return render_template("handovers/new_consent.html", form=form, case=case, renews=renews)
