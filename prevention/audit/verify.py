"""Counting the chain again: any changed, missing, moved or cut-off row is found and named."""

import uuid
from dataclasses import dataclass

from sqlalchemy import ScalarResult, select

from prevention.extensions import db

from .models import AuditEvent, AuditHead
from .record import START_OF_CHAIN, hash_of


@dataclass(frozen=True, slots=True)
class Broken:
    """The first row of a chain that is not as it was written, or the row that should stand there."""

    chain: uuid.UUID
    number: int
    fault: str


def verify() -> tuple[int, list[Broken]]:
    """Return how many rows were read, and the first broken row of each chain."""
    heads = {head.id: head for head in db.session.scalars(select(AuditHead).order_by(AuditHead.id))}
    chains = set(heads) | set(db.session.scalars(select(AuditEvent.chain).distinct()))
    read, broken = 0, []
    for chain in sorted(chains):
        count, fault = verify_chain(chain, heads.get(chain))
        read += count
        broken += [fault] if fault else []
    return read, broken


def verify_chain(chain: uuid.UUID, head: AuditHead | None) -> tuple[int, Broken | None]:
    number, previous = 0, START_OF_CHAIN
    with rows_of(chain) as rows:
        for row in rows:
            number += 1
            if fault := fault_of(row, number, previous):
                return number, Broken(chain, number, fault)
            previous = row.hash
    if head is None or head.number != number or head.hash != previous:
        return number, Broken(chain, number + 1, "what stood from here on was cut off, or the end was changed")
    return number, None


def rows_of(chain: uuid.UUID) -> ScalarResult[AuditEvent]:
    """Read the chain in order, a thousand rows at a time, so that ten years fit in memory."""
    query = select(AuditEvent).where(AuditEvent.chain == chain).order_by(AuditEvent.number)
    return db.session.scalars(query, execution_options={"yield_per": 1000})


def fault_of(row: AuditEvent, number: int, previous: str) -> str | None:
    if row.number != number:
        return f"row {number} is missing"
    if row.previous_hash != previous:
        return "it does not build on the row before it"
    if row.hash != hash_of(row):
        return "its content was changed after it was written"
    return None
