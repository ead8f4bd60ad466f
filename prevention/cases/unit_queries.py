"""The unit as its lead sees it: numbers and clocks, never the name of a young person."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person, RoleAssignment
from prevention.extensions import db
from prevention.referrals.models import Urgency
from prevention.sorting import swedish

from .lifecycle import HELD
from .models import CaseDeadline, CaseFile, CaseOffer, CaseStatus, DeadlineKind, EmergencyAccess
from .staff import HANDLES_NOW, units_of

SHOWN = 50
RECENT = timedelta(days=30)
TAKER, GIVER = aliased(Person), aliased(Person)


@dataclass(frozen=True, slots=True)
class Load:
    """What somebody has on their table. Who left the unit and still holds cases `has_left`."""

    name: str
    held: int
    overdue: int
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Waiting:
    case_id: uuid.UUID
    number: str
    urgency: Urgency
    is_protected: bool
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Passed:
    """A clock that has passed."""

    case_id: uuid.UUID
    number: str
    urgency: Urgency
    kind: DeadlineKind
    due_on: date
    holder: str | None

    @property
    def days(self) -> int:
        return (clock.today() - self.due_on).days


@dataclass(frozen=True, slots=True)
class Offer:
    case_id: uuid.UUID
    number: str
    giver: str
    taker: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Emergency:
    """A case that somebody opened in an emergency."""

    case_id: uuid.UUID
    number: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unit:
    loads: list[Load]
    unassigned: list[Waiting]
    overdue: list[Passed]
    offers: list[Offer]
    emergencies: list[Emergency]


def unit(actor: Actor) -> Unit:
    return Unit(loads(actor), unassigned(actor), overdue(actor), offers(actor), emergencies(actor))


def loads(actor: Actor) -> list[Load]:
    """Return everybody of the unit, also those with nothing, and whoever else still holds a case of it."""
    late = exists().where(
        CaseDeadline.case_id == CaseFile.id, CaseDeadline.met_at.is_(None), CaseDeadline.due_on < clock.today()
    )
    here = exists().where(
        RoleAssignment.person_id == Person.id,
        RoleAssignment.agency_id.in_(units_of(actor)),
        *HANDLES_NOW,
    )
    held = and_(
        CaseFile.assigned_to_id == Person.id,
        CaseFile.status.in_(HELD),
        allowed(CaseFile, Permission.CASE_LEAD, actor),
    )
    count = func.count(CaseFile.id)
    query = (
        select(Person.name, count, count.filter(late), ~here)
        .outerjoin(CaseFile, held)
        .where(Person.municipality_id == actor.municipality_id, or_(here, CaseFile.id.is_not(None)))
        .group_by(Person.id)
        .order_by(count.filter(late).desc(), count.desc(), swedish(Person.name), Person.id)
    )
    return [Load(name, cases, overdue, bool(left)) for name, cases, overdue, left in db.session.execute(query)]


def unassigned(actor: Actor) -> list[Waiting]:
    query = (
        select(CaseFile.id, CaseFile.number, CaseFile.urgency, CaseFile.is_protected, CaseFile.received_at)
        .where(allowed(CaseFile, Permission.CASE_LEAD, actor), CaseFile.status == CaseStatus.RECEIVED)
        .order_by(CaseFile.urgency_rank, CaseFile.received_at, CaseFile.id)
        .limit(SHOWN + 1)
    )
    return [Waiting(*row) for row in db.session.execute(query)]


def overdue(actor: Actor) -> list[Passed]:
    """Return every clock that has passed, the most urgent first, and among them the oldest."""
    query: Select[*tuple[Any, ...]] = (
        select(CaseFile.id, CaseFile.number, CaseFile.urgency, CaseDeadline.kind, CaseDeadline.due_on, Person.name)
        .join(CaseDeadline, CaseDeadline.case_id == CaseFile.id)
        .outerjoin(Person, Person.id == CaseFile.assigned_to_id)
        .where(
            allowed(CaseFile, Permission.CASE_LEAD, actor),
            CaseFile.status != CaseStatus.CLOSED,
            CaseDeadline.met_at.is_(None),
            CaseDeadline.due_on < clock.today(),
        )
        .order_by(CaseFile.urgency_rank, CaseDeadline.due_on, CaseDeadline.id)
        .limit(SHOWN + 1)
    )
    return [Passed(*row) for row in db.session.execute(query)]


def offers(actor: Actor) -> list[Offer]:
    query = (
        select(CaseFile.id, CaseFile.number, GIVER.name, TAKER.name, CaseOffer.at)
        .join(CaseOffer, CaseOffer.case_id == CaseFile.id)
        .join(GIVER, GIVER.id == CaseOffer.by_id)
        .join(TAKER, TAKER.id == CaseOffer.to_id)
        .where(allowed(CaseFile, Permission.CASE_LEAD, actor), CaseOffer.answered_at.is_(None))
        .order_by(CaseOffer.at, CaseOffer.id)
        .limit(SHOWN)
    )
    return [Offer(*row) for row in db.session.execute(query)]


def emergencies(actor: Actor) -> list[Emergency]:
    query = (
        select(CaseFile.id, CaseFile.number, Person.name, EmergencyAccess.opened_at)
        .join(EmergencyAccess, EmergencyAccess.case_id == CaseFile.id)
        .join(Person, Person.id == EmergencyAccess.person_id)
        .where(allowed(CaseFile, Permission.CASE_LEAD, actor), EmergencyAccess.opened_at > clock.now() - RECENT)
        .order_by(EmergencyAccess.opened_at.desc(), EmergencyAccess.id)
        .limit(SHOWN)
    )
    return [Emergency(*row) for row in db.session.execute(query)]
