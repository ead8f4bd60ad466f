"""The message from one authority to another, as its sender keeps it. The receiver's handling is in `cases`."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, Timestamped, one_of
from prevention.sealing.models import Sealed


class ReferralKind(StrEnum):
    """A concern (orosanmälan) names the young person; a consultation must not."""

    CONCERN = "concern"
    CONSULTATION = "consultation"


class ReferralStatus(StrEnum):
    DRAFT = "draft"
    SENT = "sent"


class Urgency(StrEnum):
    """How soon somebody must look, in the sender's words; the receiver may change it in the case."""

    ACUTE = "acute"
    SOON = "soon"
    NORMAL = "normal"


class StatusCode(StrEnum):
    """All that a sender may learn of what became of it: the allow-list (SoL 19 kap., feedback to who reported)."""

    SENT = "sent"
    RECEIVED = "received"
    OPENED = "opened"
    NOT_OPENED = "not_opened"
    ALREADY_ONGOING = "already_ongoing"
    FEEDBACK_GIVEN = "feedback_given"


class Referral(Sealed, Timestamped, Base):
    """A worry about a young person. A draft is its writer's alone; once sent it is never changed.

    `content` is sealed: the young person, guardians, what was seen, what was done, the writer's contact
    (`referrals.content.Content`). `reference` is random, so that it tells nothing of how many there are. `client_id`
    makes a second sending harmless. `written_by` tells of each step of a draft which open page wrote it last: two pages
    that are open at once do not overwrite each other.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("(status = 'draft') = (sent_at IS NULL)", name="sent_has_time"),
        CheckConstraint("(status = 'draft') = (reference IS NULL)", name="sent_has_reference"),
        UniqueConstraint("author_id", "client_id"),
        Index("ix_referral_sender_agency_id_sent_at", "sender_agency_id", "sent_at"),
    )
    sender_agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    receiver_agency_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    author_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[ReferralKind] = mapped_column(one_of(ReferralKind))
    status: Mapped[ReferralStatus] = mapped_column(one_of(ReferralStatus), default=ReferralStatus.DRAFT)
    reference: Mapped[str | None] = mapped_column(String(12), unique=True)
    is_protected: Mapped[bool] = mapped_column(default=False)
    client_id: Mapped[uuid.UUID]
    sent_at: Mapped[datetime | None]
    written_by: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))


class StatusEvent(OfMunicipality, Base):
    """A line of the status card: a code of the allow-list and when, nothing else."""

    __tablename__ = "status_event"
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True)
    code: Mapped[StatusCode] = mapped_column(one_of(StatusCode))
    at: Mapped[datetime]


class Attachment(Sealed, Base):
    """A file of a message: the sender's copy, or the case's. `content` seals its name, `body` the file itself."""

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("(referral_id IS NULL) <> (case_id IS NULL)", name="of_one"),)
    referral_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True)
    case_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"), index=True)
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    scanned: Mapped[bool]  # False: no scanner is configured, and the page says so
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]


class InformationRequest(OfMunicipality, Base):
    """A question of the receiver to the sender, and its answer: both sides read both. Both are sealed."""

    __tablename__ = "information_request"
    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id"), index=True)
    data_key_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("data_key.id"), index=True)
    question: Mapped[bytes | None] = mapped_column(LargeBinary)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary)
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]


class ReferralSetting(OfMunicipality, Base):
    """What a school has chosen: whether its head is told that something was sent (never what)."""

    __tablename__ = "referral_setting"
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), unique=True)
    tells_head: Mapped[bool] = mapped_column(default=False)
