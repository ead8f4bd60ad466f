"""Every read of programmes and editions; and the one definition of what is expected."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, func, or_, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.classes.models import Participation, SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Municipality, SchoolYear
from prevention.organisations.queries import current_school_year
from prevention.sorting import as_swedish

from .catalogue import shipped_catalogue
from .models import CoverageTarget, CurriculumVersion, DeliveryMode, PreventionLevel, Programme


def target_reaches_class() -> ColumnElement[bool]:
    """Return when a target reaches a class: same year, same grade, and its school or (without a school) any."""
    return and_(
        CoverageTarget.school_year_id == SchoolClass.school_year_id,
        CoverageTarget.grade == SchoolClass.grade,
        or_(CoverageTarget.school_id.is_(None), CoverageTarget.school_id == SchoolClass.school_id),
    )


def expected_classes(*conditions: ColumnElement[bool]) -> Subquery:
    """Return which classes are expected to take which programmes: each pair once, however many targets name it.

    This is the denominator, said in one place. Columns: `school_class_id`, `programme_id`, and of the
    class what is counted and shown: `school_id`, `school_year_id`, `municipality_id`, `name`, `grade`, `pupils`.

    :param conditions: on `SchoolClass` or `CoverageTarget`, put inside: the database then reads only what is asked.
    """
    return (
        select(
            SchoolClass.id.label("school_class_id"),
            CoverageTarget.programme_id,
            SchoolClass.school_id,
            SchoolClass.school_year_id,
            SchoolClass.municipality_id,
            SchoolClass.name,
            SchoolClass.grade,
            SchoolClass.pupils,
        )
        .join(CoverageTarget, target_reaches_class())
        .where(*conditions)
        .distinct()
        .subquery("expected_class")
    )


def municipality_of(actor: Actor) -> Municipality:
    return db.session.get_one(Municipality, actor.municipality_id)


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme in the list. `classes` take it this school year."""

    id: uuid.UUID
    code: str
    name: str
    family: str | None
    delivery_mode: DeliveryMode | None
    level: PreventionLevel | None
    suggested_grades: str | None
    retired: bool
    edition: str | None
    lessons_expected: int | None
    editions: int
    classes: int


@dataclass(frozen=True, slots=True)
class Family:
    """Programmes that belong together; those without a family come last, under no name."""

    name: str | None
    programmes: list[ProgrammeRow]


@dataclass(frozen=True, slots=True)
class Catalogue:
    school_year: str | None
    families: list[Family]
    retired: list[ProgrammeRow]


def catalogue(actor: Actor) -> Catalogue:
    """Return the municipality's programmes by family, in Swedish order, and apart those no longer in use."""
    year = current_school_year(actor.municipality_id)
    rows = sorted(programme_rows(actor, year), key=lambda row: (as_swedish(row.name), row.code))
    used = [row for row in rows if not row.retired]
    names = sorted({row.family for row in used if row.family}, key=as_swedish)
    families = [Family(name, [row for row in used if row.family == name]) for name in [*names, None]]
    return Catalogue(
        year.name if year else None,
        [family for family in families if family.programmes],
        [row for row in rows if row.retired],
    )


def programme_rows(actor: Actor, year: SchoolYear | None) -> list[ProgrammeRow]:
    of_programme = CurriculumVersion.programme_id == Programme.id
    editions = select(func.count(CurriculumVersion.id)).where(of_programme).correlate(Programme).scalar_subquery()
    current = and_(of_programme, CurriculumVersion.is_current)
    taken = (Participation.programme_id == Programme.id, Participation.school_year_id == (year.id if year else None))
    classes = select(func.count(Participation.id)).where(*taken).correlate(Programme).scalar_subquery()
    query = (
        select(
            Programme.id,
            Programme.code,
            Programme.name,
            Programme.family,
            Programme.delivery_mode,
            Programme.level,
            Programme.suggested_grades,
            Programme.retired_at.is_not(None),
            CurriculumVersion.edition,
            CurriculumVersion.lessons_expected,
            editions,
            classes,
        )
        .outerjoin(CurriculumVersion, current)
        .where(allowed(Programme, Permission.PROGRAMME_READ, actor))
    )
    rows: Iterable[Any] = db.session.execute(query)
    return [ProgrammeRow(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class ListedProgramme:
    """A programme as the command line lists it."""

    code: str
    name: str
    delivery_mode: DeliveryMode | None
    lessons_expected: int | None


def municipalities(code: str | None = None) -> list[Municipality]:
    """Return all municipalities, or the one with this code. For the command line, which no actor runs."""
    query = select(Municipality).order_by(Municipality.code)
    return list(db.session.scalars(query.where(Municipality.code == code) if code else query))


def listed_programmes(code: str | None = None) -> list[ListedProgramme]:
    """Return the programmes in use, of one municipality or of all: what several have alike stands once."""
    current = and_(CurriculumVersion.programme_id == Programme.id, CurriculumVersion.is_current)
    query = (
        select(Programme.code, Programme.name, Programme.delivery_mode, CurriculumVersion.lessons_expected)
        .outerjoin(CurriculumVersion, current)
        .where(Programme.retired_at.is_(None))
    )
    if code:
        query = query.join(Municipality, Municipality.id == Programme.municipality_id).where(Municipality.code == code)
    rows = {ListedProgramme(*row) for row in db.session.execute(query)}
    return sorted(rows, key=lambda row: (row.code, row.name, row.delivery_mode or "", row.lessons_expected or 0))


def shipped_programmes() -> list[ListedProgramme]:
    return [
        ListedProgramme(one.code, one.name, one.delivery_mode, one.editions[-1].lessons_expected)
        for one in shipped_catalogue()
    ]
