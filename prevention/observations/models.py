"""A second rater's log on a sample of lessons: what somebody saw who did not lead. Numbers only, and no free text."""

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from prevention.database import Base, OfMunicipality


class Observation(OfMunicipality, Base):
    """A lesson of a class that somebody is asked to observe, and once `written_at` is set what they saw.

    It stands beside the log of those who led: the two are compared, and neither changes the other.
    """

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint("participation_id", "lesson_id"),
        CheckConstraint("minutes > 0 AND minutes <= 600", name="minutes_plausible"),
        CheckConstraint("leaders_present >= 0", name="leaders_present_not_negative"),
        CheckConstraint("engagement >= 1 AND engagement <= 5", name="engagement_one_to_five"),
        CheckConstraint("(written_at IS NULL) = (observed_on IS NULL)", name="written_has_day"),
    )
    participation_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("participation.id"))
    lesson_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("lesson.id"))
    observer_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    observed_on: Mapped[date | None]
    minutes: Mapped[int | None]
    leaders_present: Mapped[int | None]
    delivered_as_planned: Mapped[bool | None]
    engagement: Mapped[int | None]
    written_at: Mapped[datetime | None]
