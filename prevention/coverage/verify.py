"""Counting everything again from the logs and plans, to tell whether what is kept beside them still says the same."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Select, String, Table, cast, func, select

from prevention.classes.class_page import IS_ITS_LOG
from prevention.classes.models import Participation, PlannedSession, SchoolClass
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import Lesson, Programme

from .counting import NO_DAY_PAST, counted_classes, counted_days, counted_held, counted_programmes, counted_sums
from .models import coverage_class, coverage_day, coverage_held, coverage_programme, coverage_sum

WHOLE = frozenset[str]()
Counts = Mapping[tuple[Any, ...], tuple[Any, ...]]
COUNTED = (
    (coverage_sum, counted_sums),
    (coverage_programme, counted_programmes),
    (coverage_class, counted_classes),
    (coverage_day, counted_days),
    (coverage_held, counted_held),
)


def differences(municipality_id: uuid.UUID) -> Iterator[str]:
    """Yield a sentence for each figure that is not what its sources say."""
    names = names_in(municipality_id)
    yield from wrong_outcomes(municipality_id)
    for table, counted in COUNTED:
        by = len(table.primary_key)
        stored = by_key(select(table).where(table.c.municipality_id == municipality_id), by)
        sources = by_key(counted(WHOLE), by, {"municipality": municipality_id, "today": NO_DAY_PAST})
        yield from between(table, by, stored, sources, names)


def by_key(statement: Any, keys: int, values: Mapping[str, object] | None = None) -> Counts:
    rows = db.session.connection().execute(statement, values or {})
    return {tuple(row[:keys]): tuple(row[keys:]) for row in rows}


def between(table: Table, keys: int, stored: Counts, sources: Counts, names: Mapping[Any, str]) -> Iterator[str]:
    columns = table.c.keys()[keys:]
    nothing = tuple(None if column.nullable else 0 for column in list(table.c)[keys:])
    for key in sorted(stored.keys() | sources.keys(), key=str):
        pairs = zip(columns, stored.get(key, nothing), sources.get(key, nothing), strict=True)
        for name, kept, counted in pairs:
            if kept != counted:
                yield f"{place(key, names)}: {name} is {kept}, counted {counted}"


def place(key: tuple[Any, ...], names: Mapping[Any, str]) -> str:
    _municipality, year, programme, *within = key
    told = [names[year], names[programme]]
    if not within:
        return ", ".join([*told, "all schools"])
    school, grade, *within = within
    told += [names[school], f"grade {grade}"]
    return ", ".join([*told, *(one.isoformat() if isinstance(one, date) else f"class {names[one]}" for one in within)])


def names_in(municipality_id: uuid.UUID) -> dict[uuid.UUID, str]:
    tables: tuple[Any, ...] = (SchoolYear, Programme, Agency, SchoolClass)
    asked = (select(one.id, one.name).where(one.municipality_id == municipality_id) for one in tables)
    return {key: name for query in asked for key, name in db.session.execute(query)}


def wrong_outcomes(municipality_id: uuid.UUID) -> Iterator[str]:
    """Yield the lessons whose outcome in the plan is not what the log in force says."""
    for name, number, kept, logged in db.session.execute(outcomes_that_differ(municipality_id)):
        yield f"Class {name}, lesson {number}: the plan says {kept or 'nothing'}, the log {logged or 'nothing'}"


def outcomes_that_differ(municipality_id: uuid.UUID) -> Select[*tuple[Any, ...]]:
    kept, logged = PlannedSession.outcome, SessionLog.status
    differ = func.coalesce(cast(kept, String), "") != func.coalesce(cast(logged, String), "")
    return (
        select(SchoolClass.name, Lesson.number, kept, logged)
        .select_from(PlannedSession)
        .join(Participation, Participation.id == PlannedSession.participation_id)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Lesson, Lesson.id == PlannedSession.lesson_id)
        .outerjoin(SessionLog, IS_ITS_LOG)
        .where(PlannedSession.municipality_id == municipality_id, differ)
        .order_by(SchoolClass.name, Lesson.number, PlannedSession.id)
    )
