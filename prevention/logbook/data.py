"""What crosses the borders of the logbook: what a form says, what a class is about to take, what a log tells."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from prevention.classes.models import SessionOutcome
from prevention.organisations.models import SchoolYear

from .models import Grouping, Reason, SessionStatus

TOOK_PLACE = frozenset({SessionStatus.HELD, SessionStatus.PARTLY_HELD})


@dataclass(frozen=True, slots=True)
class SessionData:
    """One session as somebody tells it. `client_id` is made once by the form: sent twice is logged once."""

    status: SessionStatus
    held_on: date
    lesson_id: uuid.UUID | None = None
    pupils_present: int | None = None
    minutes: int | None = None
    leaders_present: int | None = None
    grouping: Grouping | None = None
    delivered_as_planned: bool | None = None
    engagement: int | None = None
    reason: Reason | None = None
    moved_to: date | None = None
    note: str | None = None
    names_nobody: bool = False  # the writer looked at the note and says that it holds no person's name
    client_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def without_what_does_not_apply(self) -> "SessionData":
        """Drop the head counts of a session that did not take place, and the reason of one that went as planned."""
        kept = self if self.status is SessionStatus.MOVED else replace(self, moved_to=None)
        if self.status is SessionStatus.HELD:
            return replace(kept, reason=None)
        if self.status in TOOK_PLACE:
            return kept
        return replace(
            kept,
            pupils_present=None,
            minutes=None,
            leaders_present=None,
            grouping=None,
            delivered_as_planned=None,
            engagement=None,
        )


@dataclass(frozen=True, slots=True)
class Led:
    """A class taking a programme, as those who lead it see it."""

    participation_id: uuid.UUID
    class_id: uuid.UUID
    class_name: str
    school: str
    programme: str
    pupils: int
    leaders: int
    minutes: int | None  # of an ordinary lesson
    room: str | None


@dataclass(frozen=True, slots=True)
class Taking(Led):
    """The same with its school year and its breaks, as a log is checked against them."""

    year: SchoolYear


@dataclass(frozen=True, slots=True)
class LessonRow:
    """One expected lesson of a class."""

    participation_id: uuid.UUID
    lesson_id: uuid.UUID
    number: int
    title: str | None
    minutes: int | None
    planned_on: date | None
    outcome: SessionOutcome | None


@dataclass(frozen=True, slots=True)
class Version:
    """A log in full, one of the versions of what was told about a session."""

    id: uuid.UUID
    lesson_id: uuid.UUID | None
    number: int | None
    title: str | None
    status: SessionStatus
    held_on: date
    moved_to: date | None
    reason: Reason | None
    pupils_present: int | None
    leaders_present: int | None
    minutes: int | None
    grouping: Grouping | None
    delivered_as_planned: bool | None
    engagement: int | None
    note: str | None
    logged_by: str
    logged_at: datetime
    superseded_at: datetime | None
    replaces_id: uuid.UUID | None
