"""What the page of one class shows. Its statements are built once: building costs as much as asking."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, false, func, literal_column, select
from sqlalchemy.orm import aliased

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.organisations.models import Agency, SchoolBreak, SchoolYear
from prevention.programmes.models import CurriculumVersion, DeliveryMode, Lesson, Programme

from .calendar import DaysOff, SchoolDays
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
    """A programme the class takes. `may_log` is the reader's."""

    id: uuid.UUID
    programme: str
    delivery_mode: DeliveryMode
    leaders_expected: int
    edition: str
    counted: bool  # False where the programme has no fixed number of lessons: it is running or it is not
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


MOVED: ColumnElement[str] = literal_column(
    f"'{SessionStatus.MOVED.value}'"
)  # no parameter: the partial index says it so
IN_FORCE = SessionLog.superseded_at.is_(None) & (SessionLog.status != MOVED)
IS_ITS_LOG = (
    (SessionLog.participation_id == PlannedSession.participation_id)
    & (SessionLog.lesson_id == PlannedSession.lesson_id)
    & IN_FORCE
)
SESSIONS_LOGGED = (
    select(func.count())
    .where(SessionLog.participation_id == Participation.id, IN_FORCE)
    .correlate(Participation)
    .scalar_subquery()
)
EVER_LOGGED = exists().where(SessionLog.participation_id == Participation.id).correlate(Participation)
LESSONS = (
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
    .join(Lesson, Lesson.id == PlannedSession.lesson_id)
    .outerjoin(SessionLog, IS_ITS_LOG)
    .join(Participation, Participation.id == PlannedSession.participation_id)
    .where(Participation.school_class_id == bindparam("class_id"))
    .order_by(PlannedSession.participation_id, Lesson.number, Lesson.id)
)
BREAKS = select(SchoolBreak.starts_on, SchoolBreak.ends_on).where(SchoolBreak.school_year_id == bindparam("year"))
SURROUNDINGS = 6  # columns of the statement that are the same in each of its rows


def class_page(actor: Actor, school_class: SchoolClass) -> ClassDetails:
    """Return what the actor may see of a class they may see."""
    rows = ask(seen_by(actor), class_id=school_class.id)
    school, year, starts_on, ends_on, may_plan, may_manage = rows[0][:SURROUNDINGS]
    programmes = programmes_in(row[SURROUNDINGS:] for row in rows)
    days = cache(lambda: SchoolDays(starts_on, ends_on, breaks_of(school_class.school_year_id)))
    lessons = lessons_of(actor, school_class) if programmes else {}
    return ClassDetails(school, year, bool(may_plan), bool(may_manage), with_lessons(programmes, lessons, days))


def ask(statement: Select[*tuple[Any, ...]], **values: object) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return rows of columns: asked of the connection, which takes half the time, since it looks for no entities."""
    return db.session.connection().execute(statement, values).all()


@lru_cache(maxsize=256)
def seen_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the statement of a class as somebody sees it. An actor is a value: other roles make another statement."""
    leading = aliased(ParticipationLeader)  # the rule asks the table itself, and must not meet this join
    of_class = (Participation.school_class_id == SchoolClass.id) & allowed(Participation, Permission.CLASS_READ, actor)
    return (
        select(
            Agency.name,
            SchoolYear.name,
            SchoolYear.starts_on,
            SchoolYear.ends_on,
            allowed(SchoolClass, Permission.PLAN_MANAGE, actor),
            allowed(SchoolClass, Permission.CLASS_MANAGE, actor),
            Person.name,
            *columns_of_taken(actor),
        )
        .select_from(SchoolClass)
        .join(Agency, Agency.id == SchoolClass.school_id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.school_year_id)
        .outerjoin(Participation, of_class)
        .outerjoin(Programme, Programme.id == Participation.programme_id)
        .outerjoin(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .outerjoin(leading, leading.participation_id == Participation.id)
        .outerjoin(Person, Person.id == leading.person_id)
        .where(SchoolClass.id == bindparam("class_id"))
        .order_by(Programme.name, Participation.id, Person.name)
    )


def columns_of_taken(actor: Actor) -> tuple[Any, ...]:
    """Return the columns of `Taken`, in its order."""
    return (
        Participation.id,
        Programme.name,
        Programme.delivery_mode,
        Programme.leaders_expected,
        CurriculumVersion.edition,
        CurriculumVersion.lessons_expected.is_not(None),
        Participation.status,
        Participation.starts_on,
        Participation.weekday,
        Participation.room,
        Participation.peer_mentors,
        Participation.broken_off_reason,
        SESSIONS_LOGGED,
        EVER_LOGGED if actor.may(Permission.PLAN_MANAGE) else false(),  # only who plans may remove what has no log
        allowed(Participation, Permission.SESSION_LOG, actor),
    )


def programmes_in(rows: Iterable[Sequence[Any]]) -> list[Taken]:
    """Put together what stands in a row for each leader; a class without programme has one row with nothing in it."""
    found: dict[uuid.UUID, Taken] = {}
    for leader, key, *rest in rows:
        if key is None:
            continue
        taken = found.setdefault(key, Taken(key, *rest))
        if leader:
            taken.leaders.append(leader)
    return list(found.values())


def lessons_of(actor: Actor, school_class: SchoolClass) -> dict[uuid.UUID, list[LessonRow]]:
    """Return the lessons of each programme, by the participation's id."""
    today = clock.today()
    lessons: dict[uuid.UUID, list[LessonRow]] = defaultdict(list)
    for row in ask(lessons_seen_by(actor), class_id=school_class.id):
        lessons[row[0]].append(lesson_from(row, today))
    return lessons


@lru_cache(maxsize=256)
def lessons_seen_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    return LESSONS.where(allowed(Participation, Permission.CLASS_READ, actor))


def breaks_of(school_year_id: uuid.UUID) -> tuple[DaysOff, ...]:
    return tuple(DaysOff(*row) for row in ask(BREAKS, year=school_year_id))


def with_lessons(
    programmes: Sequence[Taken], lessons: Mapping[uuid.UUID, list[LessonRow]], days: Callable[[], SchoolDays]
) -> list[TakenWithLessons]:
    today = clock.today()
    both = [(one, lessons.get(one.id, [])) for one in programmes]
    return [TakenWithLessons(one, its, pace_of(its, days, one.weekday, today)) for one, its in both]


def lesson_from(row: Row[*tuple[Any, ...]], today: date) -> LessonRow:
    _taken, outcome, planned_on, lesson_id, number, title, log_id, held_on = row
    return LessonRow(lesson_id, number, title, state_of(outcome, planned_on, today), held_on or planned_on, log_id)
