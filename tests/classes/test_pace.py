"""What would help a class that has fallen behind: extra days, where they come before the ordinary ones are over."""

from dataclasses import dataclass
from datetime import date

import pytest

from prevention.classes.calendar import SchoolDays
from prevention.classes.pace import pace_of
from prevention.classes.states import LessonState

TODAY = date(2026, 11, 28)
YEAR = SchoolDays(date(2026, 8, 17), date(2027, 6, 11), ())
MONDAY = 0


@dataclass(frozen=True)
class Planned:
    state: LessonState
    day: date | None


def late(number: int) -> list[Planned]:
    return [Planned(LessonState.OVERDUE, date(2026, 9, 14))] * number


@pytest.mark.parametrize(
    ("number", "done_on", "extra"),
    [
        (1, date(2026, 11, 30), ()),
        (2, date(2026, 12, 7), (date(2026, 12, 2),)),
        (3, date(2026, 12, 14), (date(2026, 12, 2), date(2026, 12, 9))),
    ],
)
def test_an_extra_day_after_the_last_lesson_helps_nobody(number: int, done_on: date, extra: tuple[date, ...]) -> None:
    pace = pace_of(late(number), lambda: YEAR, MONDAY, TODAY)
    assert (pace.done_on, pace.catch_up) == (done_on, extra)


def test_where_the_year_is_too_short_all_extra_days_help() -> None:
    short = SchoolDays(date(2026, 8, 17), date(2026, 12, 11), ())
    pace = pace_of(late(4), lambda: short, MONDAY, TODAY)
    assert (pace.too_late, pace.catch_up) == (2, (date(2026, 12, 2), date(2026, 12, 9)))
