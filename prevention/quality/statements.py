"""The statements that read, each built once for what somebody may see: building one costs as much as running it.

Each groups the logs in the database and returns a row a school, a class or a programme, or a row a gap of it. Bound
when they run: `municipality`, `year`, `programme` (but for a row a programme), and for what is of one school `school`.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    func,
    select,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from prevention.classes.models import Participation, ParticipationStatus, SchoolClass
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.organisations.models import Agency
from prevention.programmes.models import CurriculumVersion, Lesson, Programme
from prevention.sorting import swedish

Rows = Select[*tuple[Any, ...]]
Seen = ColumnElement[bool]  # the rule of `Participation` for somebody; the same object while they hold the same
PAIR = 2


class Level(StrEnum):
    """What a row stands for."""

    SCHOOL = "school"
    CLASS = "class"  # of a school
    PROGRAMME = "programme"  # of a school


KEY: Mapping[Level, Any] = {
    Level.SCHOOL: Participation.school_id,
    Level.CLASS: Participation.school_class_id,
    Level.PROGRAMME: Participation.programme_id,
}
NAME: Mapping[Level, Any] = {Level.SCHOOL: Agency.name, Level.CLASS: SchoolClass.name, Level.PROGRAMME: Programme.name}


class days_between(FunctionElement[int]):  # noqa: N801  reads as the SQL it is
    """The whole days from one day to a later one."""

    type = Integer()
    inherit_cache = True


@compiles(days_between)
def subtract_days(element: days_between, compiler: SQLCompiler, **given: Any) -> str:
    first, later = (compiler.process(one, **given) for one in element.clauses)
    return f"({later} - {first})"


@compiles(days_between, "sqlite")
def subtract_julian_days(element: days_between, compiler: SQLCompiler, **given: Any) -> str:
    first, later = (compiler.process(one, **given) for one in element.clauses)
    return f"CAST(julianday({later}) - julianday({first}) AS INTEGER)"


@lru_cache(512)
def programmes_taken(seen: Seen) -> Rows:
    """Return the programmes that classes of a year take, with how many: the one with most lessons first."""
    columns = (Programme.id, Programme.code, Programme.name, Programme.leaders_expected)
    lessons = func.sum(func.coalesce(CurriculumVersion.lessons_expected, 0))
    return (
        select(*columns, func.count())
        .join(Participation, Participation.programme_id == Programme.id)
        .join(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .where(seen, *of_year())
        .group_by(*columns)
        .order_by(lessons.desc(), func.count().desc(), Programme.name, Programme.id)
    )


@lru_cache(512)
def taking(level: Level, seen: Seen) -> Rows:
    """Return by school, class or programme: its id and name, and the columns of `Taking`."""
    lessons = lessons_by_edition(level)
    return (
        select(
            KEY[level],
            NAME[level],
            func.count(),
            count_if(Participation.status == ParticipationStatus.COMPLETED),
            count_if(Participation.status == ParticipationStatus.BROKEN_OFF),
            whole(func.sum(lessons.c.lessons)),
            whole(func.sum(lessons.c.core_lessons)),
        )
        .select_from(Participation)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Agency, Agency.id == Participation.school_id)
        .join(Programme, Programme.id == Participation.programme_id)
        .outerjoin(lessons, lessons.c.edition_id == Participation.curriculum_version_id)
        .where(seen, *of_programme(level))
        .group_by(KEY[level], NAME[level])
    )


def lessons_by_edition(level: Level) -> Subquery:
    """Count the lessons of editions with a fixed number of them: of one programme, or of all the municipality's."""
    if level is Level.PROGRAMME:
        whose = CurriculumVersion.municipality_id == bindparam("municipality")
    else:
        whose = CurriculumVersion.programme_id == bindparam("programme")
    return (
        select(
            Lesson.curriculum_version_id.label("edition_id"),
            func.count().label("lessons"),
            count_if(Lesson.core.is_(True)).label("core_lessons"),
        )
        .join(CurriculumVersion, CurriculumVersion.id == Lesson.curriculum_version_id)
        .where(whose, is_counted())
        .group_by(Lesson.curriculum_version_id)
        .subquery("lessons_of_edition")
    )


@lru_cache(512)
def programmes_at(seen: Seen) -> Rows:
    """Return by programme that classes of a school take: the leaders it asks for, its id and name, what both tell."""
    of_classes, of_logs = taking(Level.PROGRAMME, seen).subquery("of_classes"), told(Level.PROGRAMME, seen).subquery()
    (key, name, *_counts), (told_of, *counts) = of_classes.c, of_logs.c
    return (
        select(Programme.leaders_expected, *of_classes.c, *counts)
        .select_from(of_classes)
        .join(Programme, Programme.id == key)
        .outerjoin(of_logs, told_of == key)
        .order_by(swedish(name), key)
    )


