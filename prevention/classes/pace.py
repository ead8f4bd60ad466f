"""How a class is doing against its plan: when it will be done at this pace, and what would help."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from .calendar import SchoolDays, lesson_days
from .states import LessonState

SUGGESTED_DAYS = 3
CATCH_UP_SHIFT = 2  # school days between the ordinary weekday and the suggested extra one


@dataclass(frozen=True, slots=True)
class Pace:
    """`done_on` is empty where nothing is left, no weekday is chosen, or the school year ends first.

    `too_late` counts the lessons that find no day before the school year ends; `catch_up` are suggested extra days,
    all before the last ordinary one.
    """

    left: int
    overdue: int
    done_on: date | None
    too_late: int
    catch_up: tuple[date, ...]


class Lesson(Protocol):
    """What the pace asks of a lesson."""

    @property
    def state(self) -> LessonState: ...

    @property
    def day(self) -> date | None: ...


def pace_of(lessons: Sequence[Lesson], school_days: Callable[[], SchoolDays], weekday: int | None, today: date) -> Pace:
    """Project the lessons that are left on their planned days or, where some have none to come, on the weekday.

    Only then are the school days asked for: a class that keeps to its plan needs none.
    """
    open_days = [lesson.day for lesson in lessons if lesson.state in OPEN]
    overdue = sum(lesson.state is LessonState.OVERDUE for lesson in lessons)
    coming = [day for day in open_days if day is not None and day >= today]
    if len(coming) == len(open_days):
        return Pace(len(open_days), overdue, max(coming, default=None), 0, ())
    if weekday is None:
        return Pace(len(open_days), overdue, None, 0, ())
    year = school_days()
    days = lesson_days(year, today, weekday, len(open_days))
    too_late = len(open_days) - len(days)
    done_on = days[-1] if days and not too_late else None
    extra = extra_days(year, weekday, overdue or too_late, today)
    sooner = tuple(day for day in extra if done_on is None or day < done_on)
    return Pace(len(open_days), overdue, done_on, too_late, sooner)


OPEN = frozenset({LessonState.OVERDUE, LessonState.NOT_YET_DUE, LessonState.NOT_PLANNED})


def extra_days(year: SchoolDays, weekday: int, behind: int, today: date) -> tuple[date, ...]:
    """Suggest days between the ordinary ones to catch up on."""
    other = (weekday + CATCH_UP_SHIFT) % 5
    return tuple(lesson_days(year, today + timedelta(days=1), other, min(behind, SUGGESTED_DAYS)))
