"""A school year of a town as rows: its classes, which of them take what, and what became of each lesson.

The rows are plain texts and numbers, as COPY writes them: thousands of keys a second made as objects would be most of
the time.
"""

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from prevention.classes.calendar import WEEK, DaysOff, SchoolDays, lesson_days
from prevention.classes.models import ParticipationStatus, SessionOutcome
from prevention.demo.offers import Edition
from prevention.logbook.models import Grouping, Reason
from prevention.organisations.models import SchoolYear

from .founding import School, Town

Row = tuple[object, ...]
EXPECTED: Mapping[str, tuple[str, ...]] = {
    "mvp-hogstadiet": ("7", "8", "9"),
    "mvp-botkyrka": ("5", "6"),
    "mvp-mellanstadiet": ("4",),
    "taget": ("F", "1", "2", "3"),
}
OUTCOMES, WEIGHTS = tuple(SessionOutcome), (88, 6, 6)
DONE = frozenset({SessionOutcome.HELD, SessionOutcome.PARTLY_HELD})
TAKES_PART, IS_PLANNED, IS_LOGGED, IS_CORRECTED = 0.9, 0.96, 0.95, 0.02
FIRST_WEEKS = 6  # in which a class begins

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "coverage_target": (
        *("id", "municipality_id", "school_year_id", "programme_id", "grade"),
        *("created_at", "updated_at"),
    ),
    "school_class": (
        *("id", "municipality_id", "school_id", "school_year_id", "name", "grade", "pupils"),
        *("created_at", "updated_at"),
    ),
    "participation": (
        *("id", "municipality_id", "school_class_id", "school_id", "school_year_id", "programme_id"),
        *("curriculum_version_id", "status", "starts_on", "weekday", "peer_mentors", "created_at", "updated_at"),
    ),
    "participation_leader": ("id", "municipality_id", "participation_id", "person_id"),
    "planned_session": ("id", "municipality_id", "participation_id", "lesson_id", "planned_on", "outcome"),
    "session_log": (
        *("id", "municipality_id", "participation_id", "lesson_id", "status", "held_on", "reason", "minutes"),
        *("leaders_present", "pupils_present", "grouping", "delivered_as_planned", "engagement", "client_id"),
        *("logged_by_id", "logged_at", "replaces_id", "superseded_at"),
    ),
}


@dataclass(slots=True)
class YearRows:
    """What goes into each table, in the order the foreign keys ask for."""

    tables: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def count(self, table: str) -> int:
        return len(self.tables[table])


@dataclass(frozen=True, slots=True)
class Taking:
    """A class takes a programme: what its lessons are made of."""

    id: str
    edition: Edition
    days: tuple[date | None, ...]
    leaders: tuple[str, ...]
    pupils: int


