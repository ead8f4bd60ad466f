"""What was sent: the list, the receipt with its status card, one's own copy, and the questions that came back."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.fields import as_id
from prevention.formats import gettext as _
from prevention.paging import Pager, this_list

from .. import attachments, queries, questions, receipts, words
from ..forms import AnswerForm
from ..models import InformationRequest, Referral, ReferralStatus
from ..questions import AlreadyAnswered
from ..reading import read_recorded
from .blueprint import READ, WRITE, referrals


@referrals.get("/referrals")
@requires(READ)
def sent_list() -> str:
    actor, after = current_user.actor, as_id(request.args.get("after"))
    page = queries.sent_page(actor, after)
    older = this_list(after=page.older_than) if page.older_than else None
    return render_template(
        "referrals/sent_list.html",
        drafts=queries.drafts(actor) if after is None else [],
        rows=page.rows,
        pager=Pager(this_list() if after else None, older),
        words=words,
        is_head=actor.may(Permission.REFERRAL_SETTINGS),
    )


@referrals.get("/referrals/<uuid:referral>")
@requires(READ, one=Referral)
def show(referral: Referral) -> ResponseReturnValue:
    if referral.status is ReferralStatus.DRAFT:
        return redirect(url_for(".write", referral=referral.id))
    return sent_page(referral)


def sent_page(referral: Referral, form: AnswerForm | None = None, answering: object = None) -> str:
    actor = current_user.actor
    return render_template(
        "referrals/show.html",
        referral=referral,
        card=queries.card(referral),
        receiver=queries.agency_name(referral.receiver_agency_id),
        questions=questions.asked(actor, referral),
        form=form or AnswerForm(formdata=None),
        answering=answering,
        is_mine=referral.author_id == actor.person_id,
        words=words,
    )


@referrals.get("/referrals/<uuid:referral>/copy")
@requires(READ, one=Referral)
def copy(referral: Referral) -> ResponseReturnValue:
    if referral.status is ReferralStatus.DRAFT:
        return redirect(url_for(".write", referral=referral.id))
    content = read_recorded(current_user.actor, referral, "page")
    return render_template(
        "referrals/copy.html", referral=referral, content=content, files=attachments.files_of(referral), words=words
    )


@referrals.get("/referrals/<uuid:referral>/receipt.pdf")
@requires(READ, one=Referral)
def receipt(referral: Referral) -> ResponseReturnValue:
    if referral.status is ReferralStatus.DRAFT:
        return redirect(url_for(".write", referral=referral.id))
    content = read_recorded(current_user.actor, referral, "pdf")
    answer = Response(receipts.as_pdf(referral, content, current_user.municipality_name), mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=receipts.file_name(referral))
    return answer


@referrals.post("/referrals/questions/<uuid:information_request>")
@requires(WRITE, one=InformationRequest)
def answer(information_request: InformationRequest) -> ResponseReturnValue:
    form, of = AnswerForm(), information_request.referral_id
    if not form.validate():
        referral = questions.referral_of(information_request)
        return sent_page(referral, form, answering=information_request.id), 422
    try:
        questions.answer(current_user.actor, information_request, form.answer.data)
        flash(_("Your answer is sent."), "success")
    except AlreadyAnswered:
        flash(_("This question was already answered. The first answer stands."), "info")
    return redirect(url_for(".show", referral=of), 303)
