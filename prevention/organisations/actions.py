"""Every write to the organisation: municipality, districts, agencies, school years and their breaks."""

import re
from datetime import timedelta

from sqlalchemy import exists, select

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.programmes.actions import load_catalogue

from .models import Agency, Municipality, SchoolBreak, SchoolYear
from .proposals import SchoolYearData, proposed_year, year_of

MUNICIPALITY_FOUNDED = event("municipality.founded", "code", "school_years")
NEXT_YEAR_IS_NEAR = timedelta(days=92)


class BadMunicipalityCode(ValueError):
    """Not the four digits of a municipality code."""


class MunicipalityExists(ValueError):
    """A municipality with this code is here already."""


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
    db.session.add_all(school_year_from(municipality, data) for data in years)
    db.session.flush()
    record(None, MUNICIPALITY_FOUNDED, municipality, code=code, school_years=len(years))
    load_catalogue(municipality)
    return municipality


def first_school_years(code: str) -> list[SchoolYearData]:
    """Return the proposed school year of today, and the next where planning for it has begun."""
    today = clock.today()
    current, following = (proposed_year(year_of(today) + step, code) for step in (0, 1))
    return [current, following] if following.starts_on - today <= NEXT_YEAR_IS_NEAR else [current]


def school_year_from(municipality: Municipality, data: SchoolYearData) -> SchoolYear:
    breaks = [
        SchoolBreak(municipality_id=municipality.id, name=one.name, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in data.breaks
    ]
    return SchoolYear(
        municipality_id=municipality.id,
        name=data.name,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        grade_scheme=data.grade_scheme,
        breaks=breaks,
    )
