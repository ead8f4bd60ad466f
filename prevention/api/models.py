"""Tokens: what lets another system read here. Only a hash is stored, so a copy of the database opens nothing."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from prevention.access.permissions import Permission
from prevention.accounts.models import Person
from prevention.database import Base, OfMunicipality, one_of
from prevention.organisations.models import Agency


class TokenPermission(StrEnum):
    """What a token can hold: head counts and figures, nothing of a referral. The column takes no other."""

    COVERAGE_READ = Permission.COVERAGE_READ.value
    CLASS_READ = Permission.CLASS_READ.value

    @property
    def permission(self) -> Permission:
        return Permission[self.name]


class ApiToken(OfMunicipality, Base):
    """A named system that may read with one permission at one agency, up to and including a day.

    `counted` are its requests of the minute `counted_at`; `last_used_on` is a day, so that it tells no more than is
    needed to find tokens that nobody uses.
    """

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("counted >= 0", name="counted_not_negative"),
        Index(
            "uq_api_token_agency_id_name",
            "agency_id",
            "name",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    permission: Mapped[TokenPermission] = mapped_column(one_of(TokenPermission))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_on: Mapped[date]
    created_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    last_used_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None]
    counted_at: Mapped[datetime | None]
    counted: Mapped[int] = mapped_column(default=0)

    agency: Mapped[Agency] = relationship(lazy="raise")
    created_by: Mapped[Person] = relationship(lazy="raise")
