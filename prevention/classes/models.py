"""Classes as head counts, never names, and the programmes they take."""

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from prevention.accounts.models import Person
from prevention.database import Base, OfMunicipality, Timestamped, one_of
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CurriculumVersion, Lesson, Programme


class ParticipationStatus(StrEnum):
    """Whether the class is still taking the programme; how far it has come is counted from its sessions."""

    RUNNING = "running"
    COMPLETED = "completed"
    BROKEN_OFF = "broken_off"


class SessionOutcome(StrEnum):
    """What became of an expected lesson. Without one it is overdue, not yet due or not planned, by its planned day."""

    HELD = "held"
    PARTLY_HELD = "partly_held"
    NOT_HELD = "not_held"


class SchoolClass(OfMunicipality, Timestamped, Base):
    """A class of one school year. `grade` is text within the year's scheme: F, 1 … 9, gy1 … gy4."""

    __tablename__ = "school_class"
    __table_args__ = (
        UniqueConstraint("school_id", "school_year_id", "name"),
        CheckConstraint("pupils >= 0 AND pupils <= 500", name="pupils_plausible"),
        Index("ix_school_class_year_school", "municipality_id", "school_year_id", "school_id", "name"),
    )
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    school_year_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school_year.id"))
    name: Mapped[str] = mapped_column(String(40))
    grade: Mapped[str] = mapped_column(String(4))
    pupils: Mapped[int]

    school: Mapped[Agency] = relationship(lazy="raise")
    school_year: Mapped[SchoolYear] = relationship(lazy="raise")
    participations: Mapped[list["Participation"]] = relationship(lazy="raise", back_populates="school_class")


class Participation(OfMunicipality, Timestamped, Base):
    """A class takes a programme, in the edition that was current when it began.

    School, year and programme stand here again, so that figures need no joins and rules stay short.
    """

    __tablename__ = "participation"
    __table_args__ = (
        UniqueConstraint("school_class_id", "programme_id"),
        CheckConstraint("weekday >= 0 AND weekday <= 4", name="weekday_is_school_day"),
        Index("ix_participation_figures", "municipality_id", "school_year_id", "programme_id", "school_id"),
    )
    school_class_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school_class.id", ondelete="CASCADE"))
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"), index=True)
    school_year_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school_year.id"))
    programme_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("programme.id"))
    curriculum_version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("curriculum_version.id"))
    status: Mapped[ParticipationStatus] = mapped_column(
        one_of(ParticipationStatus), default=ParticipationStatus.RUNNING
    )
    starts_on: Mapped[date | None]
    weekday: Mapped[int | None]  # 0 = Monday
    room: Mapped[str | None] = mapped_column(String(80))
    peer_mentors: Mapped[int | None]
    broken_off_reason: Mapped[str | None] = mapped_column(String(200))

    school_class: Mapped[SchoolClass] = relationship(lazy="raise", back_populates="participations")
    school: Mapped[Agency] = relationship(lazy="raise")
    programme: Mapped[Programme] = relationship(lazy="raise")
    curriculum_version: Mapped[CurriculumVersion] = relationship(lazy="raise")
    leaders: Mapped[list["ParticipationLeader"]] = relationship(
        lazy="raise", back_populates="participation", cascade="all, delete-orphan"
    )
    planned_sessions: Mapped[list["PlannedSession"]] = relationship(lazy="raise", back_populates="participation")


class ParticipationLeader(OfMunicipality, Base):
    """Somebody who leads the lessons: a teacher, or a guest from the police, the rescue service or the field team."""

    __tablename__ = "participation_leader"
    __table_args__ = (UniqueConstraint("participation_id", "person_id"),)
    participation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)

    participation: Mapped[Participation] = relationship(lazy="raise", back_populates="leaders")
    person: Mapped[Person] = relationship(lazy="raise")


class PlannedSession(OfMunicipality, Base):
    """One expected lesson of a class: there is a row for each lesson of the edition from the day the class begins.

    `planned_on` is empty until planned. `outcome` is what the log in force says; only the logbook's actions set it.
    """

    __tablename__ = "planned_session"
    __table_args__ = (
        UniqueConstraint("participation_id", "lesson_id"),
        Index("ix_planned_session_figures", "participation_id", "outcome", "planned_on"),
    )
    participation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participation.id", ondelete="CASCADE"))
    lesson_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lesson.id"))
    planned_on: Mapped[date | None]
    outcome: Mapped[SessionOutcome | None] = mapped_column(one_of(SessionOutcome))

    participation: Mapped[Participation] = relationship(lazy="raise", back_populates="planned_sessions")
    lesson: Mapped[Lesson] = relationship(lazy="raise")
