"""What the API and the page of tokens read. Figures are those of `coverage`: nothing is counted here."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, select, tuple_

from prevention import clock
from prevention.access.actor import Actor, TokenActor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.classes.models import SchoolClass
from prevention.coverage import queries as coverage
from prevention.coverage.figures import CoverageRow
from prevention.coverage.queries import School, Selection, Year
from prevention.extensions import db
from prevention.organisations.grades import grades_in
from prevention.organisations.models import Agency, Municipality
from prevention.organisations.queries import districts, is_active
from prevention.paging import Found, read_page
from prevention.sorting import as_swedish

from .cursors import Key
from .models import ApiToken, TokenPermission

HOLDERS = (AgencyKind.MUNICIPALITY, AgencyKind.SCHOOL)


class Unknown(LookupError):
    """Something that the question names and that is not there, as a sentence."""


@dataclass(frozen=True, slots=True)
class ClassRow:
    id: uuid.UUID
    name: str
    grade: str
    pupils: int
    school_id: uuid.UUID
    code: str | None
    school: str


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as it is listed: never its text, which nobody has any more."""

    id: uuid.UUID
    name: str
    agency: str
    permission: TokenPermission
    expires_on: date
    created_by: str
    last_used_on: date | None
    revoked_at: datetime | None


def municipality_of(actor: TokenActor) -> Municipality:
    return db.session.get_one(Municipality, actor.municipality_id)


def coverage_of_schools(actor: TokenActor, asked: Mapping[str, Any]) -> list[CoverageRow]:
    """Return a row for each school with an expected class, of those that the token and the question reach.

    :raises Unknown: for a school year, a programme or a district that is not there.
    """
    year, programme = year_and_programme(actor, asked)
    seen = coverage.schools_of(actor, year)
    if "district" in asked:
        refuse_unknown_district(actor, asked["district"], seen)
    schools = tuple(school for school in seen if is_asked_for(school, asked))
    whole = len(schools) == len(seen) and actor.everywhere(Permission.COVERAGE_READ)
    selection = Selection(actor.municipality_id, year.id, schools, whole, grades_asked_for(year, asked))
    return [row for row in coverage.per_school(selection) if row.programme_id == programme]


def coverage_of_classes(actor: TokenActor, school: Agency, asked: Mapping[str, Any]) -> list[CoverageRow]:
    """Return a row for each expected class of the school; the guard has checked the school.

    :raises Unknown: for a school year or a programme that is not there.
    """
    year, programme = year_and_programme(actor, asked)
    schools = tuple(one for one in coverage.schools_of(actor, year) if one.id == school.id)
    selection = Selection(actor.municipality_id, year.id, schools, grades=grades_asked_for(year, asked))
    return [row for row in coverage.per_class(selection) if row.programme_id == programme]


def year_and_programme(actor: Actor, asked: Mapping[str, Any]) -> tuple[Year, uuid.UUID]:
    years, programmes = coverage.years_and_programmes(actor.municipality_id)
    by_code = {one.code: one.id for one in programmes}
    year = year_named(years, asked["school_year"])
    if asked["programme"] not in by_code:
        raise Unknown("There is no programme with that code. They are listed at /api/v1/programmes.")
    return year, by_code[asked["programme"]]


def year_named(years: Sequence[Year], name: str) -> Year:
    by_name = {year.name: year for year in years}
    if name not in by_name:
        raise Unknown(f"There is no school year {name}. There are: {', '.join(by_name) or 'none'}.")
    return by_name[name]


def refuse_unknown_district(actor: Actor, asked: uuid.UUID, seen: Sequence[School]) -> None:
    """Let pass the districts that the token reaches, those without a school too."""
    reached = {one.id for one in districts(actor, Permission.COVERAGE_READ)}
    if asked not in reached | {school.district_id for school in seen}:
        raise Unknown("There is no such district, or the token does not reach it.")


def is_asked_for(school: School, asked: Mapping[str, Any]) -> bool:
    wanted = {"owner_type": asked.get("owner"), "district_id": asked.get("district")}
    return all(value is None or getattr(school, name) == value for name, value in wanted.items())


def grades_asked_for(year: Year, asked: Mapping[str, Any]) -> tuple[str, ...] | None:
    return grades_in(asked["stage"], year.grade_scheme) if "stage" in asked else None


def classes(actor: TokenActor, asked: Mapping[str, Any], place: Key | None) -> list[ClassRow]:
    """Return the classes of a school year from a place on, in the order of `class_key`, one more than fits a page.

    :raises Unknown: for a school year that is not there.
    """
    year = year_named(coverage.years_of(actor.municipality_id), asked["school_year"])
    query = all_classes(actor, year.id).limit(asked["limit"] + 1)
    if "school" in asked:
        query = query.where(SchoolClass.school_id == asked["school"])
    if place:
        query = query.where(tuple_(SchoolClass.school_id, SchoolClass.name) > (uuid.UUID(place[0]), place[1]))
    return [ClassRow(*row) for row in db.session.execute(query)]


def class_key(row: ClassRow) -> Key:
    return str(row.school_id), row.name


def all_classes(actor: Actor, year_id: uuid.UUID) -> Select[uuid.UUID, str, str, int, uuid.UUID, str | None, str]:
    return (
        select(
            SchoolClass.id,
            SchoolClass.name,
            SchoolClass.grade,
            SchoolClass.pupils,
            SchoolClass.school_id,
            Agency.code,
            Agency.name,
        )
        .join(Agency, Agency.id == SchoolClass.school_id)
        .where(
            allowed(SchoolClass, Permission.CLASS_READ, actor),
            SchoolClass.municipality_id == actor.municipality_id,
            SchoolClass.school_year_id == year_id,
        )
        .order_by(SchoolClass.school_id, SchoolClass.name)
    )


def tokens(actor: Actor, before: uuid.UUID | None, after: uuid.UUID | None) -> tuple[list[TokenRow], Found]:
    """Return a page of the tokens one may see, by agency and name, the stopped ones too."""
    columns = (
        ApiToken.id,
        ApiToken.name,
        Agency.name,
        ApiToken.permission,
        ApiToken.expires_on,
        Person.name,
        ApiToken.last_used_on,
        ApiToken.revoked_at,
    )
    seen = allowed(ApiToken, Permission.API_TOKEN_END, actor)
    query = (
        select(*columns)
        .join(Agency, Agency.id == ApiToken.agency_id)
        .join(Person, Person.id == ApiToken.created_by_id)
        .where(seen)
    )

    def place(token_id: uuid.UUID) -> tuple[ColumnElement[str], ColumnElement[str], ColumnElement[uuid.UUID]]:
        this = select(ApiToken).where(ApiToken.id == token_id, seen).correlate(None)
        agency = this.join(Agency, Agency.id == ApiToken.agency_id).with_only_columns(Agency.name)
        name = this.with_only_columns(ApiToken.name)
        return agency.scalar_subquery(), name.scalar_subquery(), literal(token_id)

    found = read_page(query, (Agency.name, ApiToken.name, ApiToken.id), place, before, after)
    return [TokenRow(*row) for row in found.rows], found


def holders(actor: Actor) -> list[tuple[str, str]]:
    """Return the agencies for the form, the municipality first: (id, name)."""
    query = select(Agency.id, Agency.name, Agency.kind).where(
        allowed(Agency, Permission.API_TOKEN_MAKE, actor), Agency.kind.in_(HOLDERS), is_active(clock.today())
    )
    rows = sorted(db.session.execute(query).all(), key=lambda row: (row.kind, as_swedish(row.name), row.id))
    return [(str(row.id), row.name) for row in rows]
