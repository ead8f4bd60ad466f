"""A class takes a programme: begin, plan, lead, break off. Every write records what was done and commits nothing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.coverage.sums import recount_participation
from prevention.database import tripped
from prevention.extensions import db
from prevention.programmes.models import CurriculumVersion, Lesson, Programme

from .calendar import lesson_days
from .form_queries import possible_leaders, school_year_of
from .models import Participation, ParticipationLeader, ParticipationStatus, PlannedSession, SchoolClass

BEGUN = event("participation.begun", "programme_id", "curriculum_version_id", "lessons", "planned", "leaders")
PLANNED = event("participation.planned", "starts_on", "weekday", "planned", "unplanned")
LED = event("participation.led", "leaders", "peer_mentors")
BROKEN_OFF = event("participation.broken_off")
RESUMED = event("participation.resumed")
REMOVED = event("participation.removed", "school_class_id", "programme_id")


class ProgrammeNotOffered(ValueError):
    """A programme of another municipality, a retired one, or one without a current edition."""


class ProgrammeAlreadyTaken(ValueError):
    """A class takes a programme once."""


class NotALeaderHere(ValueError):
    """Somebody who holds no role at the school that leads lessons."""


class SessionsLogged(ValueError):
    """Something is logged already: what was held is never deleted."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When the lessons are: one a week from `starts_on` on. Without a day or a weekday they stay unplanned."""

    starts_on: date | None = None
    weekday: int | None = None  # 0 = Monday


@dataclass(frozen=True, slots=True)
class ParticipationData:
    programme_id: uuid.UUID
    plan: Plan = Plan()
    leaders: tuple[uuid.UUID, ...] = ()
    room: str | None = None
    peer_mentors: int | None = None


@dataclass(frozen=True, slots=True)
class LeadingData:
    leaders: tuple[uuid.UUID, ...]
    room: str | None = None
    peer_mentors: int | None = None


def begin_participation(actor: Actor | None, school_class: SchoolClass, data: ParticipationData) -> Participation:
    """Let the class take the current edition of a programme: a row for every lesson of it, planned or not.

    :raises ProgrammeNotOffered: unless the class's municipality offers it.
    :raises ProgrammeAlreadyTaken: when the class takes it already.
    :raises NotALeaderHere: for a leader without a leading role at the school.
    """
    edition = offered_edition(school_class.municipality_id, data.programme_id)
    participation = new_participation(school_class, edition, data)
    insert_once(participation)
    put_leaders(participation, data.leaders)
    lessons = lessons_of(edition)
    days = days_for(participation, data.plan, len(lessons))
    put_lessons(participation, lessons, days)
    record(
        actor,
        BEGUN,
        participation,
        programme_id=data.programme_id,
        curriculum_version_id=edition.id,
        lessons=len(lessons),
        planned=len(days),
        leaders=data.leaders,
    )
    recount_participation(participation)
    return participation


def offered_edition(municipality_id: uuid.UUID, programme_id: uuid.UUID) -> CurriculumVersion:
    query = (
        select(CurriculumVersion)
        .join(Programme, Programme.id == CurriculumVersion.programme_id)
        .where(
            Programme.id == programme_id,
            Programme.municipality_id == municipality_id,
            Programme.retired_at.is_(None),
            CurriculumVersion.is_current,
        )
    )
    edition = db.session.scalar(query)
    if edition is None:
        raise ProgrammeNotOffered(programme_id)
    return edition


def new_participation(school_class: SchoolClass, edition: CurriculumVersion, data: ParticipationData) -> Participation:
    return Participation(
        municipality_id=school_class.municipality_id,
        school_class_id=school_class.id,
        school_id=school_class.school_id,
        school_year_id=school_class.school_year_id,
        programme_id=data.programme_id,
        curriculum_version_id=edition.id,
        starts_on=data.plan.starts_on,
        weekday=data.plan.weekday,
        room=data.room,
        peer_mentors=data.peer_mentors,
    )


def insert_once(participation: Participation) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(participation)
    except IntegrityError as error:
        if tripped(error, "participation", "school_class_id", "programme_id"):
            raise ProgrammeAlreadyTaken(participation.programme_id) from error
        raise


