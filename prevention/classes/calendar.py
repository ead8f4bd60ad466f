"""School days: what the school year leaves when weekends, breaks and Swedish public holidays are taken out."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

import holidays

from prevention.organisations.models import SchoolYear

WEEK = timedelta(days=7)
FRIDAY = 4
WEEKS_OF_A_YEAR = 54


@dataclass(frozen=True, slots=True)
class DaysOff:
    """A break, both ends included."""

    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """What the calendar asks of a school year, for pages that read its columns alone."""

    starts_on: date
    ends_on: date
    breaks: tuple[DaysOff, ...]


def is_school_day(year: SchoolYear | SchoolDays, day: date) -> bool:
    """Tell whether lessons can be held. Midsummer Eve, Christmas Eve and New Year's Eve count as days off."""
    if not year.starts_on <= day <= year.ends_on or day.weekday() > FRIDAY:
        return False
    return day not in days_off(day.year) and not any(b.starts_on <= day <= b.ends_on for b in year.breaks)


def lesson_days(year: SchoolYear | SchoolDays, start: date, weekday: int, count: int) -> list[date]:
    """Return up to `count` school days, one a week from `start` on (0 = Monday). Fewer, where the year ends first."""
    first = max(start, year.starts_on)
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    days: list[date] = []
    while len(days) < count and day <= year.ends_on:
        if is_school_day(year, day):
            days.append(day)
        day += WEEK
    return days


@lru_cache(64)
def days_left(year: SchoolDays, today: date) -> tuple[tuple[date, ...], ...]:
    """Return for each weekday, Monday first, the days it has left for lessons from today on."""
    return tuple(tuple(lesson_days(year, today, weekday, WEEKS_OF_A_YEAR)) for weekday in range(FRIDAY + 1))


def start_to_suggest(
    year: SchoolYear | SchoolDays, starts_on: date | None, weekday: int | None, today: date
) -> date | None:
    """Return the plan's own start or, where that has passed, the next day it could go on."""
    if starts_on is None or weekday is None or starts_on >= today:
        return starts_on
    return next(iter(lesson_days(year, today, weekday, 1)), starts_on)


@cache
def days_off(calendar_year: int) -> frozenset[date]:
    """Return the public holidays, and the eves that schools keep free as everybody does."""
    return frozenset(holidays.country_holidays("SE", years=calendar_year, categories=("public", "de_facto")))
