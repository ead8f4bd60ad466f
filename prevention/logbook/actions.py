"""Writing the logbook: log, correct, undo. The plan's outcomes are settled from the logs in force, and nowhere else."""

import uuid

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.accounts.models import Person
from prevention.audit.record import event, record
from prevention.classes.models import Participation, ParticipationStatus
from prevention.extensions import db
from prevention.formats import day as written
from prevention.formats import gettext as _
from prevention.programmes.models import Lesson

from . import checks
from .data import SessionData
from .errors import (
    Fault,
    LessonAlreadyLogged,
    LogNotInForce,
    LogRefused,
    NoteLooksLikeName,
    UndoTooLate,
    lesson_is_in_force,
)
from .mine import may_undo
from .models import SessionLog, SessionStatus
from .outcomes import in_force, planned_session, settle
from .queries import plan_of, taking

LOGGED = event("session.logged", "lesson_id", "status")
MOVED = event("session.moved", "lesson_id", "moved_from", "moved_to")
CORRECTED = event("session.corrected", "replaces_id", "lesson_id", "status")
UNDONE = event("session.undone", "lesson_id", "status")


def log_session(actor: Actor, participation: Participation, data: SessionData) -> SessionLog:
    """Log a session. The same `client_id` a second time gives the log that is there already.

    :raises LogRefused: with every fault, each at its field; `LessonAlreadyLogged` names the log to correct instead.
    """
    lock(participation)
    if sent := sent_before(participation, data.client_id):
        return sent
    if participation.status is ParticipationStatus.BROKEN_OFF:
        raise LogRefused(Fault(None, _("The class has broken off this programme, so nothing more is logged.")))
    log = write(actor, participation, data.without_what_does_not_apply())
    if log.status is SessionStatus.MOVED:
        record(actor, MOVED, log, lesson_id=log.lesson_id, moved_from=log.held_on, moved_to=log.moved_to)
    else:
        record(actor, LOGGED, log, lesson_id=log.lesson_id, status=log.status)
    return log


def correct_log(actor: Actor, old: SessionLog, data: SessionData) -> SessionLog:
    """Write a new log in place of the old one, which stays as history.

    :raises LogRefused: as `log_session` does, and `LogNotInForce` when somebody was quicker.
    """
    participation = db.session.get_one(Participation, old.participation_id)
    lock(participation)
    if sent := sent_before(participation, data.client_id):
        return sent
    with db.session.begin_nested():
        take_out_of_force(participation, old)
        log = write(actor, participation, data.without_what_does_not_apply(), replaces=old)
    record(actor, CORRECTED, log, replaces_id=old.id, lesson_id=log.lesson_id, status=log.status)
    return log


def undo_log(actor: Actor, log: SessionLog) -> None:
    """Take a fresh log back. Everyone who may log for the class may: the pair stands in the same classroom.

    :raises UndoTooLate: after a quarter of an hour, and for a correction; `LogNotInForce` when it is gone already.
    """
    participation = db.session.get_one(Participation, log.participation_id)
    lock(participation)
    if not may_undo(log.logged_at, log.replaces_id):
        raise UndoTooLate(Fault(None, _("It is too late to undo this. Correct the log instead.")))
    take_out_of_force(participation, log)
    record(actor, UNDONE, log, lesson_id=log.lesson_id, status=log.status)


def lock(participation: Participation) -> None:
    """Wait for whoever logs for the same class right now, and see what they wrote."""
    query = select(Participation).where(Participation.id == participation.id).with_for_update(key_share=True)
    db.session.execute(query, execution_options={"populate_existing": True})


def sent_before(participation: Participation, client_id: uuid.UUID) -> SessionLog | None:
    """Return the log of this very form. Under the lock, so that the second of two sendings finds the first.

    :raises LogNotInForce: when it was corrected or undone since: silence would look like saved.
    """
    where = (SessionLog.participation_id == participation.id, SessionLog.client_id == client_id)
    sent = db.session.scalar(select(SessionLog).where(*where))
    if sent and sent.superseded_at:
        raise LogNotInForce(
            Fault(None, _("This was logged before and has been changed since. Look it over, then save."))
        )
    return sent


def take_out_of_force(participation: Participation, log: SessionLog) -> None:
    db.session.refresh(log)
    if log.superseded_at:
        raise LogNotInForce(Fault(None, _("Somebody has corrected or undone this log already.")))
    log.superseded_at = clock.now()
    planned = planned_session(log)
    if planned and log.status is SessionStatus.MOVED and planned.planned_on == log.moved_to:
        planned.planned_on = None if log.held_on == log.moved_to else log.held_on
    settle(participation)


def write(
    actor: Actor, participation: Participation, data: SessionData, replaces: SessionLog | None = None
) -> SessionLog:
    check(actor, participation, data)
    log = new_row(actor, participation, data, replaces)
    planned = planned_session(log)
    if planned and log.status is SessionStatus.MOVED and log.moved_to:
        if planned.outcome:
            raise already_logged(participation, log.lesson_id)
        log.held_on = planned.planned_on or log.moved_to  # never planned before: both days are the same
        planned.planned_on = log.moved_to
    try:
        with db.session.begin_nested():
            db.session.add(log)
            db.session.flush()
    except IntegrityError as error:
        if lesson_is_in_force(error):
            raise already_logged(participation, data.lesson_id) from None
        raise
    settle(participation)
    return log


def check(actor: Actor, participation: Participation, data: SessionData) -> None:
    of, plan = taking(participation), plan_of(participation.id)
    if found := checks.faults(of, plan, data, actor.may(Permission.CLASS_MANAGE)):
        raise LogRefused(*found)
    if checks.names_somebody(of, plan, data):
        sentence = _("The note looks as if it names somebody. Write about the session, not about a person.")
        raise NoteLooksLikeName(Fault("note", sentence))


def new_row(actor: Actor, participation: Participation, data: SessionData, replaces: SessionLog | None) -> SessionLog:
    return SessionLog(
        municipality_id=participation.municipality_id,
        participation_id=participation.id,
        lesson_id=data.lesson_id,
        status=data.status,
        held_on=data.held_on,
        moved_to=data.moved_to,
        reason=data.reason,
        minutes=data.minutes,
        leaders_present=data.leaders_present,
        pupils_present=data.pupils_present,
        grouping=data.grouping,
        delivered_as_planned=data.delivered_as_planned,
        engagement=data.engagement,
        note=data.note,
        client_id=data.client_id,
        logged_by_id=actor.person_id,
        logged_at=clock.now(),
        replaces_id=replaces.id if replaces else None,
    )


def already_logged(participation: Participation, lesson_id: uuid.UUID | None) -> LessonAlreadyLogged:
    query = (
        select(SessionLog.id, SessionLog.held_on, Lesson.number, Person.name)
        .join(Lesson, Lesson.id == SessionLog.lesson_id)
        .join(Person, Person.id == SessionLog.logged_by_id)
        .where(SessionLog.lesson_id == lesson_id, *in_force(participation))
    )
    log_id, held_on, number, name = db.session.execute(query).one()
    sentence = _(
        "Lesson %(number)s on %(day)s is logged already, by %(name)s. Correct that log instead.",
        number=number,
        day=written(held_on),
        name=name,
    )
    return LessonAlreadyLogged(sentence, log_id)