class Telling:
    """Telling one school year of one town, the same each time for the same day."""

    def __init__(self, town: Town, year: SchoolYear, today: date) -> None:
        self.town, self.year, self.today = town, year, today
        self.here, self.year_id = town.municipality.id.hex, year.id.hex
        self.calendar = calendar_of(year)
        self.rng = random.Random(f"{town.municipality.code} {year.name}")  # noqa: S311  nothing here is secret
        self.began = f"{year.starts_on} 08:00:00.000000"
        self.rows = YearRows()

    def key(self) -> str:
        return f"{self.rng.getrandbits(128):032x}"

    def add(self, table: str, *values: object) -> str:
        """Add a row of the town, and return its key."""
        key = self.key()
        self.rows.tables[table].append((key, self.here, *values))
        return key

    def told(self) -> YearRows:
        for code, grades in EXPECTED.items():
            programme = self.town.editions[code].programme_id.hex
            for grade in grades:
                self.add("coverage_target", self.year_id, programme, grade, self.began, self.began)
        for school in self.town.schools:
            for number, grade in enumerate(school.plan.grades * school.plan.parallel):
                self.tell_class(school, grade, number)
        return self.rows

    def tell_class(self, school: School, grade: str, number: int) -> None:
        pupils = self.rng.randint(17, 28)
        name = f"{grade}{'ABCD'[number // len(school.plan.grades)]}"
        of_school = school.id.hex, self.year_id
        key = self.add("school_class", *of_school, name, grade, pupils, self.began, self.began)
        for code, grades in EXPECTED.items():
            if grade in grades and self.rng.random() < TAKES_PART:
                self.tell_taking(school, key, self.town.editions[code], number, pupils)

    def tell_taking(self, school: School, school_class: str, edition: Edition, number: int, pupils: int) -> None:
        weekday = self.rng.randrange(5)
        days = self.days_of(weekday, len(edition.lessons))
        outcomes = [self.outcome_on(day) for day in days]
        done = bool(outcomes) and all(outcome in DONE for outcome in outcomes)
        taking = self.add(
            "participation",
            *(school_class, school.id.hex, self.year_id, edition.programme_id.hex, edition.id.hex),
            ParticipationStatus.COMPLETED.value if done else ParticipationStatus.RUNNING.value,
            days[0].isoformat() if days and days[0] else None,
            weekday if days and days[0] else None,
            self.rng.randint(4, 8) if edition.peer_mentors else None,
            *(self.began, self.began),
        )
        leaders = leaders_of(school, number, edition.leaders)
        for leader in leaders:
            self.add("participation_leader", taking, leader)
        self.tell_lessons(Taking(taking, edition, days, leaders, pupils), outcomes)

    def days_of(self, weekday: int, count: int) -> tuple[date | None, ...]:
        """Return a day for each lesson; None where nothing is planned or the school year ends first."""
        if self.rng.random() > IS_PLANNED:
            return (None,) * count
        week = self.rng.randrange(FIRST_WEEKS)
        return weekly(self.calendar, week, weekday, count)

    def outcome_on(self, day: date | None) -> SessionOutcome | None:
        if day is None or day >= self.today or self.rng.random() > IS_LOGGED:
            return None
        return self.rng.choices(OUTCOMES, WEIGHTS)[0]

    def tell_lessons(self, taking: Taking, outcomes: list[SessionOutcome | None]) -> None:
        for lesson, day, outcome in zip(taking.edition.lessons, taking.days, outcomes, strict=True):
            self.add("planned_session", taking.id, lesson.hex, day and day.isoformat(), outcome and outcome.value)
            if day and outcome:
                self.tell_log(taking, lesson, day.isoformat(), outcome)

    def tell_log(self, taking: Taking, lesson: uuid.UUID, day: str, outcome: SessionOutcome) -> None:
        about = (taking.id, lesson.hex, outcome.value, day)
        told = self.details(taking, outcome)
        by = taking.leaders[0]
        replaces = None
        if self.rng.random() < IS_CORRECTED:
            times = f"{day} 12:40:00.000000", None, f"{day} 14:00:00.000000"
            replaces = self.add("session_log", *about, *told, self.key(), by, *times)
        hour = "14:00" if replaces else f"13:{self.rng.randrange(10, 60)}"
        self.add("session_log", *about, *told, self.key(), by, f"{day} {hour}:00.000000", replaces, None)

    def details(self, taking: Taking, outcome: SessionOutcome) -> Row:
        """Return reason, minutes, leaders, pupils, grouping, delivered as planned and engagement."""
        if outcome is SessionOutcome.NOT_HELD:
            return Reason.TIMETABLE.value, *(None,) * 6
        held, chance = outcome is SessionOutcome.HELD, self.rng.random()
        return (
            None if held else Reason.SHORT_OF_TIME.value,
            taking.edition.minutes if held else 30,
            max(1, len(taking.leaders) - (chance < 0.1)),
            taking.pupils - int(chance * 4),
            Grouping.HALF_MIXED.value if chance < 0.3 else Grouping.WHOLE_CLASS.value,
            held and chance < 0.92,
            3 + int(chance * 3),
        )


def leaders_of(school: School, number: int, wanted: int) -> tuple[str, ...]:
    """Return who leads: the teacher whose turn it is first, and a colleague where a pair is wanted."""
    there = school.teachers
    return tuple(there[(number + step) % len(there)].hex for step in range(min(wanted, len(there))))


@cache
def weekly(year: SchoolDays, week: int, weekday: int, count: int) -> tuple[date | None, ...]:
    """Return a day a week for each lesson; None where the school year ends before."""
    days = lesson_days(year, year.starts_on + WEEK * week, weekday, count)
    return (*days, *[None] * (count - len(days)))


def calendar_of(year: SchoolYear) -> SchoolDays:
    breaks = tuple(DaysOff(one.starts_on, one.ends_on) for one in year.breaks)
    return SchoolDays(year.starts_on, year.ends_on, breaks)
