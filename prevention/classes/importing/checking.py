"""A line of a roster is right, or each fault in it is told: row, column, what stood there, what is expected."""

import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from prevention.classes.roster import MOST_PUPILS
from prevention.formats import day, gettext
from prevention.organisations.grades import UnknownGrade, parse_grade

from .columns import Column
from .faults import Faults

WRITTEN_YEAR = re.compile(r"(?:20)?(\d\d)\s*[/–-]\s*(?:20)?(\d\d)")
WRITTEN_COUNT = re.compile(r"(\d{1,6})(?:[.,]0+)?")
MADE_A_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\d\d:\d\d:\d\d")  # Excel makes one of 7-1 and of 6:2
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class School:
    id: uuid.UUID
    name: str
    grades: tuple[str, ...]
    active_to: date | None


@dataclass(frozen=True, slots=True)
class Year:
    id: uuid.UUID
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A line without fault."""

    row: int
    school: School
    year: Year
    name: str
    grade: str
    pupils: int

    @property
    def key(self) -> tuple[uuid.UUID, uuid.UUID, str]:
        """Return what tells the class from others: 7a is 7A."""
        return self.school.id, self.year.id, self.name.casefold()


@dataclass(slots=True)
class RosterCheck:
    """Checks line by line and remembers what it found. Of sound lines it keeps a hash: the classes seen so far."""

    schools: Mapping[str, School]
    years: Mapping[str, Year]
    today: date
    faults: Faults = field(default_factory=Faults)
    warnings: Faults = field(default_factory=Faults)
    seen: set[int] = field(default_factory=set)

    def line(self, row: int, cells: Mapping[Column, str]) -> RosterLine | None:
        """Return the line, or None where anything in it is wrong."""
        found = {column: read(self, cells[column]) for column, read in READERS.items()}
        wrong = [column for column, value in found.items() if isinstance(value, Expected)]
        for column in wrong:
            self.faults.add(row, column, cells[column], str(found[column]))
        if wrong:
            return None
        line = RosterLine(row, *found.values())  # type: ignore[arg-type]  # READERS stands in this order
        return line if self.fits(line, cells) else None

    def fits(self, line: RosterLine, cells: Mapping[Column, str]) -> bool:
        """Tell whether what is right in each cell is right together."""
        key, count = hash(line.key), len(self.seen)
        self.seen.add(key)
        if closed_in(line.school, line.year, self.today):
            closed = gettext("a school that is open; this one closed %(day)s", day=day(line.school.active_to))
            self.faults.add(line.row, Column.SCHOOL, cells[Column.SCHOOL], closed)
        elif len(self.seen) == count:
            self.faults.add(line.row, Column.CLASS, line.name, gettext("each class once in the file"))
        else:
            self.warn(line)
            return True
        return False

    def warn(self, line: RosterLine) -> None:
        if line.school.grades and line.grade not in line.school.grades:
            offers = gettext(
                "%(school)s offers %(grades)s", school=line.school.name, grades=", ".join(line.school.grades)
            )
            self.warnings.add(line.row, Column.GRADE, line.grade, offers)


class Expected(str):
    """What a cell should have held, in words."""

    __slots__ = ()


def closed_in(school: School, year: Year, today: date) -> bool:
    """Tell whether the school was closed before the year, or is closed by now in the year that runs."""
    if school.active_to is None:
        return False
    return school.active_to <= year.starts_on or school.active_to <= today <= year.ends_on


def read_school(check: RosterCheck, text: str) -> School | Expected:
    """Find the school by its code. A spreadsheet drops leading zeros."""
    school = check.schools.get(text) or check.schools.get(text.zfill(8))
    return school or Expected(gettext("the eight-digit code of a school in the municipality"))


def read_year(check: RosterCheck, text: str) -> Year | Expected:
    written = WRITTEN_YEAR.fullmatch(text)
    year = check.years.get(f"20{written[1]}/{written[2]}") if written else None
    return year or Expected(gettext("one of %(years)s", years=", ".join(check.years)))


def read_name(_check: RosterCheck, text: str) -> str | Expected:
    name = " ".join(text.split())
    if MADE_A_DATE.fullmatch(name):
        return Expected(gettext("a name such as 7A; the spreadsheet has made a date of it, so format the cell as text"))
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        return Expected(gettext("a name such as 7A, at most %(most)s characters", most=LONGEST_NAME))
    return name


def read_grade(_check: RosterCheck, text: str) -> str | Expected:
    try:
        return parse_grade(text)
    except UnknownGrade:
        return Expected(gettext("a grade: F, 1 to 9, or gy1 to gy4"))


def read_pupils(_check: RosterCheck, text: str) -> int | Expected:
    written = WRITTEN_COUNT.fullmatch("".join(text.split()))
    if written and int(written[1]) <= MOST_PUPILS:
        return int(written[1])
    return Expected(gettext("a whole number from 0 to %(most)s", most=MOST_PUPILS))


READERS: Mapping[Column, Callable[[RosterCheck, str], object]] = {
    Column.SCHOOL: read_school,
    Column.YEAR: read_year,
    Column.CLASS: read_name,
    Column.GRADE: read_grade,
    Column.PUPILS: read_pupils,
}
