"""Every write to the organisation: municipality, districts, agencies, school years and their breaks."""

import re
import uuid
from datetime import timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.naming import is_taken
from prevention.programmes.actions import load_catalogue

from .models import Agency, District, Municipality
from .proposals import SchoolYearData, proposed_year, year_of
from .words import KINDS
from .year_actions import school_year_from

MUNICIPALITY_FOUNDED = event("municipality.founded", "code", "school_years")
DISTRICT_ADDED = event("district.added")
DISTRICT_RENAMED = event("district.renamed")
SCHOOL_PLACED = event("school.placed_in_district", "district_id")
AGENCY_ADDED = event("agency.added", "kind")
AGENCY_PHONE_SET = event("agency.phone_set")
AGENCY_RENAMED = event("agency.renamed")
AGENCY_CLOSED = event("agency.closed")
AGENCY_REOPENED = event("agency.reopened")
NEXT_YEAR_IS_NEAR = timedelta(days=92)


class BadMunicipalityCode(ValueError):
    """Not the four digits of a municipality code."""


class MunicipalityExists(ValueError):
    """A municipality with this code is here already."""


class DistrictExists(ValueError):
    """The municipality has a district of this name."""


class AgencyExists(ValueError):
    """The municipality has an agency of this kind and name, open or closed."""


class NotKeptByHand(ValueError):
    """Schools follow the national register, and the municipality itself stays."""


def found_municipality(code: str, name: str) -> Municipality:
    """Add a municipality with all it needs to begin: its own agency, school years and the programme catalogue.

    :raises BadMunicipalityCode: for anything but four digits.
    :raises MunicipalityExists: when the code is taken.
    """
    if not re.fullmatch(r"[0-9]{4}", code):
        raise BadMunicipalityCode(code)
    if db.session.scalar(select(exists().where(Municipality.code == code))):
        raise MunicipalityExists(code)
    municipality = Municipality(code=code, name=name)
    db.session.add(municipality)
    db.session.flush()
    db.session.add(Agency(municipality_id=municipality.id, kind=AgencyKind.MUNICIPALITY, name=name))
    years = first_school_years(code)
    db.session.add_all(school_year_from(municipality.id, data) for data in years)
    db.session.flush()
    record(None, MUNICIPALITY_FOUNDED, municipality, code=code, school_years=len(years))
    load_catalogue(municipality)
    return municipality


def first_school_years(code: str) -> list[SchoolYearData]:
    """Return the proposed school year of today, and the next where planning for it has begun."""
    today = clock.today()
    current, following = (proposed_year(year_of(today) + step, code) for step in (0, 1))
    return [current, following] if following.starts_on - today <= NEXT_YEAR_IS_NEAR else [current]


def add_district(actor: Actor, name: str) -> District:
    """Add a district.

    :raises DistrictExists: when the name is taken.
    """
    refuse_taken_district(actor.municipality_id, name)
    district = District(municipality_id=actor.municipality_id, name=name)
    try:
        with db.session.begin_nested():
            db.session.add(district)
    except IntegrityError as error:
        raise DistrictExists(name) from error
    record(actor, DISTRICT_ADDED, district)
    return district


def rename_district(actor: Actor, district: District, name: str) -> None:
    """Rename a district; its schools stay in it.

    :raises DistrictExists: when another district has the name.
    """
    refuse_taken_district(district.municipality_id, name, district.id)
    try:
        with db.session.begin_nested():
            district.name = name
    except IntegrityError as error:
        raise DistrictExists(name) from error
    record(actor, DISTRICT_RENAMED, district)


def refuse_taken_district(municipality_id: uuid.UUID, name: str, keeper: uuid.UUID | None = None) -> None:
    """Refuse a name in whatever letters it is written: in filters and tables the two could not be told apart.

    :raises DistrictExists: when another district has it.
    """
    if is_taken(name, select(District.id, District.name).where(District.municipality_id == municipality_id), keeper):
        raise DistrictExists(name)


def place_school(actor: Actor, school: Agency, district_id: uuid.UUID | None) -> None:
    """Put a school in a district, or in none. The form offers only the municipality's own districts."""
    school.district_id = district_id
    record(actor, SCHOOL_PLACED, school, district_id=district_id)


def add_agency(actor: Actor, kind: AgencyKind, name: str) -> Agency:
    """Add an agency that is neither a school nor the municipality.

    :raises AgencyExists: when there is one of this kind and name.
    """
    refuse_taken_name(actor.municipality_id, kind, name)
    agency = Agency(municipality_id=actor.municipality_id, kind=kind, name=name, active_from=clock.today())
    db.session.add(agency)
    db.session.flush()
    record(actor, AGENCY_ADDED, agency, kind=kind.value)
    return agency


def rename_agency(actor: Actor, agency: Agency, name: str) -> None:
    """Rename an agency.

    :raises NotKeptByHand: for a school, whose name comes from the register, and for the municipality.
    :raises AgencyExists: when another of its kind has the name.
    """
    refuse_others(agency)
    refuse_taken_name(agency.municipality_id, agency.kind, name, agency.id)
    agency.name = name
    record(actor, AGENCY_RENAMED, agency)


def refuse_taken_name(municipality_id: uuid.UUID, kind: AgencyKind, name: str, keeper: uuid.UUID | None = None) -> None:
    """Refuse a name in whatever letters it is written: nobody could tell at which of the two a role is held.

    :raises AgencyExists: when another of the kind has it.
    """
    db.session.get_one(Municipality, municipality_id, with_for_update=True)  # a form sent twice at once adds one
    of_kind = select(Agency.id, Agency.name).where(Agency.municipality_id == municipality_id, Agency.kind == kind)
    if is_taken(name, of_kind, keeper):
        raise AgencyExists(name)


def set_emergency_phone(actor: Actor, agency: Agency, phone: str | None) -> None:
    """Set the number that whoever writes a concern is shown first."""
    if agency.emergency_phone != phone:
        agency.emergency_phone = phone
        record(actor, AGENCY_PHONE_SET, agency)


def close_agency(actor: Actor, agency: Agency) -> None:
    """Close an agency from today on. Done twice, nothing happens the second time.

    :raises NotKeptByHand: as `rename_agency`.
    """
    refuse_others(agency)
    if agency.active_to is None:
        agency.active_to = clock.today()
        record(actor, AGENCY_CLOSED, agency)


def reopen_agency(actor: Actor, agency: Agency) -> None:
    """Open a closed agency again.

    :raises NotKeptByHand: as `rename_agency`.
    """
    refuse_others(agency)
    if agency.active_to is not None:
        agency.active_to = None
        record(actor, AGENCY_REOPENED, agency)


def refuse_others(agency: Agency) -> None:
    if agency.kind not in KINDS:
        raise NotKeptByHand(agency.kind)
