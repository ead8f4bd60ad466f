"""Writing, one thing a page. Whatever is typed is on the server before the next page shows."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import keep_changes, requires
from prevention.formats import gettext as _
from prevention.handovers.queries import refusals

from .. import actions, attachments, queries, words
from ..actions import AlreadySent, NotReady, Overtaken, Writing
from ..content import Content
from ..forms import FORMS, BeginForm, ReceiverForm, StepForm
from ..models import Referral, ReferralKind, ReferralStatus
from ..numbers import stands_in
from ..reading import read_recorded
from ..steps import STEP_OF, Step, step_beside, step_named, steps_of
from .blueprint import WRITE, referrals

TURNING = frozenset({"back", "later"})  # buttons that leave a page as it is


@referrals.get("/referrals/new")
@requires(WRITE)
def new_draft() -> str:
    return begin_page(BeginForm(formdata=None, data={"client_id": uuid.uuid4()}))


@referrals.post("/referrals/new")
@requires(WRITE)
def begin_draft() -> ResponseReturnValue:
    actor, form = current_user.actor, BeginForm()
    offer(form)
    if not form.validate():
        return begin_page(form), 422
    draft = actions.begin_draft(actor, form.chosen_school(), form.chosen_kind(), form.chosen_id())
    try:
        actions.change_draft(draft, {}, form.chosen_kind(), form.chosen_receiver())
    except AlreadySent:
        return to_receipt(draft)
    return to_step(draft, step_beside(Step.RECEIVER, draft.kind, 1))


@referrals.get("/referrals/other-receivers")
@requires(WRITE)
def other_receivers() -> str:
    return render_template("referrals/other_receivers.html", why_not=refusals(current_user.actor))


@referrals.get("/referrals/<uuid:referral>/write")
@requires(WRITE, one=Referral)
def write(referral: Referral) -> ResponseReturnValue:
    if referral.status is ReferralStatus.SENT:
        return to_receipt(referral)
    step = asked_step(referral)
    if step is Step.SUMMARY:
        return summary_page(referral)
    if step is Step.RECEIVER:
        return step_page(referral, step, receiver_form(referral))
    content = read_recorded(current_user.actor, referral, "draft")
    pages = {"page": uuid.uuid4(), "before": referral.written_by.get(step, "")}
    return step_page(referral, step, FORMS[step](formdata=None, data=asdict(content) | pages), content.warnings)


@referrals.post("/referrals/<uuid:referral>/write")
@requires(WRITE, one=Referral)
def save_step(referral: Referral) -> ResponseReturnValue:
    step = asked_step(referral)
    form = form_of(step)
    if not form.validate():
        return step_page(referral, step, form), 422
    try:
        content = save(referral, step, form)
    except AlreadySent:
        return to_receipt(referral)
    except Overtaken:
        return overtaken_page(referral, step, form)
    if request.form.get("go") not in TURNING and form.lacking():
        keep_changes()  # what is there is saved, whatever is missing
        return step_page(referral, step, form), 422
    return after_saving(referral, step, content)


@referrals.post("/referrals/<uuid:referral>/autosave")
@requires(WRITE, one=Referral)
def autosave(referral: Referral) -> ResponseReturnValue:
    """Keep what is typed so far, and say so in the one line that the page puts below the form."""
    step = asked_step(referral)
    came_to = kept(referral, step, form_of(step))
    if "HX-Request" not in request.headers:
        return to_step(referral, step)
    at = clock.now().astimezone(clock.LOCAL)
    return render_template("referrals/autosaved.html", came_to=came_to, referral=referral, at=at)


def kept(draft: Referral, step: Step, form: StepForm) -> str:
    """Save, and return what came of it, as `referrals/autosaved.html` tells it."""
    if not form.validate():
        return "too_long"
    try:
        save(draft, step, form)
    except AlreadySent:
        return "sent"
    except Overtaken:
        return "overtaken"
    return "saved"


@referrals.post("/referrals/<uuid:referral>/send")
@requires(WRITE, one=Referral)
def send(referral: Referral) -> ResponseReturnValue:
    was_sent = referral.status is ReferralStatus.SENT
    try:
        actions.send_referral(current_user.actor, referral)
    except NotReady as lacking:
        return summary_page(referral, lacking.missing), 422
    if was_sent:
        return to_receipt(referral)
    flash(_("It is sent. Your reference number is %(reference)s.", reference=referral.reference), "success")
    return redirect(url_for(".show", referral=referral.id), 303)


@referrals.post("/referrals/<uuid:referral>/discard")
@requires(WRITE, one=Referral)
def discard(referral: Referral) -> ResponseReturnValue:
    try:
        actions.discard_draft(current_user.actor, referral)
    except AlreadySent:
        return to_receipt(referral)
    flash(_("The draft is deleted."), "success")
    return redirect(url_for(".sent_list"), 303)


def begin_page(form: BeginForm) -> str:
    offer(form)
    return render_template("referrals/new.html", form=form, receivers=queries.receivers(current_user.actor))


def offer(form: BeginForm) -> None:
    actor = current_user.actor
    form.offer((one.id, one.name) for one in queries.receivers(actor))
    form.offer_schools(queries.schools(actor))


def asked_step(draft: Referral) -> Step:
    return step_named(request.args.get("step"), draft.kind)


def form_of(step: Step) -> StepForm:
    """Return the form that was sent; the summary has none, and saves nothing."""
    if step is not Step.RECEIVER:
        return FORMS.get(step, StepForm)()
    form = ReceiverForm()
    form.offer((one.id, one.name) for one in queries.receivers(current_user.actor))
    return form


def receiver_form(draft: Referral) -> ReceiverForm:
    form = ReceiverForm(formdata=None, data={"kind": draft.kind, "receiver": str(draft.receiver_agency_id or "")})
    form.offer((one.id, one.name) for one in queries.receivers(current_user.actor))
    return form


def save(draft: Referral, step: Step, form: StepForm) -> Content:
    if isinstance(form, ReceiverForm):
        return actions.change_draft(draft, {}, form.chosen_kind(), form.chosen_receiver())
    by = Writing(step, *form.pages()) if step in FORMS else None
    return actions.change_draft(draft, form.told(), by=by)


def overtaken_page(draft: Referral, step: Step, form: StepForm) -> ResponseReturnValue:
    """Show both texts. Saved once more, what is typed here takes the place of the other."""
    content = read_recorded(current_user.actor, draft, "draft")
    form.before.data = draft.written_by[step]
    keep_changes()
    return step_page(draft, step, form, saved=form.otherwise(content)), 409


def after_saving(draft: Referral, step: Step, content: Content) -> ResponseReturnValue:
    go = request.form.get("go")
    if step is Step.WHO:
        for code in content.warnings:
            flash(str(words.WARNINGS[code]), "warning")
    if go == "later":
        flash(_("The draft is saved. Go on when you like: only you can see it."), "success")
        return redirect(url_for(".sent_list"), 303)
    if go == "files":
        return redirect(url_for(".files", referral=draft.id), 303)
    return to_step(draft, step_beside(step, draft.kind, -1 if go == "back" else 1))


def step_page(
    draft: Referral,
    step: Step,
    form: StepForm,
    warnings: tuple[str, ...] = (),
    saved: Sequence[tuple[str, str]] = (),
) -> str:
    return render_template("referrals/write.html", form=form, warnings=warnings, saved=saved, **around(draft, step))


def summary_page(draft: Referral, lacking: tuple[str, ...] = ()) -> str:
    content = read_recorded(current_user.actor, draft, "draft")
    missing = [(STEP_OF[name], words.MISSING[name]) for name in lacking or actions.missing_in(draft, content)]
    page = around(draft, Step.SUMMARY) | {"content": content, "missing": missing}
    names_somebody = page["is_consultation"] and stands_in((content.seen, content.seen_when, content.done))
    files = attachments.files_of(draft)
    return render_template("referrals/summary.html", files=files, names_somebody=names_somebody, **page)


def around(draft: Referral, step: Step) -> dict[str, Any]:
    """Return what every page of writing shows beside its own thing."""
    steps = steps_of(draft.kind)
    return {
        "draft": draft,
        "step": step,
        "number": steps.index(step) + 1,
        "count": len(steps),
        "is_consultation": draft.kind is ReferralKind.CONSULTATION,
        "receivers": queries.receivers(current_user.actor),
        "words": words,
    }


def to_step(draft: Referral, step: Step) -> ResponseReturnValue:
    return redirect(url_for(".write", referral=draft.id, step=step), 303)


def to_receipt(sent: Referral) -> ResponseReturnValue:
    """Answer a page that was left open: what was sent is never changed."""
    flash(_("This was already sent. Here is the receipt; nothing was sent twice."), "info")
    return redirect(url_for(".show", referral=sent.id), 303)
