"""What actions and pages ask about a case. The lists are in `lists.py`, the page of one case in `page.py`.

A few questions are about rows that the asker may not read. PostgreSQL answers them by functions that tell just that
(migrations 0009 and 0011), SQLite by the same question put directly.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, TextualSelect, exists, or_, select, text

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import visible
from prevention.accounts.models import Person, RoleAssignment
from prevention.extensions import db, on_postgresql
from prevention.referrals.models import Referral
from prevention.sorting import swedish

from .models import CaseFile, CaseOffer, CaseStep, Duty, NamedHandler, StepKind
from .staff import staff_of

Direct = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Done:
    """The last line of a story: enough to say who was first."""

    id: uuid.UUID
    kind: StepKind
    by_id: uuid.UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Author:
    person_id: uuid.UUID
    reference: str


@dataclass(frozen=True, slots=True)
class OnDuty:
    name: str
    is_deputy: bool
    is_me: bool


LAST_STEP = text("SELECT * FROM app_last_step(:case_id)").columns(
    CaseStep.id, CaseStep.kind, CaseStep.by_id, CaseStep.at
)
AUTHOR = text("SELECT * FROM app_author_of(:case_id)").columns(Referral.author_id, Referral.reference)


def ask(of_owner: TextualSelect, directly: Callable[[uuid.UUID], Direct], case_id: uuid.UUID) -> list[Any]:
    """Put a question about rows that the asker may not read themselves."""
    query = of_owner if on_postgresql() else directly(case_id)
    return list(db.session.connection().execute(query, {"case_id": case_id}))


def last_step(actor: Actor, case_id: uuid.UUID) -> Done | None:
    """Return who did what last, also once the case went out of one's sight: two at once, and one was first."""
    rows = ask(LAST_STEP, partial(last_step_of, actor), case_id)
    return Done(*rows[0]) if rows else None


def last_step_of(actor: Actor, case_id: uuid.UUID) -> Direct:
    led = actor.agencies(Permission.CASE_HANDLE, Reach.AGENCY)
    unit = led | actor.agencies(Permission.CASE_HANDLE, Reach.ASSIGNED)
    named = exists().where(NamedHandler.agency_id == CaseFile.agency_id, NamedHandler.person_id == actor.person_id)
    theirs = or_(CaseFile.assigned_to_id == actor.person_id, CaseFile.agency_id.in_(led), named)
    return (
        select(CaseStep.id, CaseStep.kind, CaseStep.by_id, CaseStep.at)
        .join(CaseFile, CaseFile.id == CaseStep.case_id)
        .where(CaseFile.id == case_id, CaseFile.agency_id.in_(unit), or_(CaseFile.is_protected.is_(False), theirs))
        .order_by(CaseStep.at.desc(), CaseStep.id)
        .limit(1)
    )


def author_of(case_id: uuid.UUID) -> Author | None:
    """Return who sent it, for who holds the case; None once the sender's copy is weeded."""
    rows = ask(AUTHOR, author_directly, case_id)
    return Author(*rows[0]) if rows else None


def author_directly(case_id: uuid.UUID) -> Direct:
    joined = select(Referral.author_id, Referral.reference).join(CaseFile, CaseFile.referral_id == Referral.id)
    return joined.where(CaseFile.id == case_id)


def open_offer(case_id: uuid.UUID) -> CaseOffer | None:
    query = select(CaseOffer).where(CaseOffer.case_id == case_id, CaseOffer.answered_at.is_(None))
    return db.session.scalar(query)


def is_named(actor: Actor, case: CaseFile) -> bool:
    """Tell whether the lead has named this person for cases of protected identity."""
    query = select(NamedHandler.id).where(
        NamedHandler.agency_id == case.agency_id, NamedHandler.person_id == actor.person_id
    )
    return db.session.scalar(query) is not None


def case_to_take(actor: Actor, case_id: uuid.UUID) -> CaseFile | None:
    return db.session.scalar(visible(CaseFile, Permission.CASE_HANDLE, actor).where(CaseFile.id == case_id))


def colleagues(case: CaseFile, with_holder: bool = False) -> list[tuple[uuid.UUID, str]]:
    """Return who can be given the case, by name: who handles cases there; of a protected identity, who is named."""
    named = exists().where(NamedHandler.agency_id == RoleAssignment.agency_id, NamedHandler.person_id == Person.id)
    staff = staff_of([case.agency_id], *([named] if case.is_protected else []))
    return [(one.person_id, one.name) for one in staff if with_holder or one.person_id != case.assigned_to_id]


def on_duty(actor: Actor) -> list[OnDuty]:
    """Return who takes in what arrives today at the actor's unit, deputies last."""
    units = {grant.agency_id for grant in actor.grants if grant.reach(Permission.CASE_HANDLE)}
    query = (
        select(Person.name, Duty.is_deputy, Person.id)
        .join(Duty, Duty.person_id == Person.id)
        .where(Duty.agency_id.in_(units), Duty.starts_on <= clock.today(), Duty.ends_on >= clock.today())
        .order_by(Duty.is_deputy, swedish(Person.name), Person.id)
    )
    return [OnDuty(name, is_deputy, key == actor.person_id) for name, is_deputy, key in db.session.execute(query)]


def name_of(person_id: uuid.UUID) -> str:
    return db.session.scalars(select(Person.name).where(Person.id == person_id)).one()
