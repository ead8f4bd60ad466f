"""What has changed: held lessons by the day of their log, since a month ago and beside the year before."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from prevention.classes.calendar import SchoolDays

from .counting import Shape, sum_conditions
from .models import coverage_held

DAY = timedelta(days=1)
held = coverage_held.c


@dataclass(frozen=True, slots=True)
class Days:
    """The days that are compared: `until` is today, or the last day of a year that is over; `first` its first one."""

    first: date
    until: date
    since: date
    last_year: date


def compared_days(year: SchoolDays, today: date) -> Days:
    until = min(today, year.ends_on)
    return Days(year.starts_on, until, a_month_before(until), a_year_before(until))


def a_month_before(day: date) -> date:
    """Return the same day of the month before, or its last one where that is shorter."""
    last = day.replace(day=1) - DAY
    return last.replace(day=min(day.day, last.day))


def a_year_before(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap_day else day.day)


@dataclass(frozen=True, slots=True)
class Change:
    """Lessons held after `since`, and last school year until the same day; none where there is no such year."""

    days: Days
    since: int
    last_year: int | None


def held_since(shape: Shape) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """Return two numbers: held after `since` in the year, and until `last_year` in the year `year_before`."""
    year_before = held.school_year_id == bindparam("year_before")
    narrowed = sum_conditions(coverage_held, shape - {"year"})
    this_year = (*sum_conditions(coverage_held, shape), held.held_on > bindparam("since"))
    then = (*narrowed, year_before, held.held_on <= bindparam("last_year"))
    return lessons_where(*this_year), lessons_where(*then)


def lessons_where(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.coalesce(func.sum(held.lessons), 0)).where(*conditions).scalar_subquery()


@cache
def held_by_school_and_day(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return the held lessons of both years: the year, the school, the day and how many."""
    years = or_(held.school_year_id == bindparam("year"), held.school_year_id == bindparam("year_before"))
    keys = (held.school_year_id, held.school_id, held.held_on)
    return (
        select(*keys, func.sum(held.lessons))
        .where(*sum_conditions(coverage_held, shape - {"year"}), years)
        .group_by(*keys)
    )


Held = Sequence[tuple[uuid.UUID, date, int]]  # school, day, lessons


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the school year, and how many lessons were held then and in the same month of the year before."""

    first: date
    lessons: int
    last_year: int


def by_month(days: Days, this_year: Held, last_year: Held) -> list[Month]:
    """Return each month of the school year until now, also those without a lesson."""
    now, then = month_counts(this_year), month_counts(last_year)
    return [Month(month, now[month], then[a_year_before(month)]) for month in months(days.first, days.until)]


def month_counts(rows: Held) -> Counter[date]:
    counts: Counter[date] = Counter()
    for _school, day, lessons in rows:
        counts[day.replace(day=1)] += lessons
    return counts


def months(first: date, until: date) -> list[date]:
    month, found = first.replace(day=1), []
    while month <= until:
        found.append(month)
        month = (month + 31 * DAY).replace(day=1)
    return found


def by_school(rows: Held, after: date, until: date) -> Mapping[uuid.UUID, int]:
    """Return the lessons of each school held after a day, and on another day at the latest."""
    counts: Counter[uuid.UUID] = Counter()
    for school, day, lessons in rows:
        if after < day <= until:
            counts[school] += lessons
    return counts
