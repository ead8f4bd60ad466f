"""Those who led against those who observed: the same lessons, seen twice.

A pair is an observation that is written and the log in force of the same lesson, where the lesson took place and
somebody else logged it. Each measure is compared over the pairs in which both state it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Integer, case, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.classes.models import Participation
from prevention.extensions import db
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.organisations.models import Agency
from prevention.quality.queries import Chosen
from prevention.sorting import as_swedish

from .models import Observation

FEW = 5  # with fewer pairs a difference says little, and the page says so
PAIR = 2
Stated = ColumnElement[Any] | InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean of so many pairs, as those who led tell it and as the observer saw it. Sums, so that they add up."""

    pairs: int = 0
    led: int = 0
    seen: int = 0

    @property
    def few(self) -> bool:
        return self.pairs < FEW

    @property
    def led_mean(self) -> float | None:
        return self.led / self.pairs if self.pairs else None

    @property
    def seen_mean(self) -> float | None:
        return self.seen / self.pairs if self.pairs else None

    @property
    def difference(self) -> float | None:
        """How much more those who led tell than the observer saw."""
        return (self.led - self.seen) / self.pairs if self.pairs else None

    def __add__(self, other: "Measure") -> "Measure":
        return Measure(self.pairs + other.pairs, self.led + other.led, self.seen + other.seen)


@dataclass(frozen=True, slots=True)
class Comparison:
    """As planned and two leaders are shares, engagement a mark from 1 to 5, minutes are minutes."""

    pairs: int = 0
    as_planned: Measure = Measure()
    engagement: Measure = Measure()
    two_leaders: Measure = Measure()
    minutes: Measure = Measure()


FIELDS = attrgetter(*Comparison.__slots__)


@dataclass(frozen=True, slots=True)
class SchoolComparison:
    id: uuid.UUID
    name: str
    figures: Comparison


def per_school(actor: Actor, chosen: Chosen, school_id: uuid.UUID | None = None) -> list[SchoolComparison]:
    """Return the schools with a pair, those with most pairs first."""
    query = (
        select(
            Agency.id,
            Agency.name,
            func.count(),
            *both(as_number(SessionLog.delivered_as_planned), as_number(Observation.delivered_as_planned)),
            *both(SessionLog.engagement, Observation.engagement),
            *both(in_pairs(SessionLog.leaders_present), in_pairs(Observation.leaders_present)),
            *both(SessionLog.minutes, Observation.minutes),
        )
        .select_from(Observation)
        .join(Participation, Participation.id == Observation.participation_id)
        .join(Agency, Agency.id == Participation.school_id)
        .join(
            SessionLog,
            (SessionLog.participation_id == Observation.participation_id)
            & (SessionLog.lesson_id == Observation.lesson_id),
        )
        .where(
            allowed(Participation, Permission.COVERAGE_READ, actor),
            Participation.municipality_id == actor.municipality_id,
            Participation.school_year_id == chosen.school_year_id,
            Participation.programme_id == chosen.programme_id,
            *([Participation.school_id == school_id] if school_id else []),
            Observation.written_at.is_not(None),
            SessionLog.superseded_at.is_(None),
            SessionLog.status.in_((SessionStatus.HELD, SessionStatus.PARTLY_HELD)),
            SessionLog.logged_by_id != Observation.observer_id,
        )
        .group_by(Agency.id, Agency.name)
    )
    rows = [row_of(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda row: (-row.figures.pairs, as_swedish(row.name), row.id.int))


def row_of(key: uuid.UUID, name: str, pairs: int, *sums: int) -> SchoolComparison:
    measures = (Measure(*sums[place : place + 3]) for place in range(0, len(sums), 3))
    return SchoolComparison(key, name, Comparison(pairs, *measures))


def total(rows: Iterable[SchoolComparison]) -> Comparison:
    columns = list(zip(*(FIELDS(row.figures) for row in rows), strict=True))
    if not columns:
        return Comparison()
    pairs, *measures = columns
    return Comparison(sum(pairs), *(sum(these, Measure()) for these in measures))


def both(led: Stated, seen: Stated) -> tuple[ColumnElement[int], ...]:
    """Return the columns of `Measure`, over the pairs in which both state it."""
    stated = led.is_not(None) & seen.is_not(None)
    return (
        func.count(case((stated, 1))),
        cast(func.coalesce(func.sum(case((stated, led))), 0), Integer),
        cast(func.coalesce(func.sum(case((stated, seen))), 0), Integer),
    )


def as_number(stated: Stated) -> ColumnElement[Any]:
    return case((stated.is_(True), 1), (stated.is_(False), 0))


def in_pairs(leaders: Stated) -> ColumnElement[Any]:
    return case((leaders >= PAIR, 1), (leaders < PAIR, 0))
