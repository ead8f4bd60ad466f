"""What goes into the actions of this room and what its pages show."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString

from .models import GroupKind, MemberRole


@dataclass(frozen=True, slots=True)
class GroupData:
    kind: GroupKind
    consent_id: uuid.UUID
    name: str  # what the group calls the young person
    purpose: str
    client_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class MemberData:
    assignment_id: uuid.UUID  # the role that they take part by
    role: MemberRole


@dataclass(frozen=True, slots=True)
class CommitmentData:
    what: str
    member_id: uuid.UUID
    due_on: date
    client_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class NoteData:
    meeting_id: uuid.UUID
    held_on: date
    note: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """A group in the list of those who take part: no name. `overdue` counts one's own commitments."""

    id: uuid.UUID
    reference: str
    kind: GroupKind
    until: date
    open: int
    overdue: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    id: uuid.UUID
    person_id: uuid.UUID
    name: str
    agency: str
    role: MemberRole
    left_at: datetime | None


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    id: uuid.UUID
    what: str
    who: str
    agency: str
    due_on: date
    done_at: datetime | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class MeetingRow:
    id: uuid.UUID
    planned_on: date
    held_on: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of a group, opened. Nothing in it tells which case it belongs to."""

    id: uuid.UUID
    reference: str
    kind: GroupKind
    until: date
    is_protected: bool
    name: str
    purpose: str
    members: list[MemberRow]
    commitments: list[CommitmentRow]
    meetings: list[MeetingRow]

    @property
    def active(self) -> list[MemberRow]:
        return [one for one in self.members if one.left_at is None]

    @property
    def open(self) -> list[CommitmentRow]:
        return [one for one in self.commitments if one.done_at is None]


@dataclass(frozen=True, slots=True)
class Leading:
    """What the page of who leads the group has beside the plan."""

    case_id: uuid.UUID
    case_number: str
    state: tuple[LazyString, str]
    runs: bool
    may_lead: bool
    may_end: bool
    candidates: list[tuple[uuid.UUID, str]]


@dataclass(frozen=True, slots=True)
class CardRow:
    id: uuid.UUID
    reference: str
    kind: str
    state: tuple[LazyString, str]
    runs: bool
    until: date
    members: int


@dataclass(frozen=True, slots=True)
class GroupCard:
    """What stands on the page of a case. It holds no sealed text."""

    case_id: uuid.UUID
    rows: list[CardRow]
    may_lead: bool
    may_start: bool  # there is a consent in force too

    @property
    def running(self) -> list[CardRow]:
        """Return those that end with the case."""
        return [row for row in self.rows if row.runs]
