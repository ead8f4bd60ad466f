"""The municipality and what belongs to it. A school unit's code changes when a school splits; its history stays."""

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from prevention.access.kinds import AgencyKind
from prevention.database import Base, OfMunicipality, Timestamped, one_of


class OwnerType(StrEnum):
    """Who runs a school: the municipality, or a company, foundation or association (fristående)."""

    MUNICIPAL = "municipal"
    INDEPENDENT = "independent"
    STATE = "state"
    REGION = "region"


class GradeScheme(StrEnum):
    """How grades are numbered. After 30 June 2028 the preschool class becomes grade 1 and all renumber."""

    F_TO_9 = "f-9"
    ONE_TO_10 = "1-10"


class Municipality(Timestamped, Base):
    __tablename__ = "municipality"
    code: Mapped[str] = mapped_column(String(4), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class District(OfMunicipality, Timestamped, Base):
    __tablename__ = "district"
    __table_args__ = (UniqueConstraint("municipality_id", "name"),)
    name: Mapped[str] = mapped_column(String(120))


class Agency(OfMunicipality, Timestamped, Base):
    """A school unit, the social services, the rescue service …; roles are held here.

    `code` is Skolverket's eight-digit school unit code, kept as text. `offers` holds the register's school forms and
    grades: `[{"form": "gr", "grades": ["7", "8", "9"]}]`.
    """

    __tablename__ = "agency"
    __table_args__ = (
        CheckConstraint("kind <> 'school' OR code IS NOT NULL", name="school_has_code"),
        Index("ix_agency_municipality_id_kind_name", "municipality_id", "kind", "name"),
    )
    kind: Mapped[AgencyKind] = mapped_column(one_of(AgencyKind))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(8), unique=True)
    district_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("district.id"))
    owner_type: Mapped[OwnerType | None] = mapped_column(one_of(OwnerType))
    owner_name: Mapped[str | None] = mapped_column(String(200))
    offers: Mapped[list[dict[str, str | list[str]]]] = mapped_column(JSON, default=list)
    place: Mapped[str | None] = mapped_column(String(120))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    emergency_phone: Mapped[str | None] = mapped_column(String(40))  # of social services: answered at any hour
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]

    district: Mapped[District | None] = relationship(lazy="raise")


class SchoolYear(OfMunicipality, Timestamped, Base):
    """A läsår, named `2026/27`."""

    __tablename__ = "school_year"
    __table_args__ = (
        UniqueConstraint("municipality_id", "name"),
        CheckConstraint("starts_on < ends_on", name="starts_before_end"),
    )
    name: Mapped[str] = mapped_column(String(7))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    grade_scheme: Mapped[GradeScheme] = mapped_column(one_of(GradeScheme), default=GradeScheme.F_TO_9)

    breaks: Mapped[list["SchoolBreak"]] = relationship(
        lazy="raise", order_by="SchoolBreak.starts_on", cascade="all, delete-orphan", back_populates="school_year"
    )


class SchoolBreak(OfMunicipality, Base):
    """Days without lessons, both ends included: autumn break, Christmas, a study day."""

    __tablename__ = "school_break"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="starts_before_end"),)
    school_year_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school_year.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    school_year: Mapped[SchoolYear] = relationship(lazy="raise", back_populates="breaks")
