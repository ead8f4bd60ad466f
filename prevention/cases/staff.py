"""Who works at the unit: those with a role there that handles cases."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import ROLES, Reach, Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.queries import HELD_NOW
from prevention.extensions import db
from prevention.sorting import swedish

HANDLING = tuple(role for role in Role if Permission.CASE_HANDLE in ROLES[role].permissions)
HANDLES_NOW = (RoleAssignment.role.in_(HANDLING), *HELD_NOW)


@dataclass(frozen=True, slots=True)
class Colleague:
    person_id: uuid.UUID
    name: str
    agency_id: uuid.UUID
    leads: bool


def units_of(actor: Actor) -> dict[uuid.UUID, str]:
    """Return the agencies that the actor leads, with their names. Nearly always one."""
    led = actor.agencies(Permission.CASE_LEAD, Reach.AGENCY)
    return {grant.agency_id: grant.agency_name for grant in actor.grants if grant.agency_id in led}


def works_at(agency: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    """Tell of a person in a statement whether they handle cases at the agency now."""
    return exists().where(
        RoleAssignment.person_id == Person.id,
        RoleAssignment.agency_id == agency,
        *HANDLES_NOW,
    )


def staff_of(agencies: Collection[uuid.UUID], *only: ColumnElement[bool]) -> list[Colleague]:
    """Return who handles cases there now, by name, each once for each agency; `only` is asked of person and role."""
    query = (
        select(Person.id, Person.name, RoleAssignment.agency_id, RoleAssignment.role)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            RoleAssignment.agency_id.in_(agencies),
            *HANDLES_NOW,
            *only,
        )
        .order_by(swedish(Person.name), Person.id)
    )
    found: dict[tuple[uuid.UUID, uuid.UUID], Colleague] = {}
    for person, name, agency, role in db.session.execute(query):
        known = found.get((person, agency))
        leads = role is Role.SOCIAL_SERVICES_LEAD or bool(known and known.leads)
        found[person, agency] = Colleague(person, name, agency, leads)
    return list(found.values())
