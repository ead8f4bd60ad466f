"""Results beside coverage: which schools have low results and no programme yet."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from statistics import median

from werkzeug.datastructures import MultiDict

from prevention.access.actor import Actor
from prevention.classes.calendar import SchoolDays
from prevention.coverage import queries as coverage
from prevention.coverage.figures import CoverageRow, Figures, total
from prevention.coverage.queries import School, Selection, Year
from prevention.organisations.queries import current_school_year
from prevention.sorting import as_swedish

from .forms import Having, ResultsForm
from .measures import Measure, measure_of
from .queries import Value, latest_values

BESIDE = (
    "ratioOfPupils9thGradeEligibleForNationalProgramYR",
    "averageGradesMeritRating9thGrade",
    "ratioOfPupilsIn6thGradeWithAllSubjectsPassed",
)


@dataclass(frozen=True, slots=True)
class Column:
    """A measure in its latest year."""

    measure: Measure
    period: str


@dataclass(frozen=True, slots=True)
class Line:
    """A school: its values in the order of the columns, the chosen result first, and what its classes do this year.

    `taking` counts each programme that a class takes, whether it is expected to or not.
    """

    school: School
    values: tuple[Value | None, ...]
    figures: Figures
    taking: int

    @property
    def result(self) -> float | None:
        return self.values[0].number if self.values[0] else None

    @property
    def has_low_coverage(self) -> bool:
        return not self.taking or 2 * self.figures.classes_started < self.figures.classes_expected

    def has(self, having: Having) -> bool:
        return not self.taking if having is Having.NONE else self.has_low_coverage


@dataclass(frozen=True, slots=True)
class Comparison:
    """All schools, the lowest result first; `low` are those below the limit with as little as was asked for.

    The limit is the number asked for, else the middle: half of the schools with a figure are below it.
    """

    form: ResultsForm
    year: Year | None
    columns: Sequence[Column]
    lines: Sequence[Line]
    low: Sequence[Line]
    limit: float | None

    @property
    def without_result(self) -> int:
        return sum(line.result is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the classes of a school are expected to do this year, and how often one takes a programme."""

    rows: list[CoverageRow] = field(default_factory=list)
    outside: int = 0

    @property
    def taking(self) -> int:
        return total(self.rows).classes_taking + self.outside


def compare(actor: Actor, arguments: MultiDict[str, str]) -> Comparison:
    """Return the comparison that the address asks for."""
    form = ResultsForm(arguments)
    measure, asked, having = form.choice()
    year = this_year(actor)
    codes = list(dict.fromkeys((measure, *BESIDE)))
    values = latest_values(actor, codes)
    columns = [Column(measure_of(code), next(iter(values[code].values())).period) for code in codes if code in values]
    if year is None or not columns:
        return Comparison(form, year, columns, (), (), asked)
    lines = sorted(lines_of(actor, year, [values[one.measure.code] for one in columns]), key=lowest_first)
    numbers = [line.result for line in lines if line.result is not None]
    limit = asked if asked is not None or not numbers else median(numbers)
    low = [line for line in lines if limit is not None and is_below(line, limit) and line.has(having)]
    return Comparison(form, year, columns, lines, low, limit)


def lines_of(actor: Actor, year: Year, columns: Sequence[Mapping[uuid.UUID, Value]]) -> list[Line]:
    """Return a line for each open school."""
    schools = [school for school in coverage.schools_of(actor, year) if school.is_open]
    covered = coverage_of(actor, year, schools)
    return [
        Line(
            school,
            tuple(column.get(school.id) for column in columns),
            total(covered[school.id].rows),
            covered[school.id].taking,
        )
        for school in schools
    ]


def coverage_of(actor: Actor, year: Year, schools: Iterable[School]) -> defaultdict[uuid.UUID, Coverage]:
    these = tuple(schools)
    rows, outside = coverage.schools_and_outside(Selection(actor.municipality_id, year.id, these))
    covered: defaultdict[uuid.UUID, Coverage] = defaultdict(Coverage)
    for row in rows:
        if row.id:
            covered[row.id].rows.append(row)
    for one in outside:
        covered[one.id] = replace(covered[one.id], outside=covered[one.id].outside + one.classes)
    return covered


def this_year(actor: Actor) -> Year | None:
    year = current_school_year(actor.municipality_id)
    return Year(year.id, year.name, year.grade_scheme, SchoolDays(year.starts_on, year.ends_on, ())) if year else None


def is_below(line: Line, limit: float) -> bool:
    return line.result is not None and line.result < limit


def lowest_first(line: Line) -> tuple[float, str, int]:
    """Sort by the result, those without one last."""
    return inf if line.result is None else line.result, as_swedish(line.school.name), line.school.id.int
