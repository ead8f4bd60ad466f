"""Pages of those who lead lessons: what is due, how it went, and what was told before."""

import uuid
from collections.abc import Callable
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.addresses import address_of_any
from prevention.classes.models import Participation
from prevention.fields import as_id
from prevention.formats import gettext as _

from . import actions, mine, queries, words
from .data import LessonRow, SessionData, Taking
from .errors import LogRefused
from .forms import SessionForm, as_told, filled_in
from .models import SessionLog

logbook = Blueprint("logbook", __name__)


@logbook.get("/my-sessions")
@requires(Permission.SESSION_LOG)
def my_sessions() -> str:
    page = mine.my_sessions(current_user.actor)
    saved = as_id(request.args.get("saved"))
    just_saved = next((one for one in page.logged if one.id == saved), None)
    return render_template(
        "logbook/my_sessions.html",
        page=page,
        lead=words.what_is_due(len(page.today), page.overdue_in_all) if page.led else None,
        just_saved=just_saved,
        next_card=next(iter([*page.overdue, *page.today, *page.coming]), None),
        new_client_id=uuid.uuid4,  # one a form: sent twice is logged once
        class_page=address_of_any("classes.show_class", "school_class"),
        log_page=address_of_any("logbook.show_log", "session_log"),
        log_address=address_of_any("logbook.log_session", "participation"),
    )


@logbook.get("/participations/<uuid:participation>/sessions/new")
@logbook.get("/participations/<uuid:participation>/sessions", alias=True)
@requires(Permission.SESSION_LOG, one=Participation)
def new_log(participation: Participation) -> str:
    of, plan = queries.taking(participation), queries.plan_of(participation.id)
    lesson = queries.lesson_to_log(plan, request.args.get("lesson"), clock.today())
    form = SessionForm(data=filled_in(of, lesson, clock.today()))
    return new_page(form, of, plan)


@logbook.post("/participations/<uuid:participation>/sessions")
@requires(Permission.SESSION_LOG, one=Participation)
def log_session(participation: Participation) -> ResponseReturnValue:
    form = SessionForm()
    if log := written(form, partial(actions.log_session, current_user.actor, participation)):
        return saved(log, participation)
    return new_page(form, queries.taking(participation), queries.plan_of(participation.id)), 422


@logbook.get("/sessions/<uuid:session_log>")
@requires(Permission.CLASS_READ, one=SessionLog)
def show_log(session_log: SessionLog) -> str:
    page = queries.log_page(current_user.actor, session_log)
    may_undo = page.may_correct and mine.may_undo(session_log.logged_at, session_log.replaces_id)
    return render_template("logbook/show_log.html", page=page, may_undo=may_undo, words=words)


@logbook.get("/sessions/<uuid:session_log>/correct")
@requires(Permission.SESSION_LOG, one=SessionLog)
def correction(session_log: SessionLog) -> ResponseReturnValue:
    if session_log.superseded_at:
        flash(_("This log has been corrected or undone. Here is what stands now."), "info")
        return redirect(url_for("logbook.show_log", session_log=session_log.id))
    form = SessionForm(data=as_told(queries.version_of(session_log)))
    return correction_page(form, session_log)


@logbook.post("/sessions/<uuid:session_log>/correct")
@requires(Permission.SESSION_LOG, one=SessionLog)
def correct_log(session_log: SessionLog) -> ResponseReturnValue:
    form = SessionForm()
    if log := written(form, partial(actions.correct_log, current_user.actor, session_log)):
        flash(_("The log is corrected. What stood there before is kept as history."), "success")
        return redirect(url_for("logbook.show_log", session_log=log.id), 303)
    return correction_page(form, session_log), 422


@logbook.post("/sessions/<uuid:session_log>/undo")
@requires(Permission.SESSION_LOG, one=SessionLog)
def undo_log(session_log: SessionLog) -> ResponseReturnValue:
    try:
        actions.undo_log(current_user.actor, session_log)
    except LogRefused as refused:
        flash(str(refused), "warning")
        return redirect(url_for("logbook.show_log", session_log=session_log.id), 303)
    flash(_("Undone. The lesson counts as not logged again."), "success")
    return redirect(url_for("logbook.my_sessions"), 303)


@logbook.app_template_filter("lesson_name")
def lesson_name(of: mine.Card | mine.Logged) -> str:
    return words.lesson_name(of.number, of.title)


def written(form: SessionForm, write: Callable[[SessionData], SessionLog]) -> SessionLog | None:
    """Write what the form tells, or put into the form why not."""
    if not form.validate_on_submit():
        return None
    try:
        return write(form.told())
    except LogRefused as refused:
        form.show(refused)
        return None


def saved(log: SessionLog, participation: Participation) -> ResponseReturnValue:
    """Go back to one's own sessions, or to the log where the class is led by others."""
    page = queries.log_page(current_user.actor, log)
    flash(words.saved(page.class_name, page.shown), "success")
    if queries.leads(current_user.actor, participation):
        return redirect(url_for("logbook.my_sessions", saved=log.id), 303)
    return redirect(url_for("logbook.show_log", session_log=log.id), 303)


def new_page(form: SessionForm, of: Taking, plan: list[LessonRow]) -> str:
    form.offer(plan)
    draft = f"session-{of.participation_id}-{form.lesson.object_data or 'any'}-{current_user.actor.person_id}"
    return render_template("logbook/new_log.html", form=form, of=of, plan=plan, draft=draft)


def correction_page(form: SessionForm, log: SessionLog) -> str:
    participation = queries.participation_of(log)
    of, plan = queries.taking(participation), queries.plan_of(participation.id)
    form.offer(plan, also=log.lesson_id)
    draft = f"correction-{log.id}-{current_user.actor.person_id}"
    return render_template("logbook/correction.html", form=form, of=of, plan=plan, log=log, draft=draft)
