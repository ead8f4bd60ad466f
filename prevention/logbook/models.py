"""What happened: one log a session, kept for ever; a correction is a new row and the old one stays."""

import uuid
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from prevention.accounts.models import Person
from prevention.classes.models import Participation
from prevention.database import Base, OfMunicipality, one_of
from prevention.programmes.models import Lesson


class SessionStatus(StrEnum):
    """What a log says. `moved` is no outcome: the lesson gets a new planned day."""

    HELD = "held"
    PARTLY_HELD = "partly_held"
    NOT_HELD = "not_held"
    MOVED = "moved"


class Reason(StrEnum):
    """Why a session became something else than planned."""

    LEADER_ABSENT = "leader_absent"
    CLASS_AWAY = "class_away"
    TIMETABLE = "timetable"
    NO_ROOM = "no_room"
    SHORT_OF_TIME = "short_of_time"
    INCIDENT = "incident"
    OTHER = "other"


class Grouping(StrEnum):
    WHOLE_CLASS = "whole_class"
    HALF_MIXED = "half_mixed"
    HALF_BY_GENDER = "half_by_gender"


class SessionLog(OfMunicipality, Base):
    """A log of one session. Pupils and leaders are numbers.

    `lesson_id` is empty for programmes without numbered lessons. A log is in force until `superseded_at` is set, by a
    correction (which points back with `replaces_id`) or by an undo. `client_id` is made by the form: sent twice is
    logged once.
    """

    __tablename__ = "session_log"
    __table_args__ = (
        UniqueConstraint("participation_id", "client_id"),
        Index(
            "uq_session_log_lesson_in_force",
            "participation_id",
            "lesson_id",
            unique=True,
            sqlite_where=text("superseded_at IS NULL AND status <> 'moved'"),
            postgresql_where=text("superseded_at IS NULL AND status <> 'moved'"),
        ),
        CheckConstraint("pupils_present >= 0", name="pupils_present_not_negative"),
        CheckConstraint("leaders_present >= 0", name="leaders_present_not_negative"),
        CheckConstraint("minutes > 0 AND minutes <= 600", name="minutes_plausible"),
        CheckConstraint("engagement >= 1 AND engagement <= 5", name="engagement_one_to_five"),
        CheckConstraint("status <> 'moved' OR moved_to IS NOT NULL", name="moved_has_new_day"),
    )
    participation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participation.id"), index=True)
    lesson_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("lesson.id"))
    status: Mapped[SessionStatus] = mapped_column(one_of(SessionStatus))
    held_on: Mapped[date]  # for a session that was not held or was moved: the day it was planned for
    moved_to: Mapped[date | None]
    reason: Mapped[Reason | None] = mapped_column(one_of(Reason))
    minutes: Mapped[int | None]
    leaders_present: Mapped[int | None]
    pupils_present: Mapped[int | None]
    grouping: Mapped[Grouping | None] = mapped_column(one_of(Grouping))
    delivered_as_planned: Mapped[bool | None]
    engagement: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(String(500))
    client_id: Mapped[uuid.UUID]
    logged_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    logged_at: Mapped[datetime]
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("session_log.id"))
    superseded_at: Mapped[datetime | None]

    participation: Mapped[Participation] = relationship(lazy="raise")
    lesson: Mapped[Lesson | None] = relationship(lazy="raise")
    logged_by: Mapped[Person] = relationship(lazy="raise")
