"""Everything the page of one class shows, in three queries: its school and year, what it takes, its lessons."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased, joinedload

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CurriculumVersion, DeliveryMode, Lesson, Programme

from .models import Participation, ParticipationLeader, ParticipationStatus, PlannedSession, SchoolClass
from .pace import Pace, pace_of
from .states import LessonState, state_of


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson of the track. `day` is when it was held, or else is planned for."""

    id: uuid.UUID
    number: int
    title: str | None
    state: LessonState
    day: date | None
    log_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class Taken:
    """A programme the class takes, and what the reader may do about it."""

    id: uuid.UUID
    programme: str
    delivery_mode: DeliveryMode
    leaders_expected: int
    edition: str
    status: ParticipationStatus
    starts_on: date | None
    weekday: int | None
    room: str | None
    peer_mentors: int | None
    broken_off_reason: str | None
    sessions_logged: int
    ever_logged: bool  # corrected and undone logs count too: what was held is never deleted
    may_log: bool
    leaders: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TakenWithLessons:
    taken: Taken
    lessons: list[LessonRow]
    pace: Pace


@dataclass(frozen=True, slots=True)
class ClassDetails:
    school: str
    school_year: str
    may_plan: bool
    may_manage: bool
    programmes: list[TakenWithLessons]


def class_page(actor: Actor, school_class: SchoolClass) -> ClassDetails:
    """Return what the actor may see of a class they may see."""
    today = clock.today()
    school, year, may_plan, may_manage = surroundings_of(actor, school_class)
    lessons = lessons_of_class(actor, school_class, today)
    programmes = []
    for taken in programmes_of(actor, school_class):
        rows = lessons[taken.id]
        weekday = taken.weekday
        programmes.append(
            TakenWithLessons(taken, rows, pace_of([(row.state, row.day) for row in rows], year, weekday, today))
        )
    return ClassDetails(school, year.name, may_plan, may_manage, programmes)


def surroundings_of(actor: Actor, school_class: SchoolClass) -> tuple[str, SchoolYear, bool, bool]:
    query = (
        select(
            Agency.name,
            SchoolYear,
            allowed(SchoolClass, Permission.PLAN_MANAGE, actor),
            allowed(SchoolClass, Permission.CLASS_MANAGE, actor),
        )
        .join(SchoolClass, SchoolClass.school_id == Agency.id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.school_year_id)
        .where(SchoolClass.id == school_class.id)
        .options(joinedload(SchoolYear.breaks))
    )
    school, year, may_plan, may_manage = db.session.execute(query).unique().one()
    return school, year, bool(may_plan), bool(may_manage)


def programmes_of(actor: Actor, school_class: SchoolClass) -> list[Taken]:
    leading = aliased(ParticipationLeader)  # the rule asks the table itself, and must not meet this join
    logged = select(func.count()).where(SessionLog.participation_id == Participation.id, *IN_FORCE).scalar_subquery()
    columns = (
        Participation.id,
        Programme.name,
        Programme.delivery_mode,
        Programme.leaders_expected,
        CurriculumVersion.edition,
        Participation.status,
        Participation.starts_on,
        Participation.weekday,
        Participation.room,
        Participation.peer_mentors,
        Participation.broken_off_reason,
        logged,
        exists().where(SessionLog.participation_id == Participation.id),
        allowed(Participation, Permission.SESSION_LOG, actor),
    )
    query = (
        select(Person.name, *columns)
        .select_from(Participation)
        .join(Programme, Programme.id == Participation.programme_id)
        .join(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .outerjoin(leading, leading.participation_id == Participation.id)
        .outerjoin(Person, Person.id == leading.person_id)
        .where(Participation.school_class_id == school_class.id, allowed(Participation, Permission.CLASS_READ, actor))
        .order_by(Programme.name, Participation.id, Person.name)
    )
    found: dict[uuid.UUID, Taken] = {}
    for leader, key, *rest in db.session.execute(query):
        taken = found.setdefault(key, Taken(key, *rest))
        if leader:
            taken.leaders.append(leader)
    return list(found.values())


IN_FORCE = (SessionLog.superseded_at.is_(None), SessionLog.status != SessionStatus.MOVED)


def lessons_of_class(actor: Actor, school_class: SchoolClass, today: date) -> dict[uuid.UUID, list[LessonRow]]:
    query = (
        select(
            PlannedSession.participation_id,
            PlannedSession.outcome,
            PlannedSession.planned_on,
            Lesson.id,
            Lesson.number,
            Lesson.title,
            SessionLog.id,
            SessionLog.held_on,
        )
        .join(Participation, Participation.id == PlannedSession.participation_id)
        .join(Lesson, Lesson.id == PlannedSession.lesson_id)
        .outerjoin(
            SessionLog,
            (SessionLog.participation_id == PlannedSession.participation_id)
            & (SessionLog.lesson_id == PlannedSession.lesson_id)
            & IN_FORCE[0]
            & IN_FORCE[1],
        )
        .where(Participation.school_class_id == school_class.id, allowed(Participation, Permission.CLASS_READ, actor))
        .order_by(PlannedSession.participation_id, Lesson.number, Lesson.id)
    )
    found: dict[uuid.UUID, list[LessonRow]] = defaultdict(list)
    for taken, outcome, planned_on, lesson, number, title, log, held_on in db.session.execute(query):
        state = state_of(outcome, planned_on, today)
        found[taken].append(LessonRow(lesson, number, title, state, held_on or planned_on, log))
    return found
