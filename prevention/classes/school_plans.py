"""Plans for all classes of a school at once: which have not begun what is expected, or have no days for it."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from prevention.access.actor import Actor
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CurriculumVersion, Lesson, Programme
from prevention.programmes.queries import expected_classes
from prevention.sorting import as_swedish

from .actions import ParticipationData, Plan, ProgrammeAlreadyTaken, begin_participation, plan_sessions
from .calendar import FRIDAY, lesson_days
from .models import Participation, ParticipationStatus, PlannedSession, SchoolClass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A class that is expected to take a programme and has not begun, or has begun without a day for any lesson."""

    class_id: uuid.UUID
    class_name: str
    programme_id: uuid.UUID
    programme: str
    lessons: int
    participation_id: uuid.UUID | None = None

    @property
    def key(self) -> str:
        return f"day-{self.class_id}-{self.programme_id}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A class that shall begin, or get the days of what it has begun, and on which weekday."""

    class_id: uuid.UUID
    programme_id: uuid.UUID
    weekday: int
    participation_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """How far a class would come: its last day, and how many lessons find no day before the school year ends."""

    last_day: date | None
    too_late: int


def waiting_classes(school: Agency, year: SchoolYear) -> list[Waiting]:
    """Return the classes that are still to be planned, by programme and class."""
    rows = [*not_begun(school, year), *without_days(school, year)]
    return sorted(rows, key=lambda row: (as_swedish(row.programme), as_swedish(row.class_name), row.key))


def not_begun(school: Agency, year: SchoolYear) -> list[Waiting]:
    expected = expected_classes(SchoolClass.school_id == school.id, SchoolClass.school_year_id == year.id)
    lessons = select(func.count()).where(Lesson.curriculum_version_id == CurriculumVersion.id).scalar_subquery()
    begun = (Participation.school_class_id == expected.c.school_class_id) & (
        Participation.programme_id == expected.c.programme_id
    )
    query = (
        select(SchoolClass.id, SchoolClass.name, Programme.id, Programme.name, lessons)
        .select_from(expected)
        .join(SchoolClass, SchoolClass.id == expected.c.school_class_id)
        .join(Programme, (Programme.id == expected.c.programme_id) & Programme.retired_at.is_(None))
        .join(CurriculumVersion, (CurriculumVersion.programme_id == Programme.id) & CurriculumVersion.is_current)
        .outerjoin(Participation, begun)
        .where(Participation.id.is_(None))
    )
    return [Waiting(*row) for row in db.session.execute(query)]


def without_days(school: Agency, year: SchoolYear) -> list[Waiting]:
    """Return what was begun with the start left empty: lessons, and none of them with a day or an outcome."""
    columns = (SchoolClass.id, SchoolClass.name, Programme.id, Programme.name)
    query = (
        select(*columns, func.count(), Participation.id)
        .select_from(PlannedSession)
        .join(Participation, Participation.id == PlannedSession.participation_id)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Programme, Programme.id == Participation.programme_id)
        .where(
            Participation.school_id == school.id,
            Participation.school_year_id == year.id,
            Participation.status == ParticipationStatus.RUNNING,
        )
        .group_by(*columns, Participation.id)
        .having(func.count(PlannedSession.planned_on) + func.count(PlannedSession.outcome) == 0)
    )
    return [Waiting(*row) for row in db.session.execute(query)]


def first_monday(year: SchoolYear, today: date) -> date:
    """Return the Monday to suggest as a start: the next one, or the first of a school year to come."""
    earliest = max(year.starts_on, today + timedelta(days=1))
    return min(earliest + timedelta(days=-earliest.weekday() % 7), year.ends_on)


def spread(rows: Sequence[Waiting]) -> dict[str, int]:
    """Spread the classes evenly over the week, so that leaders and rooms suffice."""
    return {row.key: number % (FRIDAY + 1) for number, row in enumerate(rows)}


def forecast(year: SchoolYear, start: date, weekday: int, lessons: int) -> Forecast:
    days = lesson_days(year, start, weekday, lessons)
    return Forecast(days[-1] if days else None, lessons - len(days))


def begin_for_school(actor: Actor | None, school: Agency, start: date, wanted: Sequence[Wanted]) -> int:
    """Plan the classes, and return how many. A class that somebody planned at the same moment is left as it is."""
    ids = {one.class_id for one in wanted}
    query = select(SchoolClass).where(SchoolClass.school_id == school.id, SchoolClass.id.in_(ids))
    classes = {one.id: one for one in db.session.scalars(query)}
    begun = {one.participation_id for one in wanted}
    taken = select(Participation).where(Participation.school_id == school.id, Participation.id.in_(begun))
    taken = taken.order_by(Participation.id).with_for_update()  # before the trail, as who logs a session does
    participations = {one.id: one for one in db.session.scalars(taken)}
    planned = 0
    for one in wanted:
        plan = Plan(start, one.weekday)
        with suppress(ProgrammeAlreadyTaken):
            if one.participation_id:
                plan_sessions(actor, participations[one.participation_id], plan)
            else:
                begin_participation(actor, classes[one.class_id], ParticipationData(one.programme_id, plan))
            planned += 1
    return planned
