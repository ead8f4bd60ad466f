"""The duty roster as a list of weeks, with what is missing and what is double in each."""

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEK = timedelta(days=7)
SHOWN = 12  # weeks ahead
LONGEST = 53


@dataclass(frozen=True, slots=True)
class DutyRow:
    id: uuid.UUID
    agency_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    starts_on: date
    ends_on: date
    is_deputy: bool
    has_left: bool = False  # no role at the unit any more: they see nothing and are told nothing

    def covers(self, first: date, last: date) -> bool:
        return self.starts_on <= last and first <= self.ends_on


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the roster. `missing` are its days from today on without anybody, `double` those with two or more.

    Who has left the unit stands there and counts for nobody.
    """

    monday: date
    on_duty: tuple[DutyRow, ...]
    deputies: tuple[DutyRow, ...]
    missing: tuple[date, ...]
    double: tuple[date, ...]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def wholly_missing(self) -> bool:
        return bool(self.missing) and all(row.has_left for row in self.on_duty)


def weeks_of(rows: Sequence[DutyRow], today: date) -> list[Week]:
    """Return the weeks from this one on: twelve, or as far as it is planned."""
    first = monday_of(today)
    last = max([row.ends_on for row in rows], default=today)
    count = min(max(SHOWN, (last - first) // WEEK + 1), LONGEST)
    return [week_of(rows, first + WEEK * number, today) for number in range(count)]


def week_of(rows: Sequence[DutyRow], monday: date, today: date) -> Week:
    there = [row for row in rows if row.covers(monday, monday + timedelta(days=6))]
    on_duty = tuple(row for row in there if not row.is_deputy)
    days = list(days_from(max(monday, today), monday + timedelta(days=6)))
    taken = Counter(day for day in days for row in on_duty if row.covers(day, day) and not row.has_left)
    return Week(
        monday=monday,
        on_duty=on_duty,
        deputies=tuple(row for row in there if row.is_deputy),
        missing=tuple(day for day in days if not taken[day]),
        double=tuple(day for day in days if taken[day] > 1),
    )


def days_from(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
