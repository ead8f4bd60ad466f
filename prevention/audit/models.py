"""The trail: insert only, each row carrying the hash of the one before, one chain a municipality."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base


class AuditEvent(Base):
    """Something that was done or seen. No foreign keys: the trail outlives what it tells of.

    `chain` is the municipality's id, or all zeros for what belongs to none (a failed sign-in of an unknown address).
    `object_type` and `object_id` name the row; `details` holds exactly the keys its event declares, ids and codes only.
    """

    __tablename__ = "audit_event"
    __table_args__ = (UniqueConstraint("chain", "number"),)
    chain: Mapped[uuid.UUID]
    number: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None] = mapped_column(
        index=True
    )  # a person or a token; empty: the command line, or nobody known
    event: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[uuid.UUID | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of a chain: what the next row builds on, and the proof that none was cut off. `id` is the chain."""

    __tablename__ = "audit_head"
    number: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))
