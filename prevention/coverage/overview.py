"""What the page shows beside its report: where it is thin, what is about to fail and what has changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, func, select

from prevention import clock
from prevention.classes.models import SchoolClass
from prevention.organisations.models import Agency
from prevention.sorting import swedish

from .changes import Change, Days, Held, Month, by_month, compared_days, held_by_school_and_day, held_since
from .counting import Shape, sum_conditions
from .figures import CoverageRow
from .forecast import FAILING, Outlook, days_bound, is_failing, left_in_the_end, outlook
from .models import coverage_class
from .places import Level
from .queries import Selection, Year, asked
from .reports import Report

COUNTED = (*FAILING, Outlook.BEHIND)
NO_YEAR = UUID(int=0)
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: of these classes, in this programme, beside the year before."""

    selection: Selection
    programme_id: UUID
    year: Year
    year_before: Year | None
    today: date

    @property
    def shape(self) -> Shape:
        return self.selection.shape | {"programme"}

    @property
    def days(self) -> Days:
        return compared_days(self.year.days, self.today)

    @property
    def values(self) -> Mapping[str, object]:
        before = self.year_before.id if self.year_before else NO_YEAR
        return {
            **self.selection.values,
            **days_bound(self.year.days, self.today),
            "programme": self.programme_id,
            "year_before": before,
            "since": self.days.since,
            "last_year": self.days.last_year,
        }


class Failing(NamedTuple):
    """A class that will not be done; `left` are the lessons that will be left when the school year ends."""

    id: UUID
    name: str
    school: str
    left: int


@dataclass(frozen=True, slots=True)
class Overview:
    """`outlooks` are those that worry, with how many classes have each; `is_over` says that the school year is."""

    outlooks: tuple[tuple[Outlook, int], ...]
    change: Change
    is_over: bool
    worst: tuple[Failing, ...]

    @property
    def failing(self) -> int:
        return sum(count for one, count in self.outlooks if one in FAILING)

    @property
    def year_has_begun(self) -> bool:
        return self.change.days.until >= self.change.days.first


def asked_for(report: Report) -> Asked | None:
    """Return what to ask for; nothing where no lessons are expected."""
    if not (report.counts_lessons and report.selection and report.year and report.programme and report.programme.id):
        return None
    return Asked(report.selection, report.programme.id, report.year, report.year_before, clock.today())


def make_overview(report: Report) -> Overview | None:
    wanted = asked_for(report)
    if wanted is None:
        return None
    looked = class_by_class(wanted) if report.place.level is Level.SCHOOL else in_numbers(wanted)
    change = Change(wanted.days, looked.since, looked.last_year if wanted.year_before else None)
    outlooks = tuple(zip(COUNTED, looked.counts, strict=True))
    return Overview(outlooks, change, wanted.today > wanted.year.ends_on, looked.worst)


class Looked(NamedTuple):
    """What was asked for. `counts` are of the outlooks in `COUNTED`; the two numbers are those of `held_since`."""

    counts: tuple[int, ...]
    since: int
    last_year: int
    worst: tuple[Failing, ...]


def in_numbers(wanted: Asked) -> Looked:
    *counts, since, last_year = asked(ahead_and_behind(wanted.shape), wanted.values)[0]
    fails = any(count for one, count in zip(COUNTED, counts, strict=True) if one in FAILING)
    worst = asked(failing_first(wanted.shape), wanted.values) if fails else ()
    return Looked(tuple(counts), since, last_year, tuple(Failing(*row) for row in worst))


def class_by_class(wanted: Asked) -> Looked:
    """Ask for all of it at once: a school has few classes."""
    rows = asked(each_class(wanted.shape), wanted.values)
    looks = Counter(row.outlook for row in rows)
    worst = [Failing(*row[:4]) for row in rows if row.outlook in FAILING]
    since, last_year = rows[0][-2:] if rows else (0, 0)
    return Looked(tuple(looks[one] for one in COUNTED), since, last_year, tuple(worst[:MOST_NAMED]))


@cache
def ahead_and_behind(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return one line: how many classes have each outlook that worries, and the two numbers of `held_since`."""
    looks = select(outlook().label("outlook")).where(*sum_conditions(coverage_class, shape))
    look = looks.offset(0).subquery("look")  # with an offset each outlook is found once, and not once for each count
    counts = (func.count().filter(look.c.outlook == one.value) for one in COUNTED)
    return select(*counts, *held_since(shape)).select_from(look)


@cache
def failing_first(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return the classes that fail by most lessons: the first ones of the list of all that fail."""
    return named_classes(shape).where(is_failing()).limit(MOST_NAMED)


@cache
def each_class(shape: Shape) -> Select[*tuple[Any, ...]]:
    return named_classes(shape).add_columns(outlook().label("outlook"), *held_since(shape))


def named_classes(shape: Shape) -> Select[*tuple[Any, ...]]:
    left, row = left_in_the_end().label("left"), coverage_class.c
    return (
        select(row.school_class_id, SchoolClass.name, Agency.name, left)
        .join(SchoolClass, SchoolClass.id == row.school_class_id)
        .join(Agency, Agency.id == row.school_id)
        .where(*sum_conditions(coverage_class, shape))
        .order_by(-left, swedish(Agency.name), swedish(SchoolClass.name), row.school_class_id)
    )


def held_in_both(wanted: Asked) -> tuple[Held, Held]:
    """Return the held lessons of the year and of the year before, by school and day."""
    rows = asked(held_by_school_and_day(wanted.shape), wanted.values)
    this_year = [(school, on, lessons) for year, school, on, lessons in rows if year == wanted.year.id]
    return this_year, [(school, on, lessons) for year, school, on, lessons in rows if year != wanted.year.id]


def months_of(report: Report) -> list[Month]:
    """Return the held lessons of a report by month; none where no lessons are expected."""
    wanted = asked_for(report)
    return by_month(wanted.days, *held_in_both(wanted)) if wanted else []


@dataclass(frozen=True, slots=True)
class Gap:
    """The two that lie furthest apart."""

    highest: CoverageRow
    lowest: CoverageRow

    @property
    def points(self) -> int:
        """Return the difference as people read it: in whole percentage points of the rounded shares."""
        return round(100 * (self.highest.figures.share_held or 0)) - round(100 * (self.lowest.figures.share_held or 0))


def gap_between(rows: Sequence[CoverageRow]) -> Gap | None:
    """Return the gap of rows that stand lowest first; none where there are not two with lessons to expect."""
    counted = [row for row in rows if row.figures.share_held is not None]
    return Gap(counted[-1], counted[0]) if len(counted) > 1 else None
