"""Coverage, counted.

First the rule of schools says which schools may be seen (for the command line, which has no actor: those of the
municipality); then the classes of just these are counted.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.classes.calendar import DaysOff, SchoolDays
from prevention.extensions import db
from prevention.organisations.models import Agency, GradeScheme, Municipality, OwnerType
from prevention.sorting import as_swedish
from prevention.together import ask_together

from .counting import Shape
from .figures import CoverageRow, Figures
from .statements import (
    alone,
    class_list,
    outside_list,
    programme_list,
    school_list,
    school_sums,
    year_list,
)

# One object for all: a statement is kept for each condition that it is built with.
OF_MUNICIPALITY: ColumnElement[bool] = Agency.municipality_id == bindparam("municipality")


@dataclass(frozen=True, slots=True)
class School:
    id: uuid.UUID
    name: str
    code: str | None
    owner_type: OwnerType | None
    district_id: uuid.UUID | None
    district: str | None
    has_classes: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Year:
    id: uuid.UUID
    name: str
    grade_scheme: GradeScheme
    days: SchoolDays  # of a year that is over without its breaks: it has no day left

    @property
    def ends_on(self) -> date:
        return self.days.ends_on


@dataclass(frozen=True, slots=True)
class ProgrammeChoice:
    id: uuid.UUID
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Selection:
    """The classes to count: of a year, at these schools, in these grades (all, where none are named).

    `whole` says that these are all schools of the municipality: the database is then spared the list.
    """

    municipality_id: uuid.UUID
    school_year_id: uuid.UUID
    schools: tuple[School, ...]
    whole: bool = False
    grades: tuple[str, ...] | None = None

    @property
    def shape(self) -> Shape:
        narrowed = {"year": True, "schools": not self.whole, "grades": self.grades is not None}
        return frozenset(name for name, by_it in narrowed.items() if by_it)

    @property
    def values(self) -> dict[str, object]:
        return {
            "municipality": self.municipality_id,
            "year": self.school_year_id,
            "schools": [school.id for school in self.schools],
            "grades": self.grades,
            "today": clock.today(),
        }


@dataclass(frozen=True, slots=True)
class Outside:
    """A class, or so many of a school's, that take a programme without being expected to. In no other figure."""

    id: uuid.UUID
    name: str
    programme_id: uuid.UUID
    classes: int = 1


def schools_of(actor: Actor, year: Year) -> list[School]:
    """Return the schools whose coverage the actor may see, closed ones too: their classes of former years count."""
    return schools_where(allowed(Agency, Permission.COVERAGE_READ, actor), year)


def schools_of_municipality(municipality_id: uuid.UUID, year: Year) -> list[School]:
    """Return all schools of a municipality: for the command line, which has no actor."""
    return schools_where(OF_MUNICIPALITY, year, municipality=municipality_id)


def schools_where(condition: ColumnElement[bool], year: Year, **values: object) -> list[School]:
    rows = asked(school_list(condition), {"year": year.id, "today": clock.today(), **values})
    return [School(*row) for row in rows]


def years_of(municipality_id: uuid.UUID) -> list[Year]:
    """Return the school years, the latest first. They and programmes are no secret within a municipality."""
    return years_in(asked(alone(year_list()), {"municipality": municipality_id, "today": clock.today()}))


def years_and_programmes(municipality_id: uuid.UUID) -> tuple[list[Year], list[ProgrammeChoice]]:
    """Return what `years_of` and `programmes_of` return, asked for together."""
    both = {"years": year_list(), "programmes": programme_list()}
    found = ask_together(both, {"municipality": municipality_id, "today": clock.today()})
    return years_in(found["years"]), [ProgrammeChoice(*row) for row in found["programmes"]]


def years_in(rows: Sequence[Sequence[Any]]) -> list[Year]:
    return [year_from(list(each)) for _key, each in groupby(rows, itemgetter(0))]


def year_from(rows: Sequence[Sequence[Any]]) -> Year:
    """Put together what stands in a row for each break; a year without has one row with nothing in it."""
    key, name, scheme, starts_on, ends_on = rows[0][:5]
    breaks = tuple(DaysOff(first, last) for *_year, first, last in rows if first)
    return Year(key, name, scheme, SchoolDays(starts_on, ends_on, breaks))


def programmes_of(municipality_id: uuid.UUID) -> list[ProgrammeChoice]:
    """Return the programmes by name, retired ones too: their classes of former years count."""
    return [ProgrammeChoice(*row) for row in asked(alone(programme_list()), {"municipality": municipality_id})]


def per_school(selection: Selection) -> list[CoverageRow]:
    """Return a row for each school and programme with an expected class, in no order."""
    return schools_and_outside(selection)[0]


def schools_and_outside(selection: Selection) -> tuple[list[CoverageRow], list[Outside]]:
    """Return `per_school`, and by name the schools whose classes take a programme beside what is expected."""
    schools = {school.id: school for school in selection.schools}
    rows, outside = [], []
    for programme_id, school_id, *counts, beside, cells, overdue in asked(
        school_sums(selection.shape), selection.values
    ):
        school = schools[school_id]
        if counts[0]:
            rows.append(school_row(school, programme_id, figures_of(counts, overdue), cells))
        if beside:
            outside.append(Outside(school.id, school.name, programme_id, beside))
    return rows, sorted(outside, key=by_name)


def by_name(one: Outside) -> tuple[str, uuid.UUID]:
    return as_swedish(one.name), one.id


def figures_of(counts: Sequence[int], overdue: int) -> Figures:
    """Return the figures of a stored sum, its open lessons parted into overdue and coming."""
    open_, not_planned = counts[-2:]
    figures = (*counts[:-2], overdue, open_ - overdue, not_planned)
    return Figures(*figures)


def school_row(school: School, programme_id: uuid.UUID, figures: Figures, cells: str) -> CoverageRow:
    named = (school.code, school.district_id, school.district)
    return CoverageRow(school.id, school.name, figures, programme_id, *named, cells=cells)


def per_class(selection: Selection) -> list[CoverageRow]:
    """Return a row for each expected class and programme, in no order."""
    rows = asked(class_list(selection.shape), selection.values)
    return [CoverageRow(row[0], row[2], Figures(1, *row[4:]), row[1], grade=row[3]) for row in rows]


def classes_outside(selection: Selection) -> list[Outside]:
    """Return the classes that take a programme without being expected to, by name."""
    return [Outside(*row) for row in asked(outside_list(selection.shape), selection.values)]


def asked(statement: Select[*tuple[Any, ...]], values: Mapping[str, object]) -> Sequence[Row[*tuple[Any, ...]]]:
    """Ask past the ORM: for plain columns it adds nothing but time."""
    return db.session.connection().execute(statement, values).all()


def municipalities() -> dict[str, uuid.UUID]:
    """Return the municipalities by code, for the command line."""
    rows = db.session.execute(select(Municipality.code, Municipality.id).order_by(Municipality.code)).all()
    return {code: key for code, key in rows}  # noqa: C416  dict() would not tell the types
