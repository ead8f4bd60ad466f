"""How long each kind of record is kept, and what was weeded: references and rules, never content."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, one_of


class RecordKind(StrEnum):
    DRAFT = "draft"
    SENT_REFERRAL = "sent_referral"  # the school's own copy
    CASE_NOT_OPENED = "case_not_opened"
    CASE_WITH_INQUIRY = "case_with_inquiry"  # belongs to a personakt
    HANDOVER = "handover"
    AUDIT_EVENT = "audit_event"


class RetentionRule(Base):
    """How long a kind of record is kept after its last entry. Insert only: a change is a new row from a day on.

    Without `amount` it is never weeded. `keeps_research` spares the selection kept for research, who are born on the
    5th, 15th and 25th (socialtjänstförordning 2025:468 13:1). A municipality's own rule goes before the general one.
    """

    __tablename__ = "retention_rule"
    __table_args__ = (CheckConstraint("unit IN ('day', 'year')", name="unit"),)
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    kind: Mapped[RecordKind] = mapped_column(one_of(RecordKind))
    amount: Mapped[int | None]
    unit: Mapped[str] = mapped_column(String(4))
    keeps_research: Mapped[bool]
    law: Mapped[str] = mapped_column(String(160))
    note: Mapped[str] = mapped_column(String(300), default="")
    valid_from: Mapped[date]
    created_at: Mapped[datetime]


class WeedingRun(OfMunicipality, Base):
    """One run of weeding. Insert only. What was due and kept all the same is counted by why."""

    __tablename__ = "weeding_run"
    at: Mapped[datetime]
    weeded: Mapped[int]
    kept_on_hold: Mapped[int]
    kept_for_research: Mapped[int]
    kept_birth_day_unknown: Mapped[int]
    kept_needed: Mapped[int]


class WeedingLine(OfMunicipality, Base):
    """A record that was weeded, as the protocol names it. Insert only, and no foreign key: the record is gone."""

    __tablename__ = "weeding_line"
    __table_args__ = (Index("ix_weeding_line_run_id", "run_id", "kind", "id"),)
    run_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("weeding_run.id"))
    rule_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("retention_rule.id"))
    kind: Mapped[RecordKind] = mapped_column(one_of(RecordKind))
    table_name: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[uuid.UUID]
    reference: Mapped[str | None] = mapped_column(String(12))
    last_on: Mapped[date]
