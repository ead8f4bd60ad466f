"""What a report shows, as its templates read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prevention.coverage.figures import CoverageRow, Figures, worst_first
from prevention.coverage.queries import School, Year
from prevention.quality.queries import ProgrammeRow
from prevention.readiness.checklist import Checklist
from prevention.statistics.school import Table

from .data import ClassRow
from .models import ReportKind

MANY_SCHOOLS = 100


@dataclass(frozen=True, slots=True)
class SchoolPart:
    """What a report says of one school: a row a programme, a row a class and programme, and what is published of it."""

    school: School
    programmes: Sequence[CoverageRow]
    classes: Sequence[ClassRow]
    total: Figures
    statistics: Table | None

    @property
    def takes_one_programme(self) -> bool:
        return len(self.programmes) == 1

    @property
    def counted_classes(self) -> list[ClassRow]:
        return [row for row in self.classes if row.figures.lessons_expected]

    @property
    def uncounted(self) -> dict[str, tuple[list[str], list[str]]]:
        """Return where each programme without a fixed number of lessons has begun, and where not, as class names."""
        found: dict[str, tuple[list[str], list[str]]] = {}
        for row in self.classes:
            if not row.figures.lessons_expected:
                begun, not_begun = found.setdefault(row.programme, ([], []))
                (begun if row.figures.classes_started else not_begun).append(row.name)
        return found

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

    `parts` are the schools in Swedish order of name; `total` adds all programmes up. `quality` and `checklist` stand
    in the report of one school; there is no checklist where it is neither filled in nor concerns the school.
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
    quality: Sequence[ProgrammeRow] = ()
    checklist: Checklist | None = None

    @property
    def is_large(self) -> bool:
        """Tell whether it is so many schools that memory is short: then each has its classes, and no statistics."""
        return len(self.parts) > MANY_SCHOOLS

    @property
    def school_rows(self) -> list[CoverageRow]:
        """Return the schools that have anything to expect, all programmes added up, the lowest coverage first."""
        rows = [CoverageRow(one.school.id, one.school.name, one.total) for one in self.parts if one.programmes]
        return sorted(rows, key=worst_first)
