"""The invented municipality: districts, schools, the authorities around them, and two school years.

No name here is of a real place, and no real school may stand beside invented events.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.extensions import db
from prevention.organisations.models import Agency, District, Municipality, OwnerType, SchoolYear
from prevention.organisations.proposals import proposed_year, year_of
from prevention.organisations.year_actions import school_year_from

from .paces import BEHIND, COMPLETED, HARDLY_STARTED, LATER, NOBODY_YET, ON_PLAN, Pace

CODE, NAME = "9990", "Almköping"
NORTH, CENTRE, SOUTH = "Norra Almköping", "Centrala Almköping", "Södra Almköping"
LOWER_AND_MIDDLE = ("F", "1", "2", "3", "4", "5", "6")
UPPER = ("7", "8", "9")
WHOLE = LOWER_AND_MIDDLE + UPPER
UPPER_SECONDARY = ("gy1", "gy2", "gy3")
RICH_ENOUGH = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class School:
    """A school as the demo plans it. `parallel` is the number of classes in a grade."""

    name: str
    district: str
    grades: tuple[str, ...]
    parallel: int
    pace: Pace
    owner: OwnerType = OwnerType.MUNICIPAL

    @property
    def code(self) -> str:
        return f"{CODE}{SCHOOLS.index(self) + 1:04}"

    @property
    def offers(self) -> list[dict[str, str | list[str]]]:
        by_form = {"fsk": ("F",), "gr": WHOLE[1:], "gy": UPPER_SECONDARY}
        found = {form: [grade for grade in grades if grade in self.grades] for form, grades in by_form.items()}
        return [{"form": form, "grades": grades} for form, grades in found.items() if grades]


BIG_SCHOOL = School("Bokfinksskolan", CENTRE, UPPER, 5, ON_PLAN)
SCHOOLS = (
    School("Almlundens skola", NORTH, WHOLE, 2, ON_PLAN),
    School("Norrlyktans skola", NORTH, LOWER_AND_MIDDLE, 2, COMPLETED),
    School("Vitklöverns friskola", NORTH, UPPER, 2, NOBODY_YET, OwnerType.INDEPENDENT),
    BIG_SCHOOL,
    School("Trollsländans skola", CENTRE, LOWER_AND_MIDDLE, 2, ON_PLAN),
    School("Glasbjörkens skola", CENTRE, LOWER_AND_MIDDLE, 2, BEHIND),
    School("Silvermånens friskola", CENTRE, WHOLE, 1, HARDLY_STARTED, OwnerType.INDEPENDENT),
    School("Almköpings gymnasium", CENTRE, UPPER_SECONDARY, 3, LATER),
    School("Trollsjöns skola", SOUTH, WHOLE, 2, BEHIND),
    School("Kråkbärets skola", SOUTH, LOWER_AND_MIDDLE, 2, ON_PLAN),
    School("Sävsångarens skola", SOUTH, LOWER_AND_MIDDLE, 1, ON_PLAN),
    School("Nattviolens friskola", SOUTH, WHOLE, 1, COMPLETED, OwnerType.INDEPENDENT),
)
AUTHORITIES = {
    AgencyKind.SOCIAL_SERVICES: "Socialtjänsten Almköping",
    AgencyKind.RESCUE_SERVICE: "Räddningstjänsten Almköping",
    AgencyKind.POLICE: "Polisen Almköping",
    AgencyKind.FIELD_TEAM: "Fältgruppen Almköping",
}


def add_agencies(municipality: Municipality) -> dict[str, uuid.UUID]:
    """Add districts, schools and authorities; return every agency's id, schools by name and others by kind."""
    here = municipality.id
    districts = {name: District(municipality_id=here, name=name) for name in (NORTH, CENTRE, SOUTH)}
    db.session.add_all(districts.values())
    db.session.flush()
    db.session.add_all(
        Agency(
            municipality_id=here,
            kind=AgencyKind.SCHOOL,
            name=school.name,
            code=school.code,
            district_id=districts[school.district].id,
            owner_type=school.owner,
            owner_name="Almköpings kommun" if school.owner is OwnerType.MUNICIPAL else f"Stiftelsen {school.name}",
            offers=school.offers,
            place=NAME,
        )
        for school in SCHOOLS
    )
    phones = {AgencyKind.SOCIAL_SERVICES: "000-112 00 00"}
    db.session.add_all(
        Agency(municipality_id=here, kind=kind, name=name, emergency_phone=phones.get(kind))
        for kind, name in AUTHORITIES.items()
    )
    db.session.flush()
    return dict(agency_keys(here))


def agency_keys(municipality_id: uuid.UUID) -> Iterator[tuple[str, uuid.UUID]]:
    for agency in db.session.scalars(select(Agency).where(Agency.municipality_id == municipality_id)):
        yield (agency.name if agency.kind is AgencyKind.SCHOOL else agency.kind), agency.id


def add_school_years(municipality: Municipality) -> tuple[SchoolYear, SchoolYear]:
    """Return last year and this year with their breaks.

    This year is the one that has run for four weeks at least, and its end is moved where it is less than four weeks
    away: whoever tries the demo in July sees lessons that are due too. The next year, where it is here, begins after.
    """
    today = clock.today()
    first = year_of(today)
    if today < proposed_year(first, municipality.code).starts_on + RICH_ENOUGH:
        first -= 1
    last_year, this_year = school_year(municipality, first - 1), school_year(municipality, first)
    this_year.ends_on = max(this_year.ends_on, today + RICH_ENOUGH)
    later = SchoolYear.municipality_id == municipality.id, SchoolYear.starts_on > this_year.starts_on
    for following in db.session.scalars(select(SchoolYear).where(*later)):
        following.starts_on = max(following.starts_on, this_year.ends_on + timedelta(days=1))
    db.session.flush()
    return last_year, this_year


def school_year(municipality: Municipality, first: int) -> SchoolYear:
    """Return the school year that begins in the calendar year `first`, added where it is missing."""
    proposal = proposed_year(first, municipality.code)
    query = select(SchoolYear).options(selectinload(SchoolYear.breaks))
    here = SchoolYear.municipality_id == municipality.id
    if found := db.session.scalar(query.where(here, SchoolYear.name == proposal.name)):
        return found
    year = school_year_from(municipality.id, proposal)
    db.session.add(year)
    return year
