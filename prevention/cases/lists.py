"""The inbox of the team, urgent ones first, and one's own cases, by the next clock. No name stands in a list."""

import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.audit.record import append, event
from prevention.crypto import CannotOpen, Keyring
from prevention.organisations.models import Agency
from prevention.paging import Key, ask_page, one_page
from prevention.referrals.models import ReferralKind, Urgency
from prevention.sealing.models import DataKey
from prevention.sealing.safe import keyring, opened_with

from .models import CaseFile, CaseOffer, CaseStatus, CaseStep, DeadlineKind, StepKind

log = logging.getLogger(__name__)
Which = Callable[[Actor], ColumnElement[bool]]
LISTED = event("cases.listed", "list", "count")
START: ColumnElement[uuid.UUID] = bindparam("start", type_=CaseFile.id.type)
CASES = 25  # of a page: each is opened to be listed, so no more than one looks at
URGENT_FIRST = (CaseFile.urgency_rank, CaseFile.received_at, CaseFile.id)
NEXT_FIRST = (func.coalesce(CaseFile.next_due_on, date.max, type_=CaseFile.next_due_on.type), *URGENT_FIRST)
BY_THE_WAY = (StepKind.BREAK_GLASS, StepKind.HOLD, StepKind.RELEASE)  # nobody handles the case with them
LAST_STEP = (
    select(type_coerce(CaseStep.kind, String))
    .where(CaseStep.case_id == CaseFile.id, CaseStep.kind.not_in(BY_THE_WAY))
    .order_by(CaseStep.at.desc(), CaseStep.id)
    .limit(1)
    .correlate(CaseFile)
    .scalar_subquery()
)
ANSWERED = LAST_STEP.is_not_distinct_from(StepKind.SENDER_ANSWERED.value)
NOT_ASKED: ColumnElement[bool] = literal(False)  # what waits in the inbox has nobody who could have asked
KINDS = {one.value: one for one in ReferralKind}
STATES = {one.value: one for one in CaseStatus}
URGENCIES = {one.value: one for one in Urgency}
COLUMNS = (
    CaseFile.id,
    CaseFile.number,
    type_coerce(CaseFile.kind, String),  # as text: three words a row are sooner looked up here than by the type
    type_coerce(CaseFile.status, String),
    type_coerce(CaseFile.urgency, String),
    CaseFile.is_protected,
    CaseFile.received_at,
    CaseFile.assigned_to_id,
    CaseFile.data_key_id,
    CaseFile.age,
    DataKey.wrapped,
    Agency.name,
    Person.name,
    CaseFile.next_due_on,
    type_coerce(CaseFile.next_due_kind, String),
)


class Clock(NamedTuple):
    kind: DeadlineKind
    due_on: date


class CaseRow(NamedTuple):
    """A case in a list. Of a protected identity neither school nor age is told."""

    id: uuid.UUID
    number: str
    kind: ReferralKind
    status: CaseStatus
    urgency: Urgency
    is_protected: bool
    received_at: datetime
    holder_id: uuid.UUID | None
    holder: str | None
    school: str | None
    age: str
    clock: Clock | None
    answered: bool  # the sender has answered, and nothing was done since


@dataclass(frozen=True, slots=True)
class CaseList:
    """`before` and `after` are the cases to page from, None where the list ends."""

    rows: tuple[CaseRow, ...]
    before: uuid.UUID | None
    after: uuid.UUID | None


def inbox(actor: Actor, before: uuid.UUID | None, after: uuid.UUID | None) -> CaseList:
    """Return what nobody has taken, for those on duty and for the lead."""
    return listed(actor, "inbox", not_taken, before, after)


def my_cases(actor: Actor, closed: bool, before: uuid.UUID | None, after: uuid.UUID | None) -> CaseList:
    """Return what one holds or is offered."""
    return listed(actor, "mine", closed_by if closed else held_or_offered, before, after)


def not_taken(_actor: Actor) -> ColumnElement[bool]:
    return CaseFile.status == CaseStatus.RECEIVED


