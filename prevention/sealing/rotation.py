"""Changing the master key: each data key is wrapped anew, batch by batch, while pages go on reading.

A page opens what either key wrapped, so nobody waits and a run that was stopped is taken up again by running it again.
"""

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from prevention import crypto
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.organisations.models import Municipality

from .models import DataKey
from .safe import keyring, place_of

BATCH = 500
ROTATED = event("keys.rotated", "keys", "master_key")
wrapped_by: ColumnElement[bytes] = func.substr(DataKey.wrapped, len(crypto.VERSION) + 1, crypto.KEY_ID)
Tell = Callable[[int, int], None]  # done, of all


@dataclass(frozen=True, slots=True)
class Standing:
    """How many data keys each master key wraps, by its id, and how many were destroyed."""

    wrapped: dict[bytes, int]
    destroyed: int

    @property
    def unknown(self) -> list[bytes]:
        """Return the master keys that are not at hand: what they wrapped cannot be read."""
        known = {key.id for key in (keyring().current, *keyring().earlier)}
        return sorted(set(self.wrapped) - known)


@dataclass(frozen=True, slots=True)
class Rotation:
    done: int
    broken: list[uuid.UUID]  # data keys that no longer open: changed by somebody, or damaged


class MasterKeyMissing(LookupError):
    """Keys are wrapped by a master key that is not at hand. `ids` tells which, and nothing of the key."""

    def __init__(self, ids: Sequence[bytes]) -> None:
        super().__init__(", ".join(one.hex() for one in ids))
        self.ids = ids


def standing() -> Standing:
    query = select(wrapped_by, func.count()).where(DataKey.wrapped.is_not(None)).group_by(wrapped_by)
    counts = {bytes(key): count for key, count in db.session.execute(query)}
    destroyed = select(func.count()).where(DataKey.wrapped.is_(None))
    return Standing(counts, db.session.scalar(destroyed) or 0)


def rotate(tell: Tell, batch: int = BATCH) -> Rotation:
    """Wrap every data key with the master key in use. Commits each batch.

    :raises MasterKeyMissing: before anything is changed.
    """
    now = standing()
    if now.unknown:
        raise MasterKeyMissing(now.unknown)
    to_do = sum(now.wrapped.values()) - now.wrapped.get(keyring().current.id, 0)
    done, broken, last = 0, list[uuid.UUID](), uuid.UUID(int=0)
    while rows := next_batch(last, batch):
        failed = [row.id for row in rows if not wrap_anew(row)]
        done, broken, last = done + len(rows) - len(failed), broken + failed, rows[-1].id
        note([row for row in rows if row.id not in failed])
        db.session.commit()
        tell(done, to_do)
    db.session.rollback()
    return Rotation(done, broken)


def next_batch(last: uuid.UUID, size: int) -> Sequence[DataKey]:
    """Return the next keys that another master key wraps, locked: a key that is being destroyed stays destroyed."""
    query = (
        select(DataKey)
        .where(DataKey.wrapped.is_not(None), wrapped_by != keyring().current.id, DataKey.id > last)
        .order_by(DataKey.id)
        .limit(size)
        .with_for_update()
    )
    return db.session.scalars(query, execution_options={"populate_existing": True}).all()


def wrap_anew(row: DataKey) -> bool:
    """Wrap one key; False where it does not open, and then it is left as it is."""
    assert row.wrapped is not None  # noqa: S101  asked for in the query
    try:
        secret = keyring().unwrap(row.wrapped, place_of(row.id))
    except crypto.CannotOpen:
        return False
    row.wrapped = keyring().wrap(secret, place_of(row.id))
    return True


def note(rows: Sequence[DataKey]) -> None:
    """Tell it in the trail of each municipality."""
    for municipality_id, count in Counter(row.municipality_id for row in rows).items():
        of = db.session.get_one(Municipality, municipality_id)
        record(None, ROTATED, of, keys=count, master_key=keyring().current.id.hex())
