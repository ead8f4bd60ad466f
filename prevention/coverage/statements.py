"""The statements that read, each built once a shape: putting one together costs as much as running it.

Schools are read from the stored sums, the classes of a school are counted. Bound when they run: `municipality`, `year`,
`today`, and by shape `schools` and `grades`.
"""

from functools import cache, lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Label,
    Select,
    String,
    Subquery,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)

from prevention.access.kinds import AgencyKind
from prevention.classes.models import Participation, SchoolClass
from prevention.organisations.models import Agency, District, SchoolBreak, SchoolYear
from prevention.organisations.queries import is_active
from prevention.programmes.models import Programme
from prevention.sorting import swedish
from prevention.together import Question

from .counting import LINE_COUNTS, Shape, class_conditions, class_lines, is_expected, sum_conditions
from .models import COUNTS, coverage_day, coverage_sum


@cache
def alone(question: Question) -> Select[*tuple[Any, ...]]:
    return question.select.order_by(*question.order)


@cache
def year_list() -> Question:
    """Ask for a row for each school year and break that may lie ahead, the latest year first."""
    columns = (SchoolYear.id, SchoolYear.name, SchoolYear.grade_scheme, SchoolYear.starts_on, SchoolYear.ends_on)
    ahead = and_(SchoolBreak.school_year_id == SchoolYear.id, SchoolYear.ends_on >= bindparam("today"))
    return Question(
        select(*columns, SchoolBreak.starts_on, SchoolBreak.ends_on)
        .outerjoin(SchoolBreak, ahead)
        .where(SchoolYear.municipality_id == bindparam("municipality")),
        (SchoolYear.starts_on.desc(), SchoolYear.id, SchoolBreak.starts_on),
    )


@cache
def programme_list() -> Question:
    here = Programme.municipality_id == bindparam("municipality")
    columns = (Programme.id, Programme.code, Programme.name)
    return Question(select(*columns).where(here), (swedish(Programme.name), Programme.id))


@lru_cache(1024)
def school_list(seen: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the schools that a rule lets somebody see; the rule is the same object while they hold the same."""
    has_classes = exists().where(SchoolClass.school_id == Agency.id, SchoolClass.school_year_id == bindparam("year"))
    columns = (Agency.id, Agency.name, Agency.code, Agency.owner_type, Agency.district_id, District.name)
    return (
        select(*columns, has_classes, is_active(bindparam("today")))
        .outerjoin(
            District, and_(District.id == Agency.district_id, District.municipality_id == Agency.municipality_id)
        )
        .where(seen, Agency.kind == AgencyKind.SCHOOL)
        .order_by(swedish(Agency.name), Agency.id)
    )


@cache
def outside_list(shape: Shape) -> Select[*tuple[Any, ...]]:
    return (
        select(SchoolClass.id, SchoolClass.name, Participation.programme_id)
        .join(Participation, Participation.school_class_id == SchoolClass.id)
        .where(*class_conditions(shape), ~is_expected())
        .order_by(swedish(SchoolClass.name), SchoolClass.id)
    )


@cache
def class_list(shape: Shape) -> Select[*tuple[Any, ...]]:
    line = class_lines(shape)
    counts = (line.c[name] for name in LINE_COUNTS)
    return select(line.c.class_id, line.c.programme_id, line.c.name, line.c.grade, *counts)


@cache
def school_sums(shape: Shape) -> Select[*tuple[Any, ...]]:
    """Return a line a school and programme: the stored counts, its cells, and how many open lessons are overdue."""
    return sums_by(("programme_id", "school_id"), shape, cells_as_text().label("cells"))


@cache
def year_sums() -> Select[*tuple[Any, ...]]:
    """Return a line a school year of the municipality and programme, as `school_sums` but without cells."""
    return sums_by(("school_year_id", "programme_id"), frozenset())


def sums_by(keys: tuple[str, str], shape: Shape, *more: Label[str]) -> Select[*tuple[Any, ...]]:
    by = [coverage_sum.c[key] for key in keys]
    counts = (cast(func.sum(coverage_sum.c[name]), Integer).label(name) for name in COUNTS)
    sums = select(*by, *counts, *more).where(*sum_conditions(coverage_sum, shape)).group_by(*by).subquery("sums")
    late = overdue_lessons(keys, shape)
    same = and_(*(late.c[key] == sums.c[key] for key in keys))
    return select(*sums.c, func.coalesce(late.c.lessons, 0)).outerjoin(late, same)


def cells_as_text() -> ColumnElement[str]:
    """Return the grades of a sum as one text for `cells.cells_in`: hundreds of cells cost what their schools cost."""
    of = coverage_sum.c
    lessons = of.held + of.partly_held + of.not_held + of.open + of.not_planned
    one = of.grade + " " + cast(of.held, String) + " " + cast(lessons, String)
    return func.aggregate_strings(case((of.classes > 0, one)), ",")


def overdue_lessons(keys: tuple[str, str], shape: Shape) -> Subquery:
    by = [coverage_day.c[key] for key in keys]
    past = (*sum_conditions(coverage_day, shape), coverage_day.c.planned_on < bindparam("today"))
    lessons = cast(func.sum(coverage_day.c.lessons), Integer).label("lessons")
    return select(*by, lessons).where(*past).group_by(*by).subquery("overdue")
