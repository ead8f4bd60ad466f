"""Who looked at or changed what is kept about the subject: who, in which role, when, what (SoLPuL 2001:454 10 §)."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from prevention.access.roles import ROLES
from prevention.accounts.models import Person, RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.audit.words import TITLES
from prevention.extensions import db
from prevention.formats import gettext


@dataclass(frozen=True, slots=True)
class Reader:
    at: datetime
    who: str
    roles: str  # held at that moment
    what: str
    of: str  # the record's title


def readers_of(municipality_id: uuid.UUID, titles: dict[uuid.UUID, str]) -> list[Reader]:
    """Return every line of the trail about these records, oldest first; `titles` names the records by id."""
    query = (
        select(AuditEvent.at, AuditEvent.actor_id, AuditEvent.event, AuditEvent.object_id, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(AuditEvent.chain == municipality_id, AuditEvent.object_id.in_(list(titles)))
        .order_by(AuditEvent.number)
    )
    rows = db.session.execute(query).all()
    held = assignments({row.actor_id for row in rows if row.actor_id})
    return [
        Reader(
            row.at,
            row.name or gettext("The server: a command or a job"),
            ", ".join(roles_at(held.get(row.actor_id, []), row.at)),
            str(TITLES.get(row.event, row.event)),
            titles[row.object_id],
        )
        for row in rows
    ]


def assignments(people: Collection[uuid.UUID]) -> dict[uuid.UUID, list[RoleAssignment]]:
    query = select(RoleAssignment).where(RoleAssignment.person_id.in_(people))
    held: dict[uuid.UUID, list[RoleAssignment]] = {}
    for one in db.session.scalars(query.order_by(RoleAssignment.granted_at, RoleAssignment.id)):
        held.setdefault(one.person_id, []).append(one)
    return held


def roles_at(held: list[RoleAssignment], at: datetime) -> list[str]:
    there = [one for one in held if one.granted_at <= at and (one.ended_at is None or one.ended_at > at)]
    return list(dict.fromkeys(str(ROLES[one.role].title) for one in there))
