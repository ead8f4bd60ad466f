"""How a municipality's coverage developed: the kept sums of every school year, added up by programme."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, and_, bindparam, cast, func, select

from prevention import clock
from prevention.coverage.figures import CoverageRow
from prevention.coverage.models import COUNTS, coverage_day, coverage_sum
from prevention.coverage.queries import ProgrammeChoice, Year, asked, figures_of

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


@cache
def year_sums() -> Select[*tuple[Any, ...]]:
    """Return a line a school year and programme: the kept counts, and how many open lessons are overdue."""
    keys = ("school_year_id", "programme_id")
    here = coverage_sum.c.municipality_id == bindparam("municipality")
    by = [coverage_sum.c[name] for name in keys]
    counts = (cast(func.sum(coverage_sum.c[name]), Integer).label(name) for name in COUNTS)
    sums = select(*by, *counts).where(here).group_by(*by).subquery("year_sum")
    late = (
        select(
            *(coverage_day.c[name] for name in keys),
            cast(func.sum(coverage_day.c.lessons), Integer).label("lessons"),
        )
        .where(
            coverage_day.c.municipality_id == bindparam("municipality"), coverage_day.c.planned_on < bindparam("today")
        )
        .group_by(*(coverage_day.c[name] for name in keys))
        .subquery("year_late")
    )
    same = and_(*(late.c[name] == sums.c[name] for name in keys))
    return select(*sums.c, func.coalesce(late.c.lessons, 0)).outerjoin(late, same)
