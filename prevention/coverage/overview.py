"""What the page shows beside its report: where it is thin, what is about to fail and what has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from prevention import clock

from .changes import Change, Days, Held, Month, by_month, compared_days, held_by_school_and_day, held_since
from .counting import Shape, sum_conditions
from .figures import CoverageRow
from .forecast import FAILING, Outlook, days_bound, outlook
from .models import coverage_class
from .queries import Selection, Year, asked
from .reports import Report

COUNTED = (*FAILING, Outlook.BEHIND)
NO_YEAR = UUID(int=0)


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


@dataclass(frozen=True, slots=True)
class Overview:
    """`outlooks` are those that worry, with how many classes have each; `is_over` says that the school year is."""

    outlooks: tuple[tuple[Outlook, int], ...]
    change: Change
    is_over: bool

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
    *counts, since, last_year = asked(ahead_and_behind(wanted.shape), wanted.values)[0]
    change = Change(wanted.days, since, last_year if wanted.year_before else None)
    return Overview(tuple(zip(COUNTED, counts, strict=True)), change, wanted.today > wanted.year.ends_on)


@cache
def ahead_and_behind(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return one line: how many classes have each outlook that worries, and the two numbers of `held_since`."""
    look = select(outlook().label("outlook")).where(*sum_conditions(coverage_class, shape)).subquery("look")
    counts = (func.count().filter(look.c.outlook == one.value) for one in COUNTED)
    return select(*counts, *held_since(shape)).select_from(look)


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
