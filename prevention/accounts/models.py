"""People, what they hold where, and how they get in."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from prevention.access.roles import Role
from prevention.database import Base, OfMunicipality, Timestamped, one_of
from prevention.organisations.models import Agency


class Person(OfMunicipality, Timestamped, Base):
    """Somebody who signs in. The address is stored in lower case and is theirs alone in the whole database.

    `session_epoch` grows with each password change and deactivation: a cookie of an older epoch is signed out.
    """

    __tablename__ = "person"
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2), default="sv")
    session_epoch: Mapped[int] = mapped_column(default=0)
    deactivated_at: Mapped[datetime | None]
    last_signed_in_at: Mapped[datetime | None]

    assignments: Mapped[list["RoleAssignment"]] = relationship(lazy="raise", back_populates="person")


class RoleAssignment(OfMunicipality, Base):
    """A role held at an agency; ended ones stay, since the audit trail points at them."""

    __tablename__ = "role_assignment"
    __table_args__ = (
        Index(
            "uq_role_assignment_held_once",
            "person_id",
            "role",
            "agency_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    role: Mapped[Role] = mapped_column(one_of(Role))
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise", back_populates="assignments")
    agency: Mapped[Agency] = relationship(lazy="raise")


class Invitation(OfMunicipality, Base):
    """A one-time link to choose a password. Only the hash of its token is stored."""

    __tablename__ = "invitation"
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


class FailedSignIn(Base):
    """A failed try, counted per account and per address for a while. Both are kept as keyed hashes.

    Of no municipality: the account may not exist, and the answer must not tell.
    """

    __tablename__ = "failed_sign_in"
    __table_args__ = (
        Index("ix_failed_sign_in_account_key_at", "account_key", "at"),
        Index("ix_failed_sign_in_address_key_at", "address_key", "at"),
    )
    account_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
