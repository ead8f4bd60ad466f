"""Sealing of records: text goes in and comes out as one document, and stands nowhere in the database.

What is sealed is bound to its table, row and column: moved elsewhere it does not open.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from prevention import clock, crypto
from prevention.access.actor import Actor
from prevention.extensions import db

from .models import DataKey

Document = Mapping[str, Any]
KEYS = select(DataKey.id, DataKey.wrapped).where(DataKey.id.in_(bindparam("keys", expanding=True)))


class Destroyed(LookupError):
    """The record was weeded: its key is gone, and with it what stood there."""


@dataclass(frozen=True, slots=True)
class Safe:
    """The opened key of one record. It lives no longer than the request, and is never shown."""

    key_id: uuid.UUID
    secret: bytes = field(repr=False)

    def seal(self, table: str, row: uuid.UUID, document: Document, column: str = "content") -> bytes:
        """Return a document (JSON values only; days and ids become text) sealed for its place."""
        return self.seal_bytes(table, row, json.dumps(document, ensure_ascii=False, default=str).encode(), column)

    def open(self, table: str, row: uuid.UUID, sealed: bytes, column: str = "content") -> dict[str, Any]:
        """Return the document.

        :raises prevention.crypto.CannotOpen: for what was changed or stood elsewhere.
        """
        document: dict[str, Any] = json.loads(self.open_bytes(table, row, sealed, column).decode())
        return document

    def seal_bytes(self, table: str, row: uuid.UUID, content: bytes, column: str) -> bytes:
        return crypto.seal(self.secret, f"{table}:{row}:{column}", content)

    def open_bytes(self, table: str, row: uuid.UUID, sealed: bytes, column: str) -> bytes:
        return crypto.unseal(self.secret, f"{table}:{row}:{column}", sealed)


def new_safe(actor: Actor) -> Safe:
    """Make the key of a record that is about to be written; its id goes into the record's `data_key_id`."""
    return add_key(actor, uuid.uuid4())


def add_key(actor: Actor, key_id: uuid.UUID) -> Safe:
    safe = Safe(key_id, crypto.new_data_key())
    wrapped = keyring().wrap(safe.secret, place_of(key_id))
    db.session.add(
        DataKey(id=key_id, municipality_id=actor.municipality_id, wrapped=wrapped, made_by_id=actor.person_id)
    )
    db.session.flush()
    return safe


def safe_of(key_id: uuid.UUID) -> Safe:
    """Return the safe of one record.

    :raises Destroyed: where its key was destroyed, or the reader may not have it.
    """
    try:
        return safes_of([key_id])[key_id]
    except KeyError:
        raise Destroyed(key_id) from None


def safes_of(key_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Safe]:
    """Return the safes of many records in one question; those destroyed are missing."""
    rows = db.session.connection().execute(KEYS, {"keys": list(key_ids)})
    return {key: opened(key, wrapped) for key, wrapped in rows if wrapped is not None}


def opened(key_id: uuid.UUID, wrapped: bytes) -> Safe:
    """Return the safe of a key that a list has read beside its rows."""
    return opened_with(keyring(), key_id, wrapped)


def opened_with(ring: crypto.Keyring, key_id: uuid.UUID, wrapped: bytes) -> Safe:
    """Return the same with a keyring that was looked up once for all of a list."""
    return Safe(key_id, ring.unwrap(wrapped, place_of(key_id)))


def destroy(key_id: uuid.UUID) -> None:
    """Make unreadable what this key sealed, here and in every backup that does not hold the keys."""
    key = db.session.get_one(DataKey, key_id)
    key.wrapped, key.destroyed_at = None, clock.now()


def keyring() -> crypto.Keyring:
    settings = current_app.config
    return keyring_from(settings["MASTER_KEY"], tuple(settings["EARLIER_MASTER_KEYS"]))


@lru_cache(4)
def keyring_from(current: str, earlier: tuple[str, ...]) -> crypto.Keyring:
    return crypto.Keyring.from_texts(current, earlier)


def fingerprint(actor: Actor, kind: str, text: str) -> bytes:
    """Return the keyed hash of a name or number: equal ones meet, and without the key none can be guessed.

    The key is the municipality's, kept wrapped among the data keys under the municipality's own id, so that changing
    the master key leaves every hash as it is.
    """
    return hashed(index_safe(actor), kind, text)


def hashed(index: Safe, kind: str, text: str) -> bytes:
    """Return the keyed hash where there is no actor: with the safe of the municipality's own id."""
    return hmac.digest(index.secret, f"{kind}:{text}".encode(), hashlib.sha256)


def index_safe(actor: Actor) -> Safe:
    key_id = actor.municipality_id
    if known := safes_of([key_id]):
        return known[key_id]
    try:
        with db.session.begin_nested():
            return add_key(actor, key_id)
    except IntegrityError:  # somebody made it at the same moment
        return safe_of(key_id)


def place_of(key_id: uuid.UUID) -> str:
    return f"data_key:{key_id}"
