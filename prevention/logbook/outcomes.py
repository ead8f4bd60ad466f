"""What the logs in force mean for the plan. Nothing else sets an outcome, or lets a class be done."""

from sqlalchemy import ColumnElement, select

from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SessionOutcome
from prevention.coverage.sums import recount_participation
from prevention.extensions import db

from .models import SessionLog, SessionStatus

DONE = frozenset({SessionOutcome.HELD, SessionOutcome.PARTLY_HELD})


def in_force(participation: Participation) -> tuple[ColumnElement[bool], ...]:
    return (
        SessionLog.participation_id == participation.id,
        SessionLog.superseded_at.is_(None),
        SessionLog.status != SessionStatus.MOVED,
    )


def settle(participation: Participation) -> None:
    """Let the plan say what the logs in force say, and the class be done when every lesson has taken place."""
    query = select(SessionLog.lesson_id, SessionLog.status).where(*in_force(participation))
    outcomes = {lesson_id: SessionOutcome(status.value) for lesson_id, status in db.session.execute(query)}
    plan = db.session.scalars(select(PlannedSession).where(PlannedSession.participation_id == participation.id)).all()
    for planned in plan:
        planned.outcome = outcomes.get(planned.lesson_id)
    if participation.status is not ParticipationStatus.BROKEN_OFF:
        done = bool(plan) and all(planned.outcome in DONE for planned in plan)
        participation.status = ParticipationStatus.COMPLETED if done else ParticipationStatus.RUNNING
    recount_participation(participation)


def planned_session(log: SessionLog) -> PlannedSession | None:
    where = (PlannedSession.participation_id == log.participation_id, PlannedSession.lesson_id == log.lesson_id)
    return db.session.scalar(select(PlannedSession).where(*where))
