"""What crosses between the parts of this room: what is asked for, and what a report shows."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prevention.coverage.figures import CoverageRow, Figures, worst_first
from prevention.coverage.queries import School, Year

from .models import ReportFormat, ReportKind


@dataclass(frozen=True, slots=True)
class Asked:
    """Which report: its kind, as which file, of which school (none: the municipality) and of which school year."""

    kind: ReportKind
    format: ReportFormat
    school_id: uuid.UUID | None
    school_year_id: uuid.UUID

    @property
    def word(self) -> str:
        return f"{self.kind}:{self.format}:{self.school_id or ''}:{self.school_year_id}"


@dataclass(frozen=True, slots=True)
class Monthly:
    """Which report every month, and on which day of it, 1 to 28. Its school year is the one that runs then."""

    kind: ReportKind
    format: ReportFormat
    school_id: uuid.UUID | None
    day: int

    @property
    def word(self) -> str:
        return f"{self.kind}:{self.school_id or ''}"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class and a programme it is expected to take."""

    figures: Figures
    school_id: uuid.UUID
    code: str | None
    school: str
    district: str | None
    id: uuid.UUID
    name: str
    grade: str
    programme: str


@dataclass(frozen=True, slots=True)
class SchoolPart:
    """What a report says of one school: a row a programme, and a row a class and programme."""

    school: School
    programmes: Sequence[CoverageRow]
    classes: Sequence[ClassRow]
    total: Figures

    @property
    def anchor(self) -> str:
        return f"school-{self.school.id}"


@dataclass(frozen=True, slots=True)
class Trend:
    """A programme's figures year by year, the earliest first."""

    programme: str
    years: Sequence[CoverageRow]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a report shows, counted at one moment. `place` is the school's name or the municipality's.

    `parts` are the schools in Swedish order of name; `total` adds all programmes up.
    """

    kind: ReportKind
    municipality: str
    place: str
    year: Year
    made_on: date
    total: Figures
    programmes: Sequence[CoverageRow]
    parts: Sequence[SchoolPart]
    trends: Sequence[Trend] = ()
    groups: Sequence[CoverageRow] = ()

    @property
    def school_rows(self) -> list[CoverageRow]:
        """Return the schools that have anything to expect, all programmes added up, the lowest coverage first."""
        rows = [CoverageRow(one.school.id, one.school.name, one.total) for one in self.parts if one.programmes]
        return sorted(rows, key=worst_first)
