"""The inbox of the team, and one's own cases: urgent ones first, then the oldest. No name stands in a list."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, false, func, literal, or_, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.audit.record import append, event
from prevention.organisations.models import Agency
from prevention.paging import Key, read_page
from prevention.referrals.models import ReferralKind, Urgency
from prevention.sealing.models import DataKey
from prevention.sealing.safe import opened

from .models import CaseDeadline, CaseFile, CaseOffer, CaseStatus, DeadlineKind

LISTED = event("cases.listed", "list", "count")
ORDER = (CaseFile.urgency_rank, CaseFile.received_at, CaseFile.id)
NEXT_CLOCK = (  # the least of `2026-11-18protection`: of each case in the same statement, and by its index
    select(func.min(cast(CaseDeadline.due_on, String) + cast(CaseDeadline.kind, String)))
    .where(CaseDeadline.case_id == CaseFile.id, CaseDeadline.met_at.is_(None))
    .correlate(CaseFile)
    .scalar_subquery()
)
COLUMNS = (
    CaseFile.id,
    CaseFile.number,
    CaseFile.kind,
    CaseFile.status,
    CaseFile.urgency,
    CaseFile.is_protected,
    CaseFile.received_at,
    CaseFile.assigned_to_id,
    CaseFile.data_key_id,
    CaseFile.content,
    DataKey.wrapped,
    Agency.name,
    Person.name,
    NEXT_CLOCK,
)


@dataclass(frozen=True, slots=True)
class Clock:
    kind: DeadlineKind
    due_on: date


@dataclass(frozen=True, slots=True)
class CaseRow:
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


@dataclass(frozen=True, slots=True)
class CaseList:
    """`before` and `after` are the cases to page from, None where the list ends."""

    rows: tuple[CaseRow, ...]
    before: uuid.UUID | None
    after: uuid.UUID | None


def inbox(actor: Actor, before: uuid.UUID | None, after: uuid.UUID | None) -> CaseList:
    """Return what nobody has taken, for those on duty and for the lead."""
    return listed(actor, "inbox", CaseFile.status == CaseStatus.RECEIVED, before, after)


def my_cases(actor: Actor, closed: bool, before: uuid.UUID | None, after: uuid.UUID | None) -> CaseList:
    """Return what one holds or is offered."""
    offered = select(CaseOffer.case_id).where(CaseOffer.to_id == actor.person_id, CaseOffer.answered_at.is_(None))
    mine = or_(CaseFile.assigned_to_id == actor.person_id, false() if closed else CaseFile.id.in_(offered))
    is_closed = CaseFile.status == CaseStatus.CLOSED
    return listed(actor, "mine", mine & (is_closed if closed else ~is_closed), before, after)


def listed(
    actor: Actor, name: str, which: ColumnElement[bool], before: uuid.UUID | None, after: uuid.UUID | None
) -> CaseList:
    """Read a page and record that it was: the age of each stands in what is sealed."""
    found = read_page(rows_of(actor, which), ORDER, partial(position_of, actor), before, after)
    append(actor.municipality_id, actor.person_id, LISTED, "case_file", None, {"list": name, "count": len(found.rows)})
    rows = tuple(case_row(row) for row in found.rows)
    return CaseList(rows, found.before, found.after)


def rows_of(actor: Actor, which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS)
        .join(DataKey, DataKey.id == CaseFile.data_key_id)
        .join(Agency, Agency.id == CaseFile.sender_agency_id)
        .outerjoin(Person, Person.id == CaseFile.assigned_to_id)
        .where(allowed(CaseFile, Permission.CASE_HANDLE, actor), which)
    )


def position_of(actor: Actor, case_id: uuid.UUID) -> Key:
    """Return where a case one may see stands in the order; read inside the same statement."""
    this = (CaseFile.id == case_id, allowed(CaseFile, Permission.CASE_HANDLE, actor))
    rank, received = (select(column).where(*this).correlate(None).scalar_subquery() for column in ORDER[:2])
    return rank, received, literal(case_id)


def clock_in(text: str | None) -> Clock | None:
    """Return the clock that runs out first: its day and its kind, as `NEXT_CLOCK` joins them."""
    return Clock(DeadlineKind(text[10:]), date.fromisoformat(text[:10])) if text else None


def case_row(row: Any) -> CaseRow:
    key, number, kind, status, urgency, is_protected, received_at, holder_id, *sealed, school, holder, clock = row
    key_id, content, wrapped = sealed
    return CaseRow(
        id=key,
        number=number,
        kind=kind,
        status=status,
        urgency=urgency,
        is_protected=is_protected,
        received_at=received_at,
        holder_id=holder_id,
        holder=holder,
        school=None if is_protected else school,
        age="" if is_protected or not (wrapped and content) else age_in(key, key_id, wrapped, content),
        clock=clock_in(clock),
    )


def age_in(case_id: uuid.UUID, key_id: uuid.UUID, wrapped: bytes, content: bytes) -> str:
    """Return the age where it is one: in a field of free text a name may stand."""
    age = str(opened(key_id, wrapped).open("case_file", case_id, content).get("age", "")).strip()
    return age if age.isdecimal() and len(age) <= 2 else ""
