"""The receiver's own handling, which the sender never reads: the case, its story, its clocks, who is on duty."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, Timestamped, one_of
from prevention.referrals.models import ReferralKind, Urgency
from prevention.sealing.models import Sealed


class CaseStatus(StrEnum):
    """Where a case stands. Which step leads from where to where is `lifecycle.STEPS`, and nothing else sets it."""

    RECEIVED = "received"  # in the inbox of the team
    TAKEN = "taken"
    PROTECTION_ASSESSED = "protection_assessed"
    INQUIRY = "inquiry"  # utredning inledd
    NOT_OPENED = "not_opened"
    ALREADY_ONGOING = "already_ongoing"  # belongs to an inquiry that runs
    CLOSED = "closed"


class StepKind(StrEnum):
    """What somebody did to a case: a line of its story."""

    TAKE = "take"
    ASSIGN = "assign"
    OFFER = "offer"  # hand over to a colleague: the old holder stays responsible until it is accepted
    ACCEPT = "accept"
    DECLINE = "decline"
    ASSESS_PROTECTION = "assess_protection"  # skyddsbedömning
    ASSESS = "assess"  # förhandsbedömning, the note
    OPEN_INQUIRY = "open_inquiry"
    DO_NOT_OPEN = "do_not_open"
    JOIN_ONGOING = "join_ongoing"
    GIVE_FEEDBACK = "give_feedback"
    CLOSE = "close"
    REOPEN = "reopen"
    CHANGE_URGENCY = "change_urgency"
    NOTE = "note"
    ASK_SENDER = "ask_sender"
    SENDER_ANSWERED = "sender_answered"
    BREAK_GLASS = "break_glass"
    HOLD = "hold"  # legal hold: not weeded
    RELEASE = "release"


class DeadlineKind(StrEnum):
    PROTECTION = "protection"
    PRELIMINARY = "preliminary"
    INQUIRY = "inquiry"
    FEEDBACK = "feedback"


class CaseFile(Sealed, Timestamped, Base):
    """A case of social services. `content` seals the receiver's own copy of the message.

    `referral_id` is no foreign key: the sender's copy may be weeded first. `urgency_rank` sorts: 0 acute, 1 soon,
    2 normal. Ready for lists: `age`, sealed by itself, and of the clocks that run the one that runs out first.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        Index("ix_case_file_inbox", "agency_id", "status", "urgency_rank", "received_at", "id"),
        Index("ix_case_file_assigned_to_id", "assigned_to_id", "status"),
        Index("uq_case_file_referral_id", "referral_id", unique=True),
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    sender_agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    referral_id: Mapped[uuid.UUID]
    number: Mapped[str] = mapped_column(String(12), unique=True)
    kind: Mapped[ReferralKind] = mapped_column(one_of(ReferralKind))
    status: Mapped[CaseStatus] = mapped_column(one_of(CaseStatus), default=CaseStatus.RECEIVED)
    urgency: Mapped[Urgency] = mapped_column(one_of(Urgency))
    urgency_rank: Mapped[int]
    is_protected: Mapped[bool] = mapped_column(default=False)
    is_on_hold: Mapped[bool] = mapped_column(default=False)
    assigned_to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    received_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    age: Mapped[bytes | None] = mapped_column(LargeBinary)
    next_due_on: Mapped[date | None]
    next_due_kind: Mapped[DeadlineKind | None] = mapped_column(one_of(DeadlineKind, name="next_due_kind"))


class CaseOffer(OfMunicipality, Base):
    """A case offered to a colleague. Its holder stays responsible until it is accepted; `accepted` is the answer."""

    __tablename__ = "case_offer"
    __table_args__ = (
        Index(
            "uq_case_offer_open",
            "case_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    to_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    accepted: Mapped[bool | None]


class CaseStep(Sealed, Base):
    """A line of the story, never changed. `content` seals what was written; the key is the case's."""

    __tablename__ = "case_step"
    __table_args__ = (Index("ix_case_step_case_id_at", "case_id", "at"),)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    to_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class CaseToken(OfMunicipality, Base):
    """A keyed hash to find a case by: each word of the name, the number. Never the name itself."""

    __tablename__ = "case_token"
    __table_args__ = (Index("ix_case_token_token", "token"),)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(6))  # name | number
    token: Mapped[bytes] = mapped_column(LargeBinary(32))


class DeadlineRule(Base):
    """How long a step may take, by which law, from when on. A municipality's own rule goes before the general one.

    `amount` counts `unit`: whole days (0: the same day) or calendar months.
    """

    __tablename__ = "deadline_rule"
    __table_args__ = (CheckConstraint("unit IN ('day', 'month')", name="unit"),)
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    kind: Mapped[DeadlineKind] = mapped_column(one_of(DeadlineKind))
    amount: Mapped[int]
    unit: Mapped[str] = mapped_column(String(5))
    law: Mapped[str] = mapped_column(String(120))
    valid_from: Mapped[date]


class CaseDeadline(OfMunicipality, Base):
    """A clock of a case. `reminded` counts the steps of the ladder taken: holder, deputy, lead."""

    __tablename__ = "case_deadline"
    __table_args__ = (
        Index(
            "ix_case_deadline_open",
            "due_on",
            "case_id",
            sqlite_where=text("met_at IS NULL"),
            postgresql_where=text("met_at IS NULL"),
        ),
        Index("uq_case_deadline_case_id_kind", "case_id", "kind", "set_at", unique=True),
    )
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    kind: Mapped[DeadlineKind] = mapped_column(one_of(DeadlineKind))
    law: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime]
    due_on: Mapped[date]
    met_at: Mapped[datetime | None]
    reminded: Mapped[int] = mapped_column(default=0)


class Duty(OfMunicipality, Base):
    """Who takes in what arrives, both days included; a deputy is told when the first does not come."""

    __tablename__ = "duty"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="starts_before_end"),
        Index("ix_duty_agency_id_ends_on", "agency_id", "ends_on"),
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_deputy: Mapped[bool] = mapped_column(default=False)


class NamedHandler(OfMunicipality, Base):
    """Somebody who may take in cases of protected identity, chosen by name by the lead."""

    __tablename__ = "named_handler"
    __table_args__ = (Index("uq_named_handler_agency_id_person_id", "agency_id", "person_id", unique=True),)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)


class EmergencyAccess(Sealed, Base):
    """A broken glass: a case opened for an hour by somebody it is not assigned to. `content` seals the reason."""

    __tablename__ = "emergency_access"
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]


class ReviewRemark(StrEnum):
    """What a review of the log came to."""

    NOTHING = "nothing"
    ASKED = "asked"  # somebody was asked why, and there was a reason
    INCIDENT = "incident"  # reported as an incident


class LogReview(OfMunicipality, Base):
    """A check of the unit's log for a period, both days included (SoLPuL 10 §: systematic, recurring)."""

    __tablename__ = "log_review"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="starts_before_end"),
        Index("ix_log_review_agency_id_ends_on", "agency_id", "ends_on"),
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    remark: Mapped[ReviewRemark] = mapped_column(one_of(ReviewRemark))
    by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
