"""Recording: in the same transaction as what it tells of, so that neither stands without the other."""

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.database import Base
from prevention.extensions import db

from .models import AuditEvent, AuditHead

NO_MUNICIPALITY = uuid.UUID(int=0)
START_OF_CHAIN = "0" * 64
EVENTS: dict[str, "Event"] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of event with the exact keys of its details."""

    name: str
    keys: frozenset[str]


class UndeclaredDetails(TypeError):
    """A call whose details are not exactly those its event declares."""


def event(name: str, *keys: str) -> Event:
    """Declare an event once, beside the actions that record it: `event("session.logged", "lesson_id", "status")`."""
    if name in EVENTS:
        raise RuntimeError(f"The event {name} is declared twice.")
    EVENTS[name] = Event(name, frozenset(keys))
    return EVENTS[name]


def record(actor: Actor | None, what: Event, thing: Base, **details: Any) -> None:
    """Append to the chain of the thing's municipality. Details are ids, codes and counts, never content.

    :raises UndeclaredDetails: when the keys are not those declared.
    """
    chain = actor.municipality_id if actor else municipality_of(thing)
    append(chain, actor.person_id if actor else None, what, thing.__tablename__, thing.id, details)


def record_stranger(what: Event, **details: Any) -> None:
    """Append what somebody unknown did, to the chain of no municipality."""
    append(NO_MUNICIPALITY, None, what, "stranger", None, details)


def municipality_of(thing: Base) -> uuid.UUID:
    if thing.__tablename__ == "municipality":
        return thing.id
    return getattr(thing, "municipality_id", None) or NO_MUNICIPALITY


def append(
    chain: uuid.UUID,
    actor_id: uuid.UUID | None,
    what: Event,
    object_type: str,
    object_id: uuid.UUID | None,
    details: dict[str, Any],
) -> None:
    if details.keys() != what.keys:
        raise UndeclaredDetails(f"{what.name} takes {sorted(what.keys)}, got {sorted(details)}.")
    head = lock_head(chain)
    row = AuditEvent(
        id=uuid.uuid4(),
        chain=chain,
        number=head.number + 1,
        at=clock.now(),
        actor_id=actor_id,
        event=what.name,
        object_type=object_type,
        object_id=object_id,
        details=json.loads(json.dumps(details, default=str)),
        previous_hash=head.hash,
    )
    row.hash = hash_of(row)
    db.session.add(row)
    head.number, head.hash = row.number, row.hash
    db.session.flush()


def lock_head(chain: uuid.UUID) -> AuditHead:
    """Return the end of the chain, locked until commit: two writers cannot build on the same row."""
    query = select(AuditHead).where(AuditHead.id == chain).with_for_update()
    head = db.session.scalar(query, execution_options={"populate_existing": True})
    if head is None:
        head = AuditHead(id=chain, number=0, hash=START_OF_CHAIN)
        db.session.add(head)
    return head


def hash_of(row: AuditEvent) -> str:
    """Return the SHA-256 over the row's content and the hash before it, as 64 hexadecimal digits."""
    content = [
        row.previous_hash,
        str(row.chain),
        row.number,
        str(row.id),
        row.at.isoformat(timespec="microseconds"),
        str(row.actor_id),
        row.event,
        row.object_type,
        str(row.object_id),
        row.details,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
