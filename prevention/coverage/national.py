"""All municipalities side by side, from the stored sums alone: for who runs the application, since no role spans two.

Classes and lessons, no pupil: nothing is suppressed. What is published is another page, which does.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Integer, Select, Table, and_, bindparam, cast, func, select

from prevention import clock
from prevention.extensions import db
from prevention.organisations.models import Municipality, SchoolYear
from prevention.programmes.models import Programme

from .figures import CoverageRow
from .models import COUNTS, coverage_day, coverage_programme
from .queries import asked, figures_of


def national(year_name: str) -> dict[str, list[CoverageRow]]:
    """Return by the programme's code a row for each municipality that expects it of a class in this school year."""
    found: dict[str, list[CoverageRow]] = defaultdict(list)
    late = {(one[0], one[1]): one[2] for one in asked(LATE, {"year_name": year_name, "today": clock.today()})}
    for programme, municipality_id, programme_id, code, name, *counts in asked(SUMS, {"year_name": year_name}):
        overdue = min(
            late.get((municipality_id, programme_id), 0), counts[OPEN]
        )  # logged between the two: none is less
        row = CoverageRow(municipality_id, name, figures_of(counts, overdue), programme_id, code)
        found[programme].append(row)
    return found


def year_names() -> list[str]:
    return list(db.session.scalars(select(SchoolYear.name).distinct().order_by(SchoolYear.name)))


def sums() -> Select[*tuple[Any, ...]]:
    row = coverage_programme.c
    of_programme = and_(Programme.id == row.programme_id, Programme.municipality_id == row.municipality_id)
    return (
        in_year(coverage_programme, Programme.code, row.municipality_id, row.programme_id)
        .add_columns(Municipality.code, Municipality.name, *(row[name] for name in COUNTS[:-1]))
        .join(Municipality, Municipality.id == row.municipality_id)
        .join(Programme, of_programme)
        .where(row.classes > 0)
        .order_by(Programme.code, Municipality.code)
    )


def overdue_lessons() -> Select[*tuple[Any, ...]]:
    """Return them apart from the sums: joined, PostgreSQL would add all of them up anew for each row."""
    row = coverage_day.c
    keys = (row.municipality_id, row.programme_id)
    past = row.planned_on < bindparam("today")
    return in_year(coverage_day, *keys, cast(func.sum(row.lessons), Integer)).where(past).group_by(*keys)


def in_year(table: Table, *columns: Any) -> Select[*tuple[Any, ...]]:
    """Choose from the rows of a year, of which each municipality has one of its own by that name."""
    same = and_(
        SchoolYear.id == table.c.school_year_id,
        SchoolYear.municipality_id == table.c.municipality_id,
        SchoolYear.name == bindparam("year_name"),
    )
    return select(*columns).select_from(table).join(SchoolYear, same)


SUMS, LATE = sums(), overdue_lessons()
OPEN = COUNTS.index("open")
