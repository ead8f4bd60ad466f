"""A group around one young person: who takes part, what each does by when, and when they meet. Nothing of the case."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, one_of
from prevention.sealing.models import Sealed


class GroupKind(StrEnum):
    SSPF = "sspf"  # school, social services, police, leisure
    SIG = "sig"  # social intervention group


class MemberRole(StrEnum):
    CONVENER = "convener"
    CONTACT = "contact"  # whom the young person turns to
    PARTICIPANT = "participant"


class EndReason(StrEnum):
    DONE = "done"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_EXPIRED = "consent_expired"


class CooperationGroup(Sealed, Base):
    """A group, on a consent. `content` seals what it calls the young person and its purpose, with a key of its own.

    `until` is the last day of the consent: a renewed consent is another row, and a new group.
    """

    __tablename__ = "cooperation_group"
    __table_args__ = (Index("uq_cooperation_group_case_id_client_id", "case_id", "client_id", unique=True),)
    case_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("case_file.id", ondelete="CASCADE"))
    consent_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("consent.id"), index=True)
    kind: Mapped[GroupKind] = mapped_column(one_of(GroupKind))
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    until: Mapped[date]
    is_protected: Mapped[bool] = mapped_column(default=False)
    started_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[EndReason | None] = mapped_column(one_of(EndReason))
    client_id: Mapped[uuid.UUID]


class GroupMember(OfMunicipality, Base):
    """Somebody who takes part, for the agency they came from. Who left stays, since commitments name them."""

    __tablename__ = "group_member"
    __table_args__ = (
        Index(
            "uq_group_member_takes_part_once",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cooperation_group.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    role: Mapped[MemberRole] = mapped_column(one_of(MemberRole))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Commitment(Sealed, Base):
    """What a participant does by a day. `content` seals it with the group's key. Only that it is done is added."""

    __tablename__ = "commitment"
    __table_args__ = (Index("uq_commitment_group_id_client_id", "group_id", "client_id", unique=True),)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cooperation_group.id", ondelete="CASCADE"))
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("group_member.id", ondelete="CASCADE"), index=True)
    due_on: Mapped[date]
    added_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    client_id: Mapped[uuid.UUID]


class GroupMeeting(Sealed, Base):
    """A follow-up meeting, planned and then held. `content` seals the note with the group's key."""

    __tablename__ = "group_meeting"
    __table_args__ = (Index("uq_group_meeting_group_id_client_id", "group_id", "client_id", unique=True),)
    group_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("cooperation_group.id", ondelete="CASCADE"))
    planned_on: Mapped[date]
    held_on: Mapped[date | None]
    added_at: Mapped[datetime]
    client_id: Mapped[uuid.UUID]
