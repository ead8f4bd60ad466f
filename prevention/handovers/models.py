"""What is handed over to another authority: the terms both sides see, the copy, and what each keeps for itself."""

import uuid
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.database import Base, OfMunicipality, one_of
from prevention.sealing.models import Sealed

from .codes import (
    ConsentGiver,
    ContactKind,
    DeclineReason,
    EventKind,
    HandoverStatus,
    Outcome,
    Purpose,
)


class LegalBasis(Base):
    """A ground in law that a disclosure can stand on. A law that changes is a new row with its own days."""

    __tablename__ = "legal_basis"
    __table_args__ = (UniqueConstraint("code", "valid_from"),)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    law: Mapped[str] = mapped_column(String(120))
    needs_consent: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class DisclosureRoute(Base):
    """A rule: may this kind of sender tell this kind of receiver on this ground, and within which limits.

    None stands for any role, any ground, any age, any field, whoever consents. A municipality's own rule goes before
    the general one. `sentence` is what is said when it refuses.
    """

    __tablename__ = "disclosure_route"
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    sender_kind: Mapped[AgencyKind] = mapped_column(one_of(AgencyKind))
    sender_role: Mapped[Role | None] = mapped_column(one_of(Role))
    receiver_kind: Mapped[AgencyKind] = mapped_column(one_of(AgencyKind, "receiver_kind"))
    basis_code: Mapped[str | None] = mapped_column(String(40))
    allowed: Mapped[bool]
    max_age: Mapped[int | None]
    given_by: Mapped[ConsentGiver | None] = mapped_column(one_of(ConsentGiver))
    fields: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    sentence: Mapped[str] = mapped_column(String(400))
    law: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class Consent(Sealed, Base):
    """That telling is agreed to: whom, what, from when to when. `content` seals names, with the case's key."""

    __tablename__ = "consent"
    __table_args__ = (CheckConstraint("given_on <= until", name="given_before_end"),)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    given_by: Mapped[ConsentGiver] = mapped_column(one_of(ConsentGiver))
    agency_ids: Mapped[list[str]] = mapped_column(JSON)
    fields: Mapped[list[str]] = mapped_column(JSON)
    given_on: Mapped[date]
    until: Mapped[date]
    renews_id: Mapped[uuid.UUID | None]
    recorded_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    expiry_told_at: Mapped[datetime | None]


class Handover(OfMunicipality, Base):
    """The terms, which both sides see and neither changes. What was disclosed is in `HandoverCopy`.

    `until` is never after the end of the consent it stands on.
    """

    __tablename__ = "handover"
    __table_args__ = (
        Index("uq_handover_case_id_client_id", "case_id", "client_id", unique=True),
        Index("ix_handover_receiver_agency_id_sent_at", "receiver_agency_id", "sent_at"),
    )
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    sender_agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    receiver_agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    status: Mapped[HandoverStatus] = mapped_column(one_of(HandoverStatus), default=HandoverStatus.WAITING)
    basis_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("legal_basis.id"))
    consent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("consent.id"), index=True)
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    sent_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]
    until: Mapped[date]
    is_protected: Mapped[bool] = mapped_column(default=False)
    client_id: Mapped[uuid.UUID]
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    decline_reason: Mapped[DeclineReason | None] = mapped_column(one_of(DeclineReason))
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome))
    ended_at: Mapped[datetime | None]


class HandoverCopy(Sealed, Base):
    """Exactly what was disclosed, sealed with a key of its own. The receiver may open it while the hand-over runs."""

    __tablename__ = "handover_copy"
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"), unique=True)


class HandoverContact(Sealed, Base):
    """A contact the receiver had, with a note of their own: the sender is told the day and no more."""

    __tablename__ = "handover_contact"
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"), index=True)
    kind: Mapped[ContactKind] = mapped_column(one_of(ContactKind))
    day: Mapped[date]
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class HandoverEvent(OfMunicipality, Base):
    """A line of what both sides see."""

    __tablename__ = "handover_event"
    handover_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("handover.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EventKind] = mapped_column(one_of(EventKind))
    day: Mapped[date]
    at: Mapped[datetime]


class DisclosureReceipt(Sealed, Base):
    """What was told to whom on which ground, as the law read then. Insert only, and it outlives case and hand-over.

    `content` seals the weighing note with the case's key; `hash` covers all of it.
    """

    __tablename__ = "disclosure_receipt"
    handover_id: Mapped[uuid.UUID] = mapped_column(unique=True)
    case_id: Mapped[uuid.UUID] = mapped_column(index=True)
    reference: Mapped[str] = mapped_column(String(12))
    sender_agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    receiver_agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    purpose: Mapped[Purpose] = mapped_column(one_of(Purpose))
    fields: Mapped[list[str]] = mapped_column(JSON)
    basis_code: Mapped[str] = mapped_column(String(40))
    basis_title: Mapped[str] = mapped_column(String(200))
    basis_law: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(String(400))
    consent_id: Mapped[uuid.UUID | None]
    decided_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    disclosed_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    disclosed_at: Mapped[datetime]
    until: Mapped[date]
    hash: Mapped[str] = mapped_column(String(64))
