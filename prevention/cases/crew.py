"""Who of a unit can be told of something now: by role, by the roster, by name for protected identities."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select

from prevention import clock
from prevention.extensions import db

from .models import Duty, NamedHandler
from .staff import staff_of

People = set[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Crew:
    """The people of a unit today. Only those with a role there count, whatever the roster says."""

    everybody: People = field(default_factory=set)
    leads: People = field(default_factory=set)
    on_duty: People = field(default_factory=set)
    deputies: People = field(default_factory=set)
    named: People = field(default_factory=set)

    def at_hand(self, *, is_protected: bool) -> People:
        """Return who takes in what arrives: those on duty, else the deputies, else the lead."""
        if is_protected:
            return self.named or self.leads
        return self.on_duty or self.deputies or self.leads


def crews_of(agencies: Collection[uuid.UUID]) -> dict[uuid.UUID, Crew]:
    """Return the crew of each unit, in three questions however many there are."""
    crews = {agency: Crew() for agency in agencies}
    for one in staff_of(agencies):
        crews[one.agency_id].everybody.add(one.person_id)
        if one.leads:
            crews[one.agency_id].leads.add(one.person_id)
    today = clock.today()
    roster = select(Duty.agency_id, Duty.person_id, Duty.is_deputy).where(
        Duty.agency_id.in_(agencies), Duty.starts_on <= today, Duty.ends_on >= today
    )
    for agency, person, is_deputy in db.session.execute(roster):
        crew = crews[agency]
        (crew.deputies if is_deputy else crew.on_duty).update({person} & crew.everybody)
    chosen = select(NamedHandler.agency_id, NamedHandler.person_id).where(NamedHandler.agency_id.in_(agencies))
    for agency, person in db.session.execute(chosen):
        crews[agency].named.update({person} & crews[agency].everybody)
    return crews
