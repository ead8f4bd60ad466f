"""How a municipality's coverage developed: the kept sums of every school year, added up by programme."""

import uuid
from collections.abc import Sequence

from prevention import clock
from prevention.coverage.figures import CoverageRow
from prevention.coverage.queries import ProgrammeChoice, Year, asked, figures_of
from prevention.coverage.statements import year_sums

from .showing import Trend


def trends(municipality_id: uuid.UUID, years: Sequence[Year], programmes: Sequence[ProgrammeChoice]) -> list[Trend]:
    """Return the years up to the given ones' last, the earliest first, for each programme with anything to expect."""
    values = {"municipality": municipality_id, "today": clock.today()}
    found = {
        (programme_id, year_id): figures_of(counts[:-1], overdue)
        for year_id, programme_id, *counts, overdue in asked(year_sums(), values)
        if counts[0]
    }
    made = [
        Trend(
            programme.name,
            [
                CoverageRow(year.id, year.name, found[programme.id, year.id], programme.id)
                for year in reversed(years)
                if (programme.id, year.id) in found
            ],
        )
        for programme in programmes
    ]
    return [one for one in made if one.years]
