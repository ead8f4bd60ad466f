"""What is about to fail: how it looks for each class, from what is kept of it and the days the school year has left."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TypeVar

from sqlalchemy import ColumnElement, Integer, and_, bindparam, case, literal, literal_column

from prevention.classes.calendar import SchoolDays, days_left

from .models import coverage_class

T = TypeVar("T")


class Outlook(StrEnum):
    """Every class that is expected to take a programme with a fixed number of lessons is exactly one of these."""

    TOO_LATE = "too_late"
    CANNOT_TELL = "cannot_tell"
    BROKEN_OFF = "broken_off"
    NO_PLAN = "no_plan"
    BEHIND = "behind"
    ON_PLAN = "on_plan"
    ENDED = "ended"


FAILING = (Outlook.TOO_LATE, Outlook.CANNOT_TELL, Outlook.BROKEN_OFF, Outlook.NO_PLAN)
WEEKDAYS = tuple(f"left_{weekday}" for weekday in range(5))

row = coverage_class.c
LESSONS_LEFT = row.open + row.not_planned
LESSONS = row.held + row.partly_held + row.not_held + LESSONS_LEFT


@cache
def outlook() -> ColumnElement[str]:
    """Return `classes.pace.pace_of` as an expression; `today` and how many days each weekday has left are bound."""
    return by_outlook(lambda one: literal(one.value))


@cache
def is_failing() -> ColumnElement[bool]:
    return by_outlook(lambda one: literal_column(str(int(one in FAILING)), Integer)) == 1


@cache
def left_in_the_end() -> ColumnElement[int]:
    """Return how many lessons of a class that fails will be left when the school year ends."""
    return by_outlook(lambda one: LESSONS_LEFT - days_of_weekday() if one is Outlook.TOO_LATE else LESSONS_LEFT)


def by_outlook(told: Callable[[Outlook], ColumnElement[T]]) -> ColumnElement[T]:
    """Return what is told of the first outlook that a class has. There is one place for the rules: this one."""
    rules = (
        (row.taking == 0, Outlook.NO_PLAN),
        (LESSONS_LEFT == 0, Outlook.ENDED),
        (row.broken_off == 1, Outlook.BROKEN_OFF),
        (and_(row.not_planned == 0, row.first_open_on >= bindparam("today")), Outlook.ON_PLAN),
        (row.weekday.is_(None), Outlook.CANNOT_TELL),
        (days_of_weekday() < LESSONS_LEFT, Outlook.TOO_LATE),
    )
    return case(*((when, told(then)) for when, then in rules), else_=told(Outlook.BEHIND))


def days_of_weekday() -> ColumnElement[int]:
    return case({weekday: bindparam(name) for weekday, name in enumerate(WEEKDAYS)}, value=row.weekday)


def days_bound(year: SchoolDays, today: date) -> dict[str, int]:
    """Return the values the expression is bound to."""
    return {name: len(days) for name, days in zip(WEEKDAYS, days_left(year, today), strict=True)}


def done_on(year: SchoolDays, today: date, outlook: Outlook, left: int, weekday: int | None, last: date | None) -> date:
    """Return the day a class will be done: its last planned one or, where it is behind, so many weekdays from now."""
    if outlook is Outlook.ON_PLAN and last:
        return last
    assert weekday is not None  # noqa: S101  else nobody can tell
    return days_left(year, today)[weekday][left - 1]
