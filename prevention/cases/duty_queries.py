"""The roster as its pages show it."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.sorting import swedish

from .models import Duty, NamedHandler
from .roster import DutyRow, Week, monday_of, weeks_of
from .staff import Colleague, staff_of, units_of, works_at

COLUMNS = (
    Duty.id,
    Duty.agency_id,
    Duty.person_id,
    Person.name,
    Duty.starts_on,
    Duty.ends_on,
    Duty.is_deputy,
)


@dataclass(frozen=True, slots=True)
class Roster:
    """The weeks of one unit, and how many are named for protected identities."""

    agency_id: uuid.UUID
    name: str
    weeks: list[Week]
    handlers: tuple[str, ...]


def rosters(actor: Actor) -> list[Roster]:
    units = units_of(actor)
    rows, named = duties(units), handlers(units)
    return [
        Roster(
            agency_id=agency,
            name=name,
            weeks=weeks_of([row for row in rows if row.agency_id == agency], clock.today()),
            handlers=tuple(person for at, _id, person in named if at == agency),
        )
        for agency, name in units.items()
    ]


def gaps(actor: Actor) -> list[Week]:
    """Return this week and the three after it where nobody is on duty some day."""
    units = units_of(actor)
    rows = duties(units)
    weeks = [weeks_of([row for row in rows if row.agency_id == agency], clock.today())[:4] for agency in units]
    return [week for of_unit in weeks for week in of_unit if week.missing]


def duties(agencies: Collection[uuid.UUID]) -> list[DutyRow]:
    """Return who is on duty from the Monday of this week on."""
    query = (
        select(*COLUMNS, ~works_at(Duty.agency_id))
        .join(Person, Person.id == Duty.person_id)
        .where(Duty.agency_id.in_(agencies), Duty.ends_on >= monday_of(clock.today()))
        .order_by(Duty.starts_on, swedish(Person.name), Duty.id)
    )
    return [DutyRow(*row) for row in db.session.execute(query)]


def handlers(agencies: Collection[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID, str]]:
    """Return (agency, person, name) of those named for protected identities, by name."""
    query = (
        select(NamedHandler.agency_id, Person.id, Person.name)
        .join(Person, Person.id == NamedHandler.person_id)
        .where(NamedHandler.agency_id.in_(agencies), works_at(NamedHandler.agency_id))
        .order_by(swedish(Person.name), Person.id)
    )
    return [(agency, person, name) for agency, person, name in db.session.execute(query)]


def colleagues(actor: Actor) -> list[Colleague]:
    return staff_of(units_of(actor))
