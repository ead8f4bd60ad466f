"""The inbox, one's own cases, and the page of a case with its files."""

from io import BytesIO

from flask import Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.addresses import address_of_any
from prevention.cases import lists, queries, words
from prevention.cases.actions import AlreadyDone, take_step
from prevention.cases.forms import TakeForm
from prevention.cases.listing import shown
from prevention.cases.models import CaseFile, StepKind
from prevention.cases.page import read_file
from prevention.fields import as_id
from prevention.formats import gettext as _
from prevention.paging import pager
from prevention.referrals.models import Attachment

from .blueprint import cases
from .show import case_shown
from .ways import WAYS


@cases.get("/cases")
@requires(Permission.CASE_HANDLE)
def inbox() -> str:
    actor = current_user.actor
    page = lists.inbox(actor, as_id(request.args.get("before")), as_id(request.args.get("after")))
    return render_template(
        "cases/inbox.html",
        rows=shown(page.rows, case_address()),
        pager=pager(page.before, page.after),
        on_duty=None if page.rows else queries.on_duty(actor),
        leads=actor.may(Permission.CASE_LEAD),
    )


@cases.get("/cases/mine")
@requires(Permission.CASE_HANDLE)
def my_cases() -> str:
    closed = request.args.get("closed") == "yes"
    before, after = as_id(request.args.get("before")), as_id(request.args.get("after"))
    page = lists.my_cases(current_user.actor, closed, before, after)
    rows = shown(page.rows, case_address(), current_user.actor.person_id)
    return render_template("cases/my_cases.html", rows=rows, pager=pager(page.before, page.after), closed=closed)


def case_address() -> str:
    """Return what stands before the id in the address of a case."""
    return address_of_any("cases.show_case", "case_file").removesuffix("%s")


@cases.get("/cases/<uuid:case_file>")
@requires(Permission.CASE_READ, one=CaseFile)
def show_case(case_file: CaseFile) -> str:
    return case_shown(case_file, WAYS.get(request.args.get("step", "")))


@cases.get("/cases/files/<uuid:attachment>")
@requires(Permission.CASE_READ, one=Attachment)
def download_file(attachment: Attachment) -> Response:
    """Hand out a file as something to save: what came from outside is never shown as a page of ours."""
    file = read_file(current_user.actor, attachment) or abort(404)
    return send_file(BytesIO(file.body), file.media_type, as_attachment=True, download_name=file.name or "file")


@cases.post("/cases/take")
@requires(Permission.CASE_HANDLE)
def take() -> ResponseReturnValue:
    """Take a case. Its id stands in the form: where somebody was first, the answer says who, and not 404."""
    actor, wanted = current_user.actor, as_id(TakeForm().case.data)
    case = queries.case_to_take(actor, wanted) if wanted else None
    if wanted is None or case is None:
        return too_late(queries.last_step(actor, wanted) if wanted else None)
    try:
        take_step(actor, case, StepKind.TAKE)
    except AlreadyDone as first:
        return too_late(first.step)
    flash(_("The case is yours."), "success")
    return redirect(url_for("cases.show_case", case_file=wanted), 303)


def too_late(first: queries.Done | None) -> ResponseReturnValue:
    if first:
        flash(words.was_first(first, queries.name_of(first.by_id)), "warning")
    else:
        flash(_("The case does not wait in the inbox any more."), "warning")
    return redirect(url_for("cases.inbox"), 303)
