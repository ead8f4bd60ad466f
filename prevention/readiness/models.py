"""What a school does before and around a programme: the steps are rows, and so are a school's answers to them."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, one_of


class StepKind(StrEnum):
    """How a step is answered. `leaders` is asked for each programme that wants its leaders in pairs."""

    YES_NO = "yes_no"
    COUNT = "count"  # so many times, of `wanted`
    LEADERS = "leaders"  # so many trained, of as many as the classes need


class ReadinessStep(Base):
    """A step of the checklist, in force for the school years that touch its days.

    Rows without a municipality came with the application; a municipality's own row of the same code goes before it.
    """

    __tablename__ = "readiness_step"
    __table_args__ = (
        UniqueConstraint("municipality_id", "code", "valid_from"),
        CheckConstraint("wanted > 0", name="wanted_positive"),
    )
    municipality_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("municipality.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(120))
    hint: Mapped[str] = mapped_column(String(300))
    kind: Mapped[StepKind] = mapped_column(one_of(StepKind))
    wanted: Mapped[int] = mapped_column(default=1)  # of leaders: for each class, where the programme says no other
    place: Mapped[int]  # in the list
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]  # its first day out of force


class Readiness(OfMunicipality, Base):
    """A school's checklist of a school year, there once somebody filled it in. The audit trail is its history."""

    __tablename__ = "readiness"
    __table_args__ = (UniqueConstraint("school_id", "school_year_id"),)
    school_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    school_year_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school_year.id"), index=True)
    note: Mapped[str | None] = mapped_column(String(300))
    filled_in_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    filled_in_at: Mapped[datetime]


class ReadinessAnswer(OfMunicipality, Base):
    """An answer: 1 for yes and 0 for no, or a number. What is not stated has no row."""

    __tablename__ = "readiness_answer"
    __table_args__ = (
        CheckConstraint("value >= 0 AND value <= 500", name="value_plausible"),
        Index(
            "uq_readiness_answer_step",
            "readiness_id",
            "step_id",
            unique=True,
            sqlite_where=text("programme_id IS NULL"),
            postgresql_where=text("programme_id IS NULL"),
        ),
        Index(
            "uq_readiness_answer_programme",
            "readiness_id",
            "step_id",
            "programme_id",
            unique=True,
            sqlite_where=text("programme_id IS NOT NULL"),
            postgresql_where=text("programme_id IS NOT NULL"),
        ),
    )
    readiness_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("readiness.id", ondelete="CASCADE"))
    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("readiness_step.id"))
    programme_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("programme.id"))
    value: Mapped[int]
