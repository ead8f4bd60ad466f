"""School years and their breaks. A year's name follows from its first day, and no two years overlap."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.extensions import db

from .models import Municipality, SchoolBreak, SchoolYear
from .proposals import BreakData, SchoolYearData
from .queries import breaks_of

YEAR_ADDED = event("school_year.added", "name")
YEAR_CHANGED = event("school_year.changed", "starts_on", "ends_on")
BREAK_ADDED = event("school_break.added", "starts_on", "ends_on")
BREAK_REMOVED = event("school_break.removed", "starts_on", "ends_on")


class YearOverlaps(ValueError):
    """Another school year of the municipality has some of these days; the message is its name."""


class BreakOutsideYear(ValueError):
    """A break has days before or after its school year; the message is its name."""


class BreakOverlaps(ValueError):
    """Another break has some of these days; the message is its name."""


@dataclass(frozen=True, slots=True)
class YearDates:
    starts_on: date
    ends_on: date


def school_year_from(municipality_id: uuid.UUID, data: SchoolYearData) -> SchoolYear:
    breaks = [
        SchoolBreak(municipality_id=municipality_id, name=one.name, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in data.breaks
    ]
    return SchoolYear(
        municipality_id=municipality_id,
        name=data.name,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        grade_scheme=data.grade_scheme,
        breaks=breaks,
    )


def add_school_year(actor: Actor, data: SchoolYearData) -> SchoolYear:
    """Add a school year, with those of its breaks that lie inside it.

    :raises YearOverlaps: when another year has some of its days.
    """
    refuse_overlap(actor.municipality_id, YearDates(data.starts_on, data.ends_on))
    year = school_year_from(actor.municipality_id, data)
    year.breaks = [one for one in year.breaks if data.starts_on <= one.starts_on and one.ends_on <= data.ends_on]
    db.session.add(year)
    db.session.flush()
    record(actor, YEAR_ADDED, year, name=year.name)
    return year


def change_school_year(actor: Actor, year: SchoolYear, dates: YearDates) -> None:
    """Move the first and last day. Planned lessons stay where they are.

    :raises YearOverlaps: when another year has some of the days.
    :raises BreakOutsideYear: when a break would no longer lie inside.
    """
    refuse_overlap(year.municipality_id, dates, besides=year.id)
    for one in breaks_of(year):
        if one.starts_on < dates.starts_on or one.ends_on > dates.ends_on:
            raise BreakOutsideYear(one.name)
    year.starts_on, year.ends_on = dates.starts_on, dates.ends_on
    record(actor, YEAR_CHANGED, year, starts_on=dates.starts_on, ends_on=dates.ends_on)


def add_break(actor: Actor, year: SchoolYear, data: BreakData) -> SchoolBreak:
    """Add a break.

    :raises BreakOutsideYear: when it does not lie inside the year.
    :raises BreakOverlaps: when another break has some of its days.
    """
    if data.starts_on < year.starts_on or data.ends_on > year.ends_on:
        raise BreakOutsideYear(data.name)
    for one in breaks_of(year):
        if one.starts_on <= data.ends_on and data.starts_on <= one.ends_on:
            raise BreakOverlaps(one.name)
    school_break = SchoolBreak(
        municipality_id=year.municipality_id,
        school_year_id=year.id,
        name=data.name,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
    )
    db.session.add(school_break)
    db.session.flush()
    record(actor, BREAK_ADDED, school_break, starts_on=data.starts_on, ends_on=data.ends_on)
    return school_break


def remove_break(actor: Actor, year: SchoolYear, break_id: uuid.UUID) -> None:
    """Remove a break of this year. One that is gone already is no error."""
    gone = next((one for one in breaks_of(year) if one.id == break_id), None)
    if gone is not None:
        record(actor, BREAK_REMOVED, gone, starts_on=gone.starts_on, ends_on=gone.ends_on)
        db.session.delete(gone)
        db.session.flush()


def refuse_overlap(municipality_id: uuid.UUID, dates: YearDates, besides: uuid.UUID | None = None) -> None:
    """Refuse days of another year. The lock on the municipality makes two at once take turns."""
    db.session.execute(select(Municipality.id).where(Municipality.id == municipality_id).with_for_update())
    query = select(SchoolYear).where(
        SchoolYear.municipality_id == municipality_id,
        SchoolYear.starts_on <= dates.ends_on,
        SchoolYear.ends_on >= dates.starts_on,
    )
    for other in db.session.scalars(query.order_by(SchoolYear.starts_on)):
        if other.id != besides:
            raise YearOverlaps(other.name)
