"""Files of a draft: each on its own page, so that a file that is refused costs nothing that was typed."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.formats import gettext as _

from .. import attachments
from ..actions import AlreadySent
from ..attachments import FileRefused
from ..forms import FileForm
from ..models import Attachment, Referral, ReferralStatus
from .blueprint import READ, WRITE, referrals
from .writing import to_receipt


@referrals.get("/referrals/<uuid:referral>/files")
@requires(WRITE, one=Referral)
def files(referral: Referral) -> ResponseReturnValue:
    if referral.status is ReferralStatus.SENT:
        return to_receipt(referral)
    return files_page(referral, FileForm(formdata=None))


@referrals.post("/referrals/<uuid:referral>/files")
@requires(WRITE, one=Referral)
def add_file(referral: Referral) -> ResponseReturnValue:
    form = FileForm()
    try:
        attachments.add(current_user.actor, referral, request.files.get("file"))
    except AlreadySent:
        return to_receipt(referral)
    except FileRefused as refused:
        form.refuse(str(refused))
        return files_page(referral, form), 422
    flash(_("The file is added."), "success")
    return redirect(url_for(".files", referral=referral.id), 303)


@referrals.post("/referrals/files/<uuid:attachment>/remove")
@requires(WRITE, one=Attachment)
def remove_file(attachment: Attachment) -> ResponseReturnValue:
    referral = attachments.referral_of(attachment)
    try:
        attachments.remove(current_user.actor, referral, attachment)
    except AlreadySent:
        return to_receipt(referral)
    flash(_("The file is removed."), "success")
    return redirect(url_for(".files", referral=referral.id), 303)


@referrals.get("/referrals/files/<uuid:attachment>")
@requires(READ, one=Attachment)
def download(attachment: Attachment) -> Response:
    name, body = attachments.opened(current_user.actor, attachment)
    answer = Response(body, mimetype=attachment.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def files_page(draft: Referral, form: FileForm) -> str:
    return render_template("referrals/files.html", draft=draft, form=form, files=attachments.files_of(draft))