@lru_cache(512)
def told(level: Level, seen: Seen) -> Rows:
    """Return by school, class or programme: its id, and the columns of `Told`."""
    took_place = SessionLog.status != SessionStatus.NOT_HELD  # a log in force is never of a lesson that was moved
    length = func.coalesce(Lesson.minutes, CurriculumVersion.minutes)
    counted, timed = and_(took_place, Lesson.id.is_not(None), is_counted()), SessionLog.minutes.is_not(None)
    known = and_(took_place, timed, length.is_not(None))
    return (
        select(
            KEY[level],
            count_if(took_place),
            count_if(SessionLog.status == SessionStatus.PARTLY_HELD),
            count_if(SessionLog.status == SessionStatus.NOT_HELD),
            count_if(counted),
            count_if(and_(counted, Lesson.core.is_(True))),
            count_if(known),
            whole(func.sum(case((known, SessionLog.minutes)))),
            whole(func.sum(case((known, length)))),
            count_if(and_(took_place, SessionLog.leaders_present.is_not(None))),
            count_if(and_(took_place, SessionLog.leaders_present >= PAIR)),
            count_if(and_(took_place, SessionLog.delivered_as_planned.is_not(None))),
            count_if(and_(took_place, SessionLog.delivered_as_planned.is_(True))),
            count_if(and_(took_place, SessionLog.engagement.is_not(None))),
            whole(func.sum(case((took_place, SessionLog.engagement)))),
        )
        .select_from(Participation)
        .join(SessionLog, SessionLog.participation_id == Participation.id)
        .join(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .outerjoin(Lesson, Lesson.id == SessionLog.lesson_id)
        .where(seen, *of_programme(level), *in_force())
        .group_by(KEY[level])
    )


@lru_cache(512)
def gaps(level: Level, seen: Seen) -> Rows:
    """Return by school or class: its id, a number of days between two sessions, and how often it was so many."""
    of_class = func.lag(SessionLog.held_on).over(
        partition_by=Participation.id, order_by=(SessionLog.held_on, SessionLog.id)
    )
    sessions = (
        select(KEY[level].label("key"), SessionLog.held_on, of_class.label("before"))
        .select_from(Participation)
        .join(SessionLog, SessionLog.participation_id == Participation.id)
        .where(seen, *of_programme(level), *in_force(), SessionLog.status != SessionStatus.NOT_HELD)
        .subquery("session")
    )
    days = days_between(sessions.c.before, sessions.c.held_on).label("days")
    return (
        select(sessions.c.key, days, func.count()).where(sessions.c.before.is_not(None)).group_by(sessions.c.key, days)
    )


@lru_cache(512)
def broken_off(seen: Seen) -> Rows:
    """Return the classes that broke off, with their school and why, by school and class."""
    return (
        select(SchoolClass.id, SchoolClass.name, Agency.id, Agency.name, Participation.broken_off_reason)
        .select_from(Participation)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Agency, Agency.id == Participation.school_id)
        .where(seen, *of_programme(Level.SCHOOL), Participation.status == ParticipationStatus.BROKEN_OFF)
        .order_by(swedish(Agency.name), Agency.id, swedish(SchoolClass.name), SchoolClass.id)
    )


def of_year() -> tuple[Seen, ...]:
    return (
        Participation.municipality_id == bindparam("municipality"),
        Participation.school_year_id == bindparam("year"),
    )


def of_programme(level: Level) -> tuple[Seen, ...]:
    programme = () if level is Level.PROGRAMME else (Participation.programme_id == bindparam("programme"),)
    school = () if level is Level.SCHOOL else (Participation.school_id == bindparam("school"),)
    return *of_year(), *programme, *school


def in_force() -> tuple[Seen, ...]:
    return SessionLog.superseded_at.is_(None), SessionLog.status != SessionStatus.MOVED


def is_counted() -> Seen:
    return CurriculumVersion.lessons_expected.is_not(None)


def count_if(condition: Seen) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def whole(number: ColumnElement[Any]) -> ColumnElement[int]:
    """Return a sum as a whole number, 0 where nothing is summed: PostgreSQL's is a decimal."""
    return cast(func.coalesce(number, 0), Integer)
