"""All municipalities side by side, from the stored sums alone: for who runs the application, since no role spans two.

Classes and lessons, no pupil: nothing is suppressed. What is published is another page, which does.
"""

from collections import defaultdict
from typing import Any

from sqlalchemy import Integer, Select, Subquery, Table, and_, bindparam, cast, func, select

from prevention import clock
from prevention.extensions import db
from prevention.organisations.models import Municipality, SchoolYear
from prevention.programmes.models import Programme

from .figures import CoverageRow
from .models import COUNTS, coverage_day, coverage_programme
from .queries import asked, figures_of

BY = ("municipality_id", "programme_id")


def national(year_name: str) -> dict[str, list[CoverageRow]]:
    """Return by the programme's code a row for each municipality that expects it of a class in this school year."""
    found: dict[str, list[CoverageRow]] = defaultdict(list)
    values = {"year_name": year_name, "today": clock.today()}
    for programme, programme_id, municipality, code, name, *counts, overdue in asked(NATIONAL, values):
        row = CoverageRow(municipality, name, figures_of(counts, overdue), programme_id, code)
        found[programme].append(row)
    return found


def year_names() -> list[str]:
    return list(db.session.scalars(select(SchoolYear.name).distinct().order_by(SchoolYear.name)))


def statement() -> Select[*tuple[Any, ...]]:
    counts = (coverage_programme.c[name] for name in COUNTS[:-1])
    sums = in_year(coverage_programme, *counts).where(coverage_programme.c.classes > 0).subquery()
    late = overdue_lessons()
    return (
        select(Programme.code, Programme.id, Municipality.id, Municipality.code, Municipality.name)
        .add_columns(*(sums.c[name] for name in COUNTS[:-1]), func.coalesce(late.c.lessons, 0))
        .select_from(sums)
        .join(Municipality, Municipality.id == sums.c.municipality_id)
        .join(
            Programme,
            and_(Programme.id == sums.c.programme_id, Programme.municipality_id == sums.c.municipality_id),
        )
        .outerjoin(late, and_(*(late.c[name] == sums.c[name] for name in BY)))
        .order_by(Programme.code, Municipality.code)
    )


def overdue_lessons() -> Subquery:
    lessons = cast(func.sum(coverage_day.c.lessons), Integer).label("lessons")
    past = coverage_day.c.planned_on < bindparam("today")
    return in_year(coverage_day, lessons).where(past).group_by(*keys(coverage_day)).subquery()


def keys(table: Table) -> list[Any]:
    return [table.c[name] for name in BY]


def in_year(table: Table, *counts: Any) -> Select[*tuple[Any, ...]]:
    """Choose the rows of a year, of which each municipality has one of its own by that name."""
    same = and_(
        SchoolYear.id == table.c.school_year_id,
        SchoolYear.municipality_id == table.c.municipality_id,
        SchoolYear.name == bindparam("year_name"),
    )
    return select(*keys(table), *counts).join(SchoolYear, same)


NATIONAL = statement()
