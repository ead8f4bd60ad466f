"""The page of a school: what Skolverket publishes about it, beside what its classes do this school year."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from prevention.access.actor import Actor
from prevention.coverage import queries as coverage
from prevention.coverage.figures import CoverageRow

from .comparison import coverage_of, this_year
from .queries import Series, in_groups, statistics_of_schools


@dataclass(frozen=True, slots=True)
class Table:
    """A group of measures over the years in which any of them has a value."""

    title: str
    series: Sequence[Series]

    @property
    def periods(self) -> list[str]:
        return sorted({value.period for one in self.series for value in one.values})

    @property
    def notes(self) -> list[tuple[str, str, str]]:
        """Return (from when, why, which measures) of each break; no names where all of them break there."""
        broken: dict[tuple[str, str], list[str]] = {}
        for one in self.series:
            for each in one.breaks:
                broken.setdefault((each.since, each.why), []).append(one.title)
        return [
            (since, why, "" if len(names) == len(self.series) else ", ".join(names))
            for (since, why), names in broken.items()
        ]


@dataclass(frozen=True, slots=True)
class SchoolPage:
    tables: Sequence[Table]
    year: str | None
    programmes: Sequence[tuple[str, CoverageRow]]


def school_page(actor: Actor, school_id: uuid.UUID) -> SchoolPage:
    series = statistics_of_schools(actor, [school_id])[school_id]
    tables = [Table(title, these) for title, these in in_groups(series)]
    year = this_year(actor)
    programmes = programmes_of(actor, year, school_id) if year else []
    return SchoolPage(tables, year.name if year else None, programmes)


def programmes_of(actor: Actor, year: coverage.Year, school_id: uuid.UUID) -> list[tuple[str, CoverageRow]]:
    """Return the coverage of the school by the name of the programme."""
    schools = [one for one in coverage.schools_of(actor, year) if one.id == school_id]
    rows = {row.programme_id: row for row in coverage_of(actor, year, schools)[school_id].rows}
    return [(one.name, rows[one.id]) for one in coverage.programmes_of(actor.municipality_id) if one.id in rows]
