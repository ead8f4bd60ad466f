"""Plans for all classes of a school at once: which classes are expected to take what and have not begun."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from prevention.access.actor import Actor
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CurriculumVersion, Lesson, Programme
from prevention.programmes.queries import expected_classes

from .actions import ParticipationData, Plan, begin_participation
from .calendar import FRIDAY, lesson_days
from .models import Participation, SchoolClass


@dataclass(frozen=True, slots=True)
class Waiting:
    """A class that is expected to take a programme and has not begun."""

    class_id: uuid.UUID
    class_name: str
    programme_id: uuid.UUID
    programme: str
    lessons: int

    @property
    def key(self) -> str:
        return f"day-{self.class_id}-{self.programme_id}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A class that shall begin, and on which weekday."""

    class_id: uuid.UUID
    programme_id: uuid.UUID
    weekday: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """How far a class would come: its last day, and how many lessons find no day before the school year ends."""

    last_day: date | None
    too_late: int


def waiting_classes(school: Agency, year: SchoolYear) -> list[Waiting]:
    """Return the classes that are still to begin, by programme and class."""
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
        .order_by(Programme.name, Programme.id, SchoolClass.name, SchoolClass.id)
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
    """Let the classes begin, and return how many did. The form offers only classes that are waiting."""
    ids = {one.class_id for one in wanted}
    query = select(SchoolClass).where(SchoolClass.school_id == school.id, SchoolClass.id.in_(ids))
    classes = {one.id: one for one in db.session.scalars(query)}
    for one in wanted:
        data = ParticipationData(one.programme_id, Plan(start, one.weekday))
        begin_participation(actor, classes[one.class_id], data)
    return len(wanted)
