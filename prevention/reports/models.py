"""Reports that were asked for, each with its file once it is made, and what is to be made every month.

They hold counts by school and class, as coverage does, and nothing of a pupil: kept as they are, and not for long.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality, one_of

NOT_MADE = text("made_at IS NULL")
ABOUT_A_SCHOOL = "(kind = 'school') = (school_id IS NOT NULL)"


class ReportKind(StrEnum):
    SCHOOL = "school"  # two pages about one school
    MUNICIPALITY = "municipality"  # every school, each on pages of its own
    COUNCIL = "council"  # the school year for the council: trend, comparison, definitions


class ReportFormat(StrEnum):
    PDF = "pdf"
    ARCHIVE = "archive"  # PDF/A
    XLSX = "xlsx"
    CSV = "csv"


class Report(OfMunicipality, Base):
    """A report of somebody's own. While it is not made, nobody has a second one that asks for the same.

    `asked` is what it asks for in one word, so that the database can tell. Its `job_id` is no foreign key: jobs are
    swept away. `size` in bytes.
    """

    __tablename__ = "report"
    __table_args__ = (
        CheckConstraint(ABOUT_A_SCHOOL, name="about_a_school"),
        CheckConstraint("(made_at IS NULL) = (content IS NULL)", name="made_with_content"),
        Index(
            "uq_report_asked_by_id_asked",
            "asked_by_id",
            "asked",
            unique=True,
            sqlite_where=NOT_MADE,
            postgresql_where=NOT_MADE,
        ),
        Index("ix_report_asked_by_id_asked_at", "asked_by_id", "asked_at"),
    )
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    asked: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ReportKind] = mapped_column(one_of(ReportKind))
    format: Mapped[ReportFormat] = mapped_column(one_of(ReportFormat))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    school_year_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("school_year.id"))
    language: Mapped[str] = mapped_column(String(2))
    asked_at: Mapped[datetime]
    job_id: Mapped[uuid.UUID | None]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    size: Mapped[int | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class ReportSchedule(OfMunicipality, Base):
    """A report that somebody gets every month. `next_on` is the day it is made next, of the month's days 1 to 28."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        UniqueConstraint("person_id", "asked"),
        CheckConstraint(ABOUT_A_SCHOOL, name="about_a_school"),
        CheckConstraint("day BETWEEN 1 AND 28", name="in_every_month"),
    )
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    asked: Mapped[str] = mapped_column(String(120))
    kind: Mapped[ReportKind] = mapped_column(one_of(ReportKind))
    format: Mapped[ReportFormat] = mapped_column(one_of(ReportFormat))
    school_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("agency.id"))
    day: Mapped[int]
    next_on: Mapped[date] = mapped_column(index=True)
