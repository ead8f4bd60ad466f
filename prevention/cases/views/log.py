"""The unit's log: looking at it, and keeping that it was reviewed."""

from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import keep_changes, requires
from prevention.access.permissions import Permission
from prevention.audit.words import TITLES
from prevention.cases import log_actions, log_queries
from prevention.cases.unit_forms import LogFilterForm, ReviewForm
from prevention.cases.unit_words import REMARKS
from prevention.formats import gettext
from prevention.paging import Pager, this_list

from .unit_blueprint import unit_pages


@unit_pages.get("/unit/log")
@requires(Permission.CASE_LOG_REVIEW)
def log() -> str:
    form = ReviewForm(log_queries.units_reviewed(current_user.actor))
    form.starts_on.data, form.ends_on.data = clock.today() - timedelta(days=30), clock.today()
    return log_page(form)


@unit_pages.post("/unit/log")
@requires(Permission.CASE_LOG_REVIEW)
def mark_reviewed() -> ResponseReturnValue:
    form = ReviewForm(log_queries.units_reviewed(current_user.actor))
    if not form.validate() or not marked(form):
        keep_changes()  # the log is shown again, and that is recorded
        return log_page(form), 422
    flash(gettext("The review is kept."), "success")
    return redirect(url_for("unit.log"), 303)


def marked(form: ReviewForm) -> bool:
    try:
        log_actions.mark_reviewed(current_user.actor, form.review_data())
    except log_actions.NotYetPast:
        form.ends_on.errors = [gettext("Choose today or an earlier day.")]
        return False
    return True


def log_page(form: ReviewForm) -> str:
    actor = current_user.actor
    narrow = LogFilterForm(log_queries.people(actor), formdata=request.args)
    wanted = narrow.wanted()
    page, reviews = log_queries.log(actor, wanted), log_queries.reviews(actor)
    log_actions.note_shown(actor, wanted)
    older = this_list(before=page.older_than) if page.older_than else None
    return render_template(
        "unit/log.html",
        form=form,
        filter=narrow,
        rows=page.rows,
        reviews=reviews,
        is_due=log_queries.is_due(reviews),
        titles=TITLES,
        remarks=REMARKS,
        pager=Pager(this_list() if wanted.before else None, older),
    )
