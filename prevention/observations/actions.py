"""Asking for an observation, writing it, and taking back one that nobody wrote."""

import uuid

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.classes.models import Participation, ParticipationLeader, PlannedSession
from prevention.database import tripped
from prevention.extensions import db
from prevention.formats import gettext
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter
from prevention.logbook.models import SessionLog
from prevention.organisations.models import Agency

from .data import ObservationData
from .errors import LessonNotOffered, ObservationWritten, RatesOwnLesson
from .models import Observation
from .queries import possible_observers

ASKED = event("observation.asked", "lesson_id", "observer_id")
WRITTEN = event("observation.written", "lesson_id", "observed_on")
REMOVED = event("observation.removed", "lesson_id", "observer_id")
LETTER = letter("observation_asked", "observation_id")


def ask(actor: Actor, school: Agency, planned_id: uuid.UUID, observer_id: uuid.UUID) -> Observation:
    """Ask somebody to observe a planned lesson of the school, and write to them.

    :raises LessonNotOffered: for a lesson elsewhere, one that is in the sample already, or a stranger as observer.
    :raises RatesOwnLesson: for somebody who leads the class.
    """
    query = (
        select(PlannedSession)
        .join(Participation, Participation.id == PlannedSession.participation_id)
        .where(PlannedSession.id == planned_id, Participation.school_id == school.id)
    )
    planned = db.session.scalar(query)
    if planned is None or observer_id not in dict(possible_observers(school)):
        raise LessonNotOffered(gettext("Choose a lesson and an observer from the lists."))
    if leads(observer_id, planned.participation_id):
        raise RatesOwnLesson(gettext("Whoever leads the class is no second rater. Choose somebody else."))
    row = insert_once(actor, planned, observer_id)
    record(actor, ASKED, row, lesson_id=row.lesson_id, observer_id=observer_id)
    if observer_id != actor.person_id:
        queue_mail(observer_id, LETTER, observation_id=row.id)
    return row


def insert_once(actor: Actor, planned: PlannedSession, observer_id: uuid.UUID) -> Observation:
    row = Observation(
        id=uuid.uuid4(),
        municipality_id=planned.municipality_id,
        participation_id=planned.participation_id,
        lesson_id=planned.lesson_id,
        observer_id=observer_id,
        asked_by_id=actor.person_id,
        asked_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError as error:
        if tripped(error, "observation", "participation_id", "lesson_id"):
            raise LessonNotOffered(gettext("Somebody is asked to observe that lesson already.")) from error
        raise
    return row


def write(actor: Actor, row: Observation, data: ObservationData) -> None:
    """Write what was seen; written again, it replaces what was written before.

    :raises RatesOwnLesson: when the observer leads the class by now, or logged the lesson.
    """
    db.session.refresh(row, with_for_update=True)
    if leads(actor.person_id, row.participation_id) or logged(actor.person_id, row):
        raise RatesOwnLesson(
            gettext("You lead this class or logged this lesson, so somebody else must be the second rater.")
        )
    row.observed_on = data.observed_on
    row.minutes, row.leaders_present = data.minutes, data.leaders_present
    row.delivered_as_planned, row.engagement = data.delivered_as_planned, data.engagement
    row.written_at = clock.now()
    record(actor, WRITTEN, row, lesson_id=row.lesson_id, observed_on=data.observed_on)


def remove(actor: Actor, row: Observation) -> None:
    """Take an observation out of the sample that nobody wrote.

    :raises ObservationWritten: otherwise.
    """
    db.session.refresh(row, with_for_update=True)
    if row.written_at:
        raise ObservationWritten(gettext("The observation is written, so it stays."))
    record(actor, REMOVED, row, lesson_id=row.lesson_id, observer_id=row.observer_id)
    db.session.delete(row)


def leads(person_id: uuid.UUID, participation_id: uuid.UUID) -> bool:
    where = (ParticipationLeader.participation_id == participation_id, ParticipationLeader.person_id == person_id)
    return bool(db.session.scalar(select(exists().where(*where))))


def logged(person_id: uuid.UUID, row: Observation) -> bool:
    where = (
        SessionLog.participation_id == row.participation_id,
        SessionLog.lesson_id == row.lesson_id,
        SessionLog.logged_by_id == person_id,
        SessionLog.superseded_at.is_(None),
    )
    return bool(db.session.scalar(select(exists().where(*where))))
