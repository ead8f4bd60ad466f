"""Sums kept beside what they are counted from. `sums.recount` alone writes them, `verify` counts them again.

Core tables, without a random key: a row is found by what it is about, and filled by INSERT … SELECT.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
)

from prevention.database import Base, Id

KEYS = ("municipality_id", "school_year_id", "programme_id", "school_id", "grade")
COUNTS = (
    "classes",
    "taking",
    "started",
    "completed",
    "pupils",
    "reached",
    "held",
    "partly_held",
    "not_held",
    "open",  # has a day and no outcome: overdue or not yet due, by the day it is read
    "not_planned",
    "outside",  # classes that take it without being expected to; all other counts are 0 then
)

coverage_sum = Table(
    "coverage_sum",
    Base.metadata,
    Column("municipality_id", Id, ForeignKey("municipality.id"), primary_key=True),
    Column("school_year_id", Id, ForeignKey("school_year.id"), primary_key=True),
    Column("programme_id", Id, ForeignKey("programme.id"), primary_key=True),
    Column("school_id", Id, ForeignKey("agency.id"), primary_key=True),
    Column("grade", String(4), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    CheckConstraint("classes > 0 OR outside > 0", name="about_something"),
    sqlite_with_rowid=False,
    comment="For each programme and grade of a school: what its classes are expected to do, and how far they are.",
)

coverage_programme = Table(
    "coverage_programme",
    Base.metadata,
    Column("municipality_id", Id, ForeignKey("municipality.id"), primary_key=True),
    Column("school_year_id", Id, ForeignKey("school_year.id"), primary_key=True),
    Column("programme_id", Id, ForeignKey("programme.id"), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTS),
    sqlite_with_rowid=False,
    comment="A programme over all schools and grades of a year: what the nation is added up from.",
)

CLASS_COUNTS = COUNTS[1:-1]
coverage_class = Table(
    "coverage_class",
    Base.metadata,
    Column("municipality_id", Id, ForeignKey("municipality.id"), primary_key=True),
    Column("school_year_id", Id, ForeignKey("school_year.id"), primary_key=True),
    Column("programme_id", Id, ForeignKey("programme.id"), primary_key=True),
    Column("school_id", Id, ForeignKey("agency.id"), primary_key=True),
    Column("grade", String(4), primary_key=True),
    Column("school_class_id", Id, ForeignKey("school_class.id", ondelete="CASCADE"), primary_key=True),
    *(Column(name, Integer, nullable=False) for name in CLASS_COUNTS),
    Column("broken_off", Integer, nullable=False),
    Column("weekday", Integer),
    Column("first_open_on", Date),
    Column("last_open_on", Date),
    Index("ix_coverage_class_school_class", "school_class_id"),
    sqlite_with_rowid=False,
    comment="Each class that is expected to take a programme: how far it is, and what tells when it will be done.",
)

coverage_day = Table(
    "coverage_day",
    Base.metadata,
    *(Column(name, Id, primary_key=True) for name in KEYS[:-1]),
    Column("grade", String(4), primary_key=True),
    Column("planned_on", Date, primary_key=True),
    Column("lessons", Integer, nullable=False),
    ForeignKeyConstraint(
        KEYS, [f"coverage_sum.{name}" for name in KEYS], name="fk_coverage_day_sum", ondelete="CASCADE"
    ),
    Index("ix_coverage_day_by_day", *KEYS[:2], "planned_on", "programme_id", "lessons"),
    sqlite_with_rowid=False,
    comment="The open lessons of a sum by their planned day: which are overdue depends on the day they are read.",
)

coverage_held = Table(
    "coverage_held",
    Base.metadata,
    *(Column(name, Id, primary_key=True) for name in KEYS[:-1]),
    Column("grade", String(4), primary_key=True),
    Column("held_on", Date, primary_key=True),
    Column("lessons", Integer, nullable=False),
    ForeignKeyConstraint(
        KEYS, [f"coverage_sum.{name}" for name in KEYS], name="fk_coverage_held_sum", ondelete="CASCADE"
    ),
    Index("ix_coverage_held_by_day", *KEYS[:3], "held_on", "lessons"),
    sqlite_with_rowid=False,
    comment="The held lessons of a sum by the day they were held: what has changed since, and a month at a time.",
)
