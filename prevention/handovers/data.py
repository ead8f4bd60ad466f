"""What crosses the borders of this room."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import LazyString

from prevention.access.kinds import AgencyKind

from .codes import ConsentGiver, ContactKind, EventKind, Field, HandoverStatus, Outcome, Purpose


@dataclass(frozen=True, slots=True)
class HandoverData:
    """What the holder chose. Either `basis_code` or `consent_id` is the ground."""

    purpose: Purpose
    receiver_id: uuid.UUID
    basis_code: str | None
    consent_id: uuid.UUID | None
    fields: frozenset[Field]
    own_text: str
    age: int | None
    name_confirmed: bool
    decided_by_id: uuid.UUID
    weighing: str
    until: date
    client_id: uuid.UUID


@dataclass(frozen=True, slots=True)
class ConsentData:
    given_by: ConsentGiver
    names: str
    agency_ids: tuple[uuid.UUID, ...]
    fields: frozenset[Field]
    given_on: date
    until: date


@dataclass(frozen=True, slots=True)
class ContactData:
    kind: ContactKind
    day: date
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a list: no name, no age, nothing of what was disclosed."""

    id: uuid.UUID
    reference: str
    sender: str
    receiver: str
    purpose: Purpose
    status: HandoverStatus
    sent_at: datetime
    until: date
    outcome: Outcome | None
    runs: bool


@dataclass(frozen=True, slots=True)
class ContactRow:
    kind: ContactKind
    day: date
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class EventRow:
    kind: EventKind
    day: date


@dataclass(frozen=True, slots=True)
class Received:
    """The page of the receiver: the terms, exactly the copy, and their own contacts."""

    row: Row
    sent_by: str
    basis_title: str
    basis_law: str
    by_consent: bool
    is_protected: bool
    answered_by: str | None
    answered_at: datetime | None
    copy: dict[str, str]
    contacts: list[ContactRow]


@dataclass(frozen=True, slots=True)
class Sent:
    """The page of the sender: what was disclosed and why, and what both sides see of its course."""

    row: Row
    case_id: uuid.UUID
    case_number: str
    copy: dict[str, str]
    basis_title: str
    basis_law: str
    rule: str
    decided_by: str
    disclosed_by: str
    weighing: str
    receipt_hash: str
    is_whole: bool  # the receipt still has the hash it was written with
    may_withdraw: bool
    events: list[EventRow]


@dataclass(frozen=True, slots=True)
class ConsentRow:
    id: uuid.UUID
    given_by: ConsentGiver
    giver: LazyString
    to: str
    scope: str
    given_on: date
    until: date
    withdrawn_at: datetime | None
    in_force: bool
    covers: frozenset[uuid.UUID]  # the agencies it names


@dataclass(frozen=True, slots=True)
class Receiver:
    id: uuid.UUID
    name: str
    kind: AgencyKind


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground of a hand-over: `value` in the form, what it is called, and what its rule says."""

    value: str
    title: str
    rule: str


@dataclass(frozen=True, slots=True)
class CardRow:
    """A hand-over on the page of its case, in words: `state` with its colour, `what` for whom, its `course` by days."""

    id: uuid.UUID
    reference: str
    state: tuple[LazyString, str]
    what: str
    course: list[str]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """What stands on the page of a case. It holds no sealed text."""

    case_id: uuid.UUID
    rows: list[CardRow]
    consents: list[ConsentRow]
    may_hand_over: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What the sending form offers for one receiver. `refused` are the grounds that the rules do not let through."""

    to: Receiver
    purposes: list[Purpose]
    grounds: list[Ground]
    refused: list[Ground]
    has_consent: bool  # one in force, whomever it names
    deciders: list[tuple[uuid.UUID, str]]
    values: dict[Field, str]
    age: int | None
