"""What pages and other features read about the organisation."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, and_, func, or_, select
from sqlalchemy.orm import selectinload

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.rules import allowed, visible
from prevention.extensions import db
from prevention.sorting import as_swedish

from .grades import Stage, grade_span, grades_offered, stage_of
from .models import Agency, District, Municipality, OwnerType, SchoolBreak, SchoolYear
from .proposals import SchoolYearData, proposed_year, year_of


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school as lists need it."""

    id: uuid.UUID
    code: str | None
    name: str
    district_id: uuid.UUID | None
    owner_type: OwnerType | None
    offers: list[dict[str, str | list[str]]]


@dataclass(frozen=True, slots=True)
class SchoolFilter:
    """What the list of schools shows. `district` is an id as text, or `none` for schools in no district."""

    owner: OwnerType | None = None
    stage: Stage | None = None
    district: str | None = None


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school in the list: closed ones have the day."""

    id: uuid.UUID
    name: str
    place: str | None
    grades: str
    owner_type: OwnerType | None
    district: str | None
    closed_on: date | None


@dataclass(frozen=True, slots=True)
class DistrictLine:
    id: uuid.UUID
    name: str
    schools: int


def school_years(actor: Actor) -> list[SchoolYear]:
    """Return the municipality's school years, the latest first, without their breaks. They are no secret within it."""
    where = SchoolYear.municipality_id == actor.municipality_id
    return list(
        db.session.scalars(select(SchoolYear).where(where).order_by(SchoolYear.starts_on.desc(), SchoolYear.id))
    )


def current_school_year(municipality_id: uuid.UUID) -> SchoolYear | None:
    """Return the school year that holds today, else the next, else the latest; without its breaks."""
    years, today = years_of(municipality_id), clock.today()
    return next((year for year in reversed(years) if today <= year.ends_on), years[0] if years else None)


def years_of(municipality_id: uuid.UUID) -> list[SchoolYear]:
    query = select(SchoolYear).where(SchoolYear.municipality_id == municipality_id)
    return list(db.session.scalars(query.order_by(SchoolYear.starts_on.desc(), SchoolYear.id)))


def schools(actor: Actor, permission: Permission, include_closed: bool = False) -> list[SchoolRow]:
    """Return the schools where the actor holds the permission, in Swedish order of name."""
    columns = (Agency.id, Agency.code, Agency.name, Agency.district_id, Agency.owner_type, Agency.offers)
    query = select(*columns).where(allowed(Agency, permission, actor), Agency.kind == AgencyKind.SCHOOL)
    if not include_closed:
        query = query.where(is_active(clock.today()))
    rows = [SchoolRow(*row) for row in db.session.execute(query)]
    return sorted(rows, key=lambda one: (as_swedish(one.name), str(one.code)))


def all_municipalities() -> list[tuple[str, str]]:
    """Return (code, name) of each. For the command line only: nobody who signs in sees more than their own."""
    return list(db.session.execute(select(Municipality.code, Municipality.name).order_by(Municipality.code)))


def municipality_with(code: str) -> Municipality | None:
    """Return the municipality of a code. For the command line only."""
    return db.session.scalar(select(Municipality).where(Municipality.code == code))


def is_active(today: date | BindParameter[date]) -> ColumnElement[bool]:
    """Return the condition of agencies that are not closed. One that closes today is closed."""
    return or_(Agency.active_to.is_(None), Agency.active_to > today)


def school_lines(actor: Actor, wanted: SchoolFilter) -> list[SchoolLine]:
    """Return the schools of the filter, closed ones too, in Swedish order of name."""
    columns = (Agency.id, Agency.name, Agency.place, Agency.offers, Agency.owner_type, District.name, Agency.active_to)
    query = (
        select(*columns)
        .outerjoin(District, District.id == Agency.district_id)
        .where(allowed(Agency, Permission.ORGANISATION_READ, actor), Agency.kind == AgencyKind.SCHOOL)
        .where(*conditions(wanted))
    )
    lines = [
        SchoolLine(key, name, place, grade_span(grades_offered(offers)), owner, district, closed_on)
        for key, name, place, offers, owner, district, closed_on in db.session.execute(query)
        if wanted.stage is None or wanted.stage in {stage_of(grade) for grade in grades_offered(offers)}
    ]
    return sorted(lines, key=lambda line: (as_swedish(line.name), line.id))


def conditions(wanted: SchoolFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.owner:
        yield Agency.owner_type == wanted.owner
    if wanted.district == "none":
        yield Agency.district_id.is_(None)
    elif wanted.district:
        yield Agency.district_id == uuid.UUID(wanted.district)


def districts(actor: Actor, permission: Permission) -> list[DistrictLine]:
    """Return the districts with how many open schools each has, in Swedish order of name."""
    of_district = and_(Agency.district_id == District.id, is_active(clock.today()))
    query = (
        select(District.id, District.name, func.count(Agency.id))
        .outerjoin(Agency, of_district)
        .where(allowed(District, permission, actor))
        .group_by(District.id, District.name)
    )
    lines = [DistrictLine(*row) for row in db.session.execute(query)]
    return sorted(lines, key=lambda line: (as_swedish(line.name), line.id))


def district_choices(actor: Actor, permission: Permission) -> list[tuple[str, str]]:
    """Return the districts for a form: (id, name)."""
    return [(str(one.id), one.name) for one in districts(actor, permission)]


def other_agencies(actor: Actor) -> list[Agency]:
    """Return the agencies that are neither schools nor the municipality, closed ones too."""
    query = visible(Agency, Permission.ORGANISATION_READ, actor).where(
        Agency.kind.not_in([AgencyKind.SCHOOL, AgencyKind.MUNICIPALITY])
    )
    return sorted(db.session.scalars(query), key=lambda one: (one.kind, as_swedish(one.name), one.id))


def school_years_with_breaks(actor: Actor) -> list[SchoolYear]:
    """Return the school years that may be seen on the organisation's pages, the latest first, with their breaks."""
    query = visible(SchoolYear, Permission.ORGANISATION_READ, actor).options(selectinload(SchoolYear.breaks))
    return list(db.session.scalars(query.order_by(SchoolYear.starts_on.desc(), SchoolYear.id)))


def breaks_of(year: SchoolYear) -> list[SchoolBreak]:
    query = select(SchoolBreak).where(SchoolBreak.school_year_id == year.id)
    return list(db.session.scalars(query.order_by(SchoolBreak.starts_on, SchoolBreak.id)))


def next_proposed_year(actor: Actor) -> SchoolYearData:
    """Return a proposal for the school year after the last one there is."""
    return proposed_year(next_first_year(years_of(actor.municipality_id)), municipality_code(actor))


def next_first_year(years: list[SchoolYear]) -> int:
    return year_of(years[0].starts_on) + 1 if years else year_of(clock.today())


def municipality_code(actor: Actor) -> str:
    return db.session.scalars(select(Municipality.code).where(Municipality.id == actor.municipality_id)).one()
