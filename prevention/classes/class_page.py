"""What the page of one class shows. Its statements are built once: building costs as much as asking."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, false, func, literal_column, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.organisations.models import Agency, SchoolBreak, SchoolYear
from prevention.programmes.models import CurriculumVersion, Lesson, Programme

from .calendar import DaysOff, SchoolDays
from .models import Participation, ParticipationLeader, ParticipationStatus, PlannedSession, SchoolClass
from .pace import Pace, pace_of
from .states import LessonState, state_of


class LessonRow(NamedTuple):
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
    leader_names: str | None  # as the database puts them together

    @property
    def leaders(self) -> list[str]:
        return sorted(self.leader_names.split(BETWEEN)) if self.leader_names else []


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
BETWEEN = "\n"  # no name has a line break in it
LEADERS = (
    select(func.aggregate_strings(Person.name, BETWEEN))
    .join(ParticipationLeader, ParticipationLeader.person_id == Person.id)
    .where(ParticipationLeader.participation_id == Participation.id)
    .correlate(Participation)
    .scalar_subquery()
)
EVER_LOGGED = exists().where(SessionLog.participation_id == Participation.id).correlate(Participation)
BREAKS = select(SchoolBreak.starts_on, SchoolBreak.ends_on).where(SchoolBreak.school_year_id == bindparam("year"))
SURROUNDINGS = 6  # columns of the statement that are the same in each of its rows
OF_LESSON = 7  # columns that differ from row to row, the last ones


def class_page(actor: Actor, school_class: SchoolClass) -> ClassDetails:
    """Return what the actor may see of a class they may see."""
    rows = ask(seen_by(actor), class_id=school_class.id)
    school, year, starts_on, ends_on, may_plan, may_manage = rows[0][:SURROUNDINGS]
    days = cache(lambda: SchoolDays(starts_on, ends_on, breaks_of(school_class.school_year_id)))
    programmes = with_lessons((row[SURROUNDINGS:] for row in rows), days)
    return ClassDetails(school, year, bool(may_plan), bool(may_manage), programmes)


def ask(statement: Select[*tuple[Any, ...]], **values: object) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return rows of columns: asked of the connection, which takes half the time, since it looks for no entities."""
    return db.session.connection().execute(statement, values).all()


@lru_cache(maxsize=256)
def seen_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the statement of a class as somebody sees it. An actor is a value: other roles make another statement.

    It has a row for each planned lesson of each programme. One round trip is quicker than two, and what belongs to the
    programme is worked out before its lessons are joined, once and not for each of them.
    """
    taken = taken_by_class(actor).cte("taken").prefix_with("MATERIALIZED")
    return (
        select(
            *taken.c,
            Lesson.id,
            Lesson.number,
            Lesson.title,
            PlannedSession.outcome,
            PlannedSession.planned_on,
            SessionLog.id,
            SessionLog.held_on,
        )
        .select_from(taken)
        .outerjoin(PlannedSession, PlannedSession.participation_id == taken.c.participation_id)
        .outerjoin(Lesson, Lesson.id == PlannedSession.lesson_id)
        .outerjoin(SessionLog, IS_ITS_LOG)
        .order_by(taken.c.programme, taken.c.participation_id, Lesson.number, Lesson.id)
    )


def taken_by_class(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Return the class in a row for each programme it takes, or in one row with nothing where it takes none."""
    of_class = (Participation.school_class_id == SchoolClass.id) & allowed(Participation, Permission.CLASS_READ, actor)
    return (
        select(
            Agency.name.label("school"),
            SchoolYear.name.label("school_year"),
            SchoolYear.starts_on.label("year_starts_on"),
            SchoolYear.ends_on.label("year_ends_on"),
            allowed(SchoolClass, Permission.PLAN_MANAGE, actor).label("may_plan"),
            allowed(SchoolClass, Permission.CLASS_MANAGE, actor).label("may_manage"),
            *columns_of_taken(actor),
        )
        .select_from(SchoolClass)
        .join(Agency, Agency.id == SchoolClass.school_id)
        .join(SchoolYear, SchoolYear.id == SchoolClass.school_year_id)
        .outerjoin(Participation, of_class)
        .outerjoin(Programme, Programme.id == Participation.programme_id)
        .outerjoin(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .where(SchoolClass.id == bindparam("class_id"))
    )


def columns_of_taken(actor: Actor) -> tuple[Any, ...]:
    """Return the columns of `Taken`, in its order."""
    return (
        Participation.id.label("participation_id"),
        Programme.name.label("programme"),
        Programme.leaders_expected,
        CurriculumVersion.edition,
        CurriculumVersion.lessons_expected.is_not(None).label("counted"),
        Participation.status,
        Participation.starts_on,
        Participation.weekday,
        Participation.room,
        Participation.peer_mentors,
        Participation.broken_off_reason,
        SESSIONS_LOGGED.label("sessions_logged"),
        # only who plans may remove what has no log
        (EVER_LOGGED if actor.may(Permission.PLAN_MANAGE) else false()).label("ever_logged"),
        allowed(Participation, Permission.SESSION_LOG, actor).label("may_log"),
        LEADERS.label("leader_names"),
    )


def breaks_of(school_year_id: uuid.UUID) -> tuple[DaysOff, ...]:
    return tuple(DaysOff(*row) for row in ask(BREAKS, year=school_year_id))


def with_lessons(rows: Iterable[Sequence[Any]], days: Callable[[], SchoolDays]) -> list[TakenWithLessons]:
    """Put together what stands in a row for each lesson; a class without programme has one row with nothing in it."""
    today = clock.today()
    found: dict[uuid.UUID, tuple[Taken, list[LessonRow]]] = {}
    for row in rows:
        key = row[0]
        if key is None:
            continue
        if key not in found:
            found[key] = (Taken(*row[:-OF_LESSON]), [])
        if row[-OF_LESSON] is not None:
            found[key][1].append(lesson_from(row[-OF_LESSON:], today))
    return [TakenWithLessons(one, its, pace_of(its, days, one.weekday, today)) for one, its in found.values()]


def lesson_from(columns: Sequence[Any], today: date) -> LessonRow:
    lesson_id, number, title, outcome, planned_on, log_id, held_on = columns
    return LessonRow(lesson_id, number, title, state_of(outcome, planned_on, today), held_on or planned_on, log_id)
