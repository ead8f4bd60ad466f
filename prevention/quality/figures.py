"""How well a programme is carried out: counts that add up, for a class, a school or a municipality alike.

Every figure is a part of what somebody stated; how many stated nothing stands beside it, and is never a no.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from prevention.sorting import as_swedish


@dataclass(frozen=True, slots=True)
class Part:
    """So many of so many."""

    number: int
    of: int

    @property
    def share(self) -> float | None:
        """None where there is nothing to be a share of, which is not the same as 0."""
        return self.number / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Taking:
    """Counts of the classes that take the programme, and of the lessons in the editions they take."""

    classes: int = 0
    completed: int = 0
    broken_off: int = 0
    lessons: int = 0  # none where the edition has no fixed number
    core_lessons: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """Counts of the logs in force. A session took place when it was held or partly held."""

    took_place: int = 0
    partly_held: int = 0
    not_held: int = 0
    lessons: int = 0  # that took place, of editions with a fixed number
    core_lessons: int = 0
    minutes_stated: int = 0  # logs that state minutes of a lesson whose length the curriculum knows
    minutes: int = 0
    minutes_wanted: int = 0
    leaders_stated: int = 0
    two_leaders: int = 0
    plan_stated: int = 0
    as_planned: int = 0
    engagement_stated: int = 0
    engagement: int = 0  # the sum of marks from 1 to 5


TAKING, TOLD = attrgetter(*Taking.__slots__), attrgetter(*Told.__slots__)


@dataclass(frozen=True, slots=True)
class Quality:
    """The figures. `gaps` counts the days between a session that took place and the one before it in its class."""

    taking: Taking = Taking()
    told: Told = Told()
    gaps: Mapping[int, int] = field(default_factory=dict)

    @property
    def lessons(self) -> Part:
        return Part(self.told.lessons, self.taking.lessons)

    @property
    def core_lessons(self) -> Part:
        return Part(self.told.core_lessons, self.taking.core_lessons)

    @property
    def has_more_than_core(self) -> bool:
        return self.taking.core_lessons != self.taking.lessons

    @property
    def minutes(self) -> Part:
        return Part(self.told.minutes, self.told.minutes_wanted)

    @property
    def two_leaders(self) -> Part:
        return Part(self.told.two_leaders, self.told.leaders_stated)

    @property
    def as_planned(self) -> Part:
        return Part(self.told.as_planned, self.told.plan_stated)

    @property
    def engagement(self) -> float | None:
        """The mean of the marks, from 1 (hardly anyone took part) to 5 (almost everyone)."""
        stated = self.told.engagement_stated
        return self.told.engagement / stated if stated else None

    @property
    def intervals(self) -> int:
        return sum(self.gaps.values())

    @property
    def days_between(self) -> float | None:
        """The median, of as many intervals as `intervals` says."""
        if not self.intervals:
            return None
        low, high = (self.intervals - 1) // 2, self.intervals // 2
        return (gap_at(self.gaps, low) + gap_at(self.gaps, high)) / 2


def gap_at(gaps: Mapping[int, int], place: int) -> int:
    """Return the gap at a place of all gaps in order, counted from 0."""
    for days, count in sorted(gaps.items()):
        if place < count:
            return days
        place -= count
    raise IndexError(place)


@dataclass(frozen=True, slots=True)
class QualityRow:
    """The figures of a school, or of a class."""

    id: uuid.UUID
    name: str
    figures: Quality


def total(rows: Iterable[QualityRow]) -> Quality:
    """Add the rows up: counts and gaps are added, and means and medians follow from them."""
    all_of = [row.figures for row in rows]
    gaps = sum((Counter(one.gaps) for one in all_of), Counter[int]())
    return Quality(
        Taking(*map(sum, zip(*(TAKING(one.taking) for one in all_of), strict=True))),
        Told(*map(sum, zip(*(TOLD(one.told) for one in all_of), strict=True))),
        gaps,
    )


def least_first(row: QualityRow) -> tuple[float, str, int]:
    """Sort by the share of the lessons that took place; those without a fixed number by name, last."""
    share = row.figures.lessons.share
    return 1.0 if share is None else share, as_swedish(row.name), row.id.int