def closed_by(actor: Actor) -> ColumnElement[bool]:
    return and_(CaseFile.assigned_to_id == actor.person_id, CaseFile.status == CaseStatus.CLOSED)


def held_or_offered(actor: Actor) -> ColumnElement[bool]:
    offered = select(CaseOffer.case_id).where(CaseOffer.to_id == actor.person_id, CaseOffer.answered_at.is_(None))
    mine = or_(CaseFile.assigned_to_id == actor.person_id, CaseFile.id.in_(offered))
    return and_(mine, CaseFile.status != CaseStatus.CLOSED)


def listed(actor: Actor, name: str, which: Which, before: uuid.UUID | None, after: uuid.UUID | None) -> CaseList:
    """Read a page and record that it was: the age of each is sealed."""
    start = before or after
    page = page_seen_by(actor, which, bool(start), bool(before))
    found = ask_page(page, {"start": start} if start else {}, before, after, CASES)
    append(actor.municipality_id, actor.person_id, LISTED, "case_file", None, {"list": name, "count": len(found.rows)})
    return CaseList(case_rows(found.rows), found.before, found.after)


@lru_cache(maxsize=512)
def page_seen_by(actor: Actor, which: Which, from_a_case: bool, back: bool) -> Select[*tuple[Any, ...]]:
    """Return the statement of a page of a list, built once for as long as the actor holds the same."""
    order = NEXT_FIRST if which is held_or_offered else URGENT_FIRST
    start = position_seen_by(actor, order) if from_a_case else None
    answered = NOT_ASKED if which is not_taken else ANSWERED
    return one_page(rows_of(actor, which(actor), answered), order, start, back=back, size=CASES)


def rows_of(
    actor: Actor, which: ColumnElement[bool], answered: ColumnElement[bool] = ANSWERED
) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS, answered)
        .join(DataKey, DataKey.id == CaseFile.data_key_id)
        .join(Agency, Agency.id == CaseFile.sender_agency_id)
        .outerjoin(Person, Person.id == CaseFile.assigned_to_id)
        .where(allowed(CaseFile, Permission.CASE_HANDLE, actor), which)
    )


def position_seen_by(actor: Actor, order: Key) -> Key:
    """Return where the case `start` stands in the order, if one may see it; read inside the same statement."""
    this = (CaseFile.id == START, allowed(CaseFile, Permission.CASE_HANDLE, actor))
    before_its_id = [select(column).where(*this).correlate(None).scalar_subquery() for column in order[:-1]]
    return (*before_its_id, START)


@lru_cache(maxsize=1024)
def clock_of(due_on: date | None, kind: str | None) -> Clock | None:
    """Return the clock that runs out first. The rows of a page share few."""
    return Clock(DeadlineKind(kind), due_on) if due_on and kind else None


def case_rows(found: Iterable[Sequence[Any]]) -> tuple[CaseRow, ...]:
    ring = keyring()
    return tuple(case_row(row, ring) for row in found)


def case_row(row: Sequence[Any], ring: Keyring) -> CaseRow:
    (
        key,
        number,
        kind,
        status,
        urgency,
        is_protected,
        received_at,
        holder_id,
        *sealed,
        school,
        holder,
        due_on,
        due_kind,
        answered,
    ) = row
    key_id, age, wrapped = sealed
    return CaseRow(
        key,
        number,
        KINDS[kind],
        STATES[status],
        URGENCIES[urgency],
        is_protected,
        received_at,
        holder_id,
        holder,
        None if is_protected else school,
        "" if is_protected or not (wrapped and age) else age_in(ring, key_id, wrapped, key, age),
        clock_of(due_on, due_kind),
        bool(answered),
    )


def age_in(ring: Keyring, key_id: uuid.UUID, wrapped: bytes, case_id: uuid.UUID, sealed: bytes) -> str:
    """Return the age; nothing where it does not open: one damaged case must not take the others from who works."""
    try:
        return opened_with(ring, key_id, wrapped).open_bytes("case_file", case_id, sealed, "age").decode()
    except CannotOpen:
        log.warning("The age of the case %s does not open: it was damaged, or a master key is missing.", case_id)
        return ""