def put_leaders(participation: Participation, leaders: Sequence[uuid.UUID]) -> None:
    """Add the leaders. Each must hold a leading role at the school, guests too."""
    if not leaders:
        return
    eligible = {leader.id for leader in possible_leaders(participation.school_id)}
    if strangers := set(leaders) - eligible:
        raise NotALeaderHere(sorted(map(str, strangers)))
    of = {"municipality_id": participation.municipality_id, "participation_id": participation.id}
    db.session.execute(insert(ParticipationLeader), [{**of, "person_id": one} for one in dict.fromkeys(leaders)])


def lessons_of(edition: CurriculumVersion) -> list[uuid.UUID]:
    query = select(Lesson.id).where(Lesson.curriculum_version_id == edition.id).order_by(Lesson.number)
    return list(db.session.scalars(query))


def days_for(participation: Participation, plan: Plan, count: int) -> list[date]:
    if plan.starts_on is None or plan.weekday is None or not count:
        return []
    year = school_year_of(participation.school_year_id)
    return lesson_days(year, plan.starts_on, plan.weekday, count)


def put_lessons(participation: Participation, lessons: list[uuid.UUID], days: list[date]) -> None:
    if not lessons:
        return
    of = {"municipality_id": participation.municipality_id, "participation_id": participation.id}
    all_days = [*days, *[None] * (len(lessons) - len(days))]
    rows = [{**of, "lesson_id": lesson, "planned_on": day} for lesson, day in zip(lessons, all_days, strict=True)]
    db.session.execute(insert(PlannedSession), rows)


def plan_sessions(actor: Actor | None, participation: Participation, plan: Plan) -> None:
    """Plan anew: the lessons without an outcome, in their order, from the plan's start. What was logged stays."""
    open_lessons = list(
        db.session.scalars(
            select(PlannedSession.id)
            .join(Lesson, Lesson.id == PlannedSession.lesson_id)
            .where(PlannedSession.participation_id == participation.id, PlannedSession.outcome.is_(None))
            .order_by(Lesson.number)
        )
    )
    days = days_for(participation, plan, len(open_lessons))
    rest = len(open_lessons) - len(days)
    participation.starts_on, participation.weekday = plan.starts_on, plan.weekday
    if open_lessons:
        moves = [{"id": key, "planned_on": day} for key, day in zip(open_lessons, [*days, *[None] * rest], strict=True)]
        db.session.execute(update(PlannedSession), moves)
    record(
        actor,
        PLANNED,
        participation,
        starts_on=plan.starts_on,
        weekday=plan.weekday,
        planned=len(days),
        unplanned=rest,
    )
    recount_participation(participation)


def lead(actor: Actor, participation: Participation, data: LeadingData) -> None:
    """Say who leads, where, and with how many peer mentors.

    :raises NotALeaderHere: for a newcomer without a leading role at the school; who leads already may stay.
    """
    present = list(
        db.session.scalars(select(ParticipationLeader).where(ParticipationLeader.participation_id == participation.id))
    )
    for leader in present:
        if leader.person_id not in data.leaders:
            db.session.delete(leader)
    known = {leader.person_id for leader in present}
    put_leaders(participation, [one for one in data.leaders if one not in known])
    participation.room, participation.peer_mentors = data.room, data.peer_mentors
    record(actor, LED, participation, leaders=data.leaders, peer_mentors=data.peer_mentors)


def break_off(actor: Actor, participation: Participation, reason: str) -> None:
    """Stop before the end. What was held stays, and the class can go on again."""
    participation.status, participation.broken_off_reason = ParticipationStatus.BROKEN_OFF, reason
    record(actor, BROKEN_OFF, participation)
    recount_participation(participation)


def resume(actor: Actor, participation: Participation) -> None:
    participation.status, participation.broken_off_reason = ParticipationStatus.RUNNING, None
    record(actor, RESUMED, participation)
    recount_participation(participation)


def remove_participation(actor: Actor, participation: Participation) -> None:
    """Take back a beginning that was a mistake.

    :raises SessionsLogged: when anything was ever logged; the logs' foreign key refuses it.
    """
    class_id, programme_id = participation.school_class_id, participation.programme_id
    try:
        with db.session.begin_nested():
            db.session.execute(delete(Participation).where(Participation.id == participation.id))
    except IntegrityError as error:
        raise SessionsLogged(participation.id) from error
    record(actor, REMOVED, participation, school_class_id=class_id, programme_id=programme_id)
    recount_participation(participation)
