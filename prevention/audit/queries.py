"""Reading the trail as metadata: who, what kind of act, on what kind of row, when."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.paging import PAGE

from .models import AuditEvent


@dataclass(frozen=True, slots=True)
class TrailRow:
    number: int
    at: datetime
    who: str | None  # empty: the command line, or a system
    by_system: bool  # it asked with a token
    event: str
    object_type: str
    object_id: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class TrailPage:
    rows: list[TrailRow]
    older_than: int | None  # the number to ask for next, where there is more
    events: list[str]


def trail(actor: Actor, event: str | None, before: int | None) -> TrailPage:
    """Return the newest fifty rows of the municipality's chain, before a row number if one is given."""
    query = (
        select(AuditEvent, Person.name)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(allowed(AuditEvent, Permission.AUDIT_READ, actor))
        .order_by(AuditEvent.number.desc())
        .limit(PAGE + 1)
    )
    if event:
        query = query.where(AuditEvent.event == event)
    if before:
        query = query.where(AuditEvent.number < before)
    found = [row_of(row, name) for row, name in db.session.execute(query)]
    more = found[PAGE - 1].number if len(found) > PAGE else None
    return TrailPage(found[:PAGE], more, kinds(actor))


def row_of(row: AuditEvent, name: str | None) -> TrailRow:
    by_system = row.actor_id is not None and name is None
    return TrailRow(row.number, row.at, name, by_system, row.event, row.object_type, row.object_id)


def kinds(actor: Actor) -> list[str]:
    query = select(AuditEvent.event).where(allowed(AuditEvent, Permission.AUDIT_READ, actor)).distinct()
    return sorted(db.session.scalars(query))


@dataclass(frozen=True, slots=True)
class Told:
    """An event of one row, with its details."""

    at: datetime
    who: str
    details: dict[str, Any]


def told_of(object_type: str, object_id: uuid.UUID, most: int) -> list[Told]:
    """Return the newest events of a row: the history on its own page, for whoever may open that."""
    query = (
        select(AuditEvent.at, func.coalesce(Person.name, ""), AuditEvent.details)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(AuditEvent.object_type == object_type, AuditEvent.object_id == object_id)
        .order_by(AuditEvent.number.desc())
        .limit(most)
    )
    return [Told(*row) for row in db.session.execute(query)]
