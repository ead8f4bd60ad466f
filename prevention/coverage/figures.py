"""Figures of coverage: counts that add up, for a class, a school, a district or a municipality alike."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from prevention.classes.states import LessonState
from prevention.sorting import as_swedish

STATES = tuple(LessonState)
six = attrgetter(*(state.value for state in STATES))


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over the classes that are expected to take a programme: the six states are all of their lessons.

    A class has started when a lesson was held or partly held, and is completed when all were. Where a programme has no
    fixed number of lessons it has none to expect, and a class that takes it has started.
    """

    classes_expected: int = 0
    classes_taking: int = 0  # with leaders and a plan, begun or not
    classes_started: int = 0
    classes_completed: int = 0
    pupils_expected: int = 0
    pupils_reached: int = 0
    held: int = 0
    partly_held: int = 0
    not_held: int = 0
    overdue: int = 0
    not_yet_due: int = 0
    not_planned: int = 0

    @property
    def lessons_expected(self) -> int:
        expected: int = sum(six(self))
        return expected

    @property
    def share_held(self) -> float | None:
        """Wholly held lessons of all expected ones; none where no lesson is expected, which is not the same as 0."""
        expected = self.lessons_expected
        return self.held / expected if expected else None

    @property
    def lessons(self) -> tuple[tuple[LessonState, int], ...]:
        return tuple(zip(STATES, six(self), strict=True))


values = attrgetter(*Figures.__slots__)


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A line of figures: a school, a class, a district or a programme, named as people know it."""

    id: uuid.UUID | None
    name: str
    figures: Figures
    programme_id: uuid.UUID | None = None
    code: str | None = None
    district_id: uuid.UUID | None = None
    district: str | None = None
    grade: str | None = None
    cells: str = ""  # of a school: its grades in any order, for `cells.cells_in`


def total(rows: Iterable[CoverageRow]) -> Figures:
    """Add the rows up. Every class stands in just one of them, so nothing is counted twice."""
    counts = [values(row.figures) for row in rows]
    return Figures(*map(sum, zip(*counts, strict=True))) if counts else Figures()


def worst_first(row: CoverageRow) -> tuple[float, str, int]:
    """Sort by the share of lessons held, or where none are expected by the share of classes that have started."""
    figures = row.figures
    started = figures.classes_started / max(figures.classes_expected, 1)
    share = figures.share_held
    return started if share is None else share, as_swedish(row.name), row.id.int if row.id else 0
