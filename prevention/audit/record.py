"""Recording: in the same transaction as what it tells of, so that neither stands without the other."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.database import Base, refuse_while_reading
from prevention.extensions import db

from .models import AuditEvent, AuditHead

NO_MUNICIPALITY = uuid.UUID(int=0)
START_OF_CHAIN = "0" * 64
EVENTS: dict[str, "Event"] = {}
HASHED = (
    "previous_hash",
    "chain",
    "number",
    "id",
    "at",
    "actor_id",
    "event",
    "object_type",
    "object_id",
    "details",
)
# Asked on the connection and built once: most pages of secret rows record that they were read.
HEAD = select(AuditHead.number, AuditHead.hash).where(AuditHead.id == bindparam("chain")).with_for_update()
BEGIN = insert(AuditHead)
WRITE = insert(AuditEvent)


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
    number, previous = lock_head(chain)
    row = {
        "id": uuid.uuid4(),
        "chain": chain,
        "number": number + 1,
        "at": clock.now(),
        "actor_id": actor_id,
        "event": what.name,
        "object_type": object_type,
        "object_id": object_id,
        "details": json.loads(json.dumps(details, default=str)),
        "previous_hash": previous,
    }
    row["hash"] = hash_over(row)
    db.session.connection().execute(WRITE, row)  # and the head moves by itself


def lock_head(chain: uuid.UUID) -> tuple[int, str]:
    """Return number and hash of the chain's end, locked until commit: two writers cannot build on the same row.

    :raises ReadOnlyRequest: on a page that may not even record.
    """
    refuse_while_reading()
    db.session.flush()  # what is told of stands before the story
    execute = db.session.connection().execute
    head = execute(HEAD, {"chain": chain}).first()
    if head is None:
        begin(chain)
        head = execute(HEAD, {"chain": chain}).one()
    return head[0], head[1]


def begin(chain: uuid.UUID) -> None:
    """Begin a chain. Of two who do so at once one waits for the other, and goes on from there."""
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.connection().execute(BEGIN, {"id": chain, "number": 0, "hash": START_OF_CHAIN})


def hash_of(row: AuditEvent) -> str:
    return hash_over({name: getattr(row, name) for name in HASHED})


def hash_over(row: Mapping[str, Any]) -> str:
    """Return the SHA-256 over the row's content and the hash before it, as 64 hexadecimal digits."""
    texts = {
        "chain": str(row["chain"]),
        "id": str(row["id"]),
        "at": row["at"].isoformat(timespec="microseconds"),
        "actor_id": str(row["actor_id"]),
        "object_id": str(row["object_id"]),
    }
    content = [texts.get(name, row[name]) for name in HASHED]
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
