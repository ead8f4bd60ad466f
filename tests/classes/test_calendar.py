"""Planned days are school days: never a weekend, a break or a public holiday, and never after the year."""

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from prevention.classes.calendar import days_off, is_school_day, lesson_days
from prevention.organisations.models import SchoolBreak, SchoolYear


def school_year(first: date, last: date, *breaks: tuple[date, date]) -> SchoolYear:
    year = SchoolYear(name="x", starts_on=first, ends_on=last)
    year.breaks = [SchoolBreak(name="x", starts_on=start, ends_on=end) for start, end in breaks]
    return year


YEAR = school_year(
    date(2026, 8, 17),
    date(2027, 6, 11),
    (date(2026, 10, 26), date(2026, 10, 30)),
    (date(2026, 12, 21), date(2027, 1, 8)),
)


def test_one_a_week_on_the_weekday_skipping_the_break() -> None:
    days = lesson_days(YEAR, date(2026, 10, 12), 2, 4)
    assert days == [date(2026, 10, 14), date(2026, 10, 21), date(2026, 11, 4), date(2026, 11, 11)]


def test_the_first_day_may_be_the_start_itself() -> None:
    assert lesson_days(YEAR, date(2026, 10, 14), 2, 1) == [date(2026, 10, 14)]


def test_a_start_before_the_school_year_begins_with_it() -> None:
    assert lesson_days(YEAR, date(2026, 1, 1), 0, 1) == [date(2026, 8, 17)]


def test_fewer_days_where_the_year_ends_first() -> None:
    assert lesson_days(YEAR, date(2027, 6, 1), 3, 14) == [date(2027, 6, 3), date(2027, 6, 10)]
    assert lesson_days(YEAR, date(2027, 7, 1), 3, 14) == []


def test_weekends_are_no_school_days() -> None:
    assert not is_school_day(YEAR, date(2026, 11, 21))
    assert not is_school_day(YEAR, date(2026, 11, 22))
    assert is_school_day(YEAR, date(2026, 11, 20))


def test_public_holidays_and_the_eves_are_no_school_days() -> None:
    whole = school_year(date(2026, 1, 1), date(2027, 12, 31))
    for day in (
        date(2027, 1, 6),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 6),
        date(2026, 5, 1),
        date(2027, 6, 25),
        date(2026, 12, 24),
        date(2026, 12, 31),
    ):
        assert day.weekday() < 5
        assert not is_school_day(whole, day), day
    assert is_school_day(whole, date(2027, 5, 7))  # the day after Ascension: schools put it in their own breaks


dates = st.dates(date(2020, 1, 1), date(2035, 12, 31))


@st.composite
def years(draw: st.DrawFn) -> SchoolYear:
    first = draw(dates)
    last = first + timedelta(days=draw(st.integers(1, 330)))
    starts = draw(st.lists(st.integers(0, 330), max_size=5))
    return school_year(
        first,
        last,
        *((day := first + timedelta(days=at), day + timedelta(days=draw(st.integers(0, 20)))) for at in starts),
    )


@given(year=years(), start=dates, weekday=st.integers(0, 4), count=st.integers(0, 40))
def test_every_day_given_can_be_taught(year: SchoolYear, start: date, weekday: int, count: int) -> None:
    days = lesson_days(year, start, weekday, count)
    assert len(days) <= count
    assert all(earlier < later for earlier, later in itertools.pairwise(days))
    for day in days:
        assert day >= start
        assert year.starts_on <= day <= year.ends_on
        assert day.weekday() == weekday
        assert day not in days_off(day.year)
        assert not any(b.starts_on <= day <= b.ends_on for b in year.breaks)


@given(year=years(), start=dates, weekday=st.integers(0, 4), count=st.integers(0, 40))
def test_no_day_that_could_be_taught_is_left_out(year: SchoolYear, start: date, weekday: int, count: int) -> None:
    days = lesson_days(year, start, weekday, count)
    last = days[-1] if len(days) == count and days else year.ends_on if count else start - timedelta(days=1)
    could = [start + timedelta(days=n) for n in range((last - start).days + 1)]
    assert days == [day for day in could if day.weekday() == weekday and is_school_day(year, day)]
