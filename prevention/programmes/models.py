"""Programmes are data: what is unknown stays empty, and a running class keeps its edition when a new one comes."""

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from prevention.database import Base, OfMunicipality, Timestamped, one_of
from prevention.organisations.models import Agency, SchoolYear


class DeliveryMode(StrEnum):
    """How a programme reaches its group. Only a lesson series and a one-off have lessons to count as expected."""

    LESSON_SERIES = "lesson_series"
    STATION_SERIES = "station_series"
    CONTINUOUS = "continuous"
    COURSE = "course"
    INDIVIDUAL = "individual"
    ONE_OFF = "one_off"


class PreventionLevel(StrEnum):
    UNIVERSAL = "universal"
    SELECTIVE = "selective"
    INDICATED = "indicated"


class Audience(StrEnum):
    PUPILS = "pupils"
    STAFF = "staff"
    GUARDIANS = "guardians"


class Programme(OfMunicipality, Timestamped, Base):
    """A programme of one municipality's catalogue. `catalogue` tells that it came with the application."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("municipality_id", "code"),)
    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    family: Mapped[str | None] = mapped_column(String(60))
    delivery_mode: Mapped[DeliveryMode | None] = mapped_column(one_of(DeliveryMode))  # None: not known yet
    level: Mapped[PreventionLevel | None] = mapped_column(one_of(PreventionLevel))
    owner: Mapped[str | None] = mapped_column(String(120))
    description: Mapped[str | None] = mapped_column(Text)
    suggested_grades: Mapped[str | None] = mapped_column(String(60))  # as people write it: "F-5", "7-9"
    leaders_expected: Mapped[int] = mapped_column(default=1)  # MVP is led in pairs
    peer_mentors: Mapped[bool] = mapped_column(default=False)
    catalogue: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]

    curricula: Mapped[list["CurriculumVersion"]] = relationship(lazy="raise", back_populates="programme")


class CurriculumVersion(OfMunicipality, Timestamped, Base):
    """An edition of a programme's lessons. At most one is current; new participations take that one.

    `lessons_expected` is empty where the programme has no fixed number: such a programme is running or it is not.
    """

    __tablename__ = "curriculum_version"
    __table_args__ = (
        UniqueConstraint("programme_id", "edition"),
        CheckConstraint("lessons_expected > 0", name="lessons_expected_positive"),
        Index(
            "uq_curriculum_version_one_current",
            "programme_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    edition: Mapped[str] = mapped_column(String(60))
    lessons_expected: Mapped[int | None]
    minutes: Mapped[int | None]  # of an ordinary lesson
    source: Mapped[str | None] = mapped_column(String(200))
    is_current: Mapped[bool] = mapped_column(default=False)

    programme: Mapped[Programme] = relationship(lazy="raise", back_populates="curricula")
    lessons: Mapped[list["Lesson"]] = relationship(
        lazy="raise", order_by="Lesson.number", back_populates="curriculum_version"
    )


class Lesson(OfMunicipality, Base):
    """A lesson or a station. The title is empty where it is not known."""

    __tablename__ = "lesson"
    __table_args__ = (
        UniqueConstraint("curriculum_version_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )
    curriculum_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("curriculum_version.id"), index=True)
    number: Mapped[int]
    title: Mapped[str | None] = mapped_column(String(160))
    audience: Mapped[Audience] = mapped_column(one_of(Audience), default=Audience.PUPILS)
    core: Mapped[bool] = mapped_column(default=True)
    minutes: Mapped[int | None]

    curriculum_version: Mapped[CurriculumVersion] = relationship(lazy="raise", back_populates="lessons")


class CoverageTarget(OfMunicipality, Timestamped, Base):
    """One grade expected to take a programme in a school year, at one school or (`school_id` empty) at all of them.

    All targets together are the denominator of coverage.
    """

    __tablename__ = "coverage_target"
    __table_args__ = (
        Index(
            "uq_coverage_target_school",
            "school_year_id",
            "programme_id",
            "school_id",
            "grade",
            unique=True,
            sqlite_where=text("school_id IS NOT NULL"),
            postgresql_where=text("school_id IS NOT NULL"),
        ),
        Index(
            "uq_coverage_target_everywhere",
            "school_year_id",
            "programme_id",
            "grade",
            unique=True,
            sqlite_where=text("school_id IS NULL"),
            postgresql_where=text("school_id IS NULL"),
        ),
    )
    school_year_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school_year.id"))
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id"), index=True)
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    grade: Mapped[str] = mapped_column(String(4))

    school_year: Mapped[SchoolYear] = relationship(lazy="raise")
    programme: Mapped[Programme] = relationship(lazy="raise")
    school: Mapped[Agency | None] = relationship(lazy="raise")
