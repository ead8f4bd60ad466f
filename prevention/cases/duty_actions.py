"""Planning who takes in what arrives, and who may take in cases of protected identity."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete, select, true

from prevention.access.actor import Actor
from prevention.audit.record import append, event, record
from prevention.extensions import db

from .models import Duty, NamedHandler
from .roster import WEEK, monday_of
from .staff import staff_of

PLANNED = event("duty.planned", "person_id", "starts_on", "weeks", "every", "is_deputy")
CHANGED = event("duty.changed", "person_id", "starts_on", "ends_on", "is_deputy")
REMOVED = event("duty.removed", "person_id", "starts_on", "ends_on")
NAMED = event("handlers.named", "added", "removed")


@dataclass(frozen=True, slots=True)
class PlanData:
    """Whole weeks, Monday to Sunday: the one that holds `begins`, and every `every`th after it."""

    agency_id: uuid.UUID
    person_id: uuid.UUID
    is_deputy: bool
    begins: date
    weeks: int
    every: int


@dataclass(frozen=True, slots=True)
class DutyData:
    person_id: uuid.UUID
    is_deputy: bool
    starts_on: date
    ends_on: date


class NotAtUnit(Exception):
    """Only people with a role at the unit can be on duty there."""


class AlreadyOnDuty(Exception):
    """They are on duty some of these days already; `starts_on` and `ends_on` say when."""

    def __init__(self, starts_on: date, ends_on: date) -> None:
        super().__init__(starts_on, ends_on)
        self.starts_on, self.ends_on = starts_on, ends_on


def plan_weeks(actor: Actor, data: PlanData) -> None:
    """Put somebody on duty for several weeks, all of them or none.

    :raises NotAtUnit: for somebody without a role there.
    :raises AlreadyOnDuty: when one of the weeks is theirs already.
    """
    refuse_others({data.person_id}, data.agency_id)
    first = monday_of(data.begins)
    mondays = [first + WEEK * data.every * number for number in range(data.weeks)]
    rows = [new_duty(actor, data, monday) for monday in mondays]
    for row in rows:
        refuse_twice(data.agency_id, data.person_id, row.starts_on, row.ends_on)
    db.session.add_all(rows)
    db.session.flush()
    told = {"person_id": data.person_id, "starts_on": first, "weeks": data.weeks, "every": data.every}
    record(actor, PLANNED, rows[0], is_deputy=data.is_deputy, **told)


def new_duty(actor: Actor, data: PlanData, monday: date) -> Duty:
    return Duty(
        id=uuid.uuid4(),
        municipality_id=actor.municipality_id,
        agency_id=data.agency_id,
        person_id=data.person_id,
        starts_on=monday,
        ends_on=monday + timedelta(days=6),
        is_deputy=data.is_deputy,
    )


def change_duty(actor: Actor, duty: Duty, data: DutyData) -> None:
    """Give these days to somebody else, or move them.

    :raises NotAtUnit: for somebody without a role there.
    :raises AlreadyOnDuty: when some of the days are theirs already.
    """
    refuse_others({data.person_id}, duty.agency_id)
    refuse_twice(duty.agency_id, data.person_id, data.starts_on, data.ends_on, but=duty.id)
    duty.person_id, duty.is_deputy = data.person_id, data.is_deputy
    duty.starts_on, duty.ends_on = data.starts_on, data.ends_on
    db.session.flush()
    told = {"starts_on": data.starts_on, "ends_on": data.ends_on}
    record(actor, CHANGED, duty, person_id=data.person_id, is_deputy=data.is_deputy, **told)


def remove_duty(actor: Actor, duty: Duty) -> None:
    record(actor, REMOVED, duty, person_id=duty.person_id, starts_on=duty.starts_on, ends_on=duty.ends_on)
    db.session.delete(duty)
    db.session.flush()


def name_handlers(actor: Actor, agency_id: uuid.UUID, people: Collection[uuid.UUID]) -> None:
    """Choose who takes in cases of protected identity: just these, from now on.

    :raises NotAtUnit: for somebody without a role there.
    """
    refuse_others(set(people), agency_id)
    query = select(NamedHandler.person_id).where(NamedHandler.agency_id == agency_id)
    before, chosen = set(db.session.scalars(query)), set(people)
    gone = NamedHandler.person_id.in_(before - chosen)
    db.session.execute(delete(NamedHandler).where(NamedHandler.agency_id == agency_id, gone))
    for person in sorted(chosen - before):
        row = NamedHandler(municipality_id=actor.municipality_id, agency_id=agency_id, person_id=person)
        db.session.add(row)
    db.session.flush()
    changes = {"added": sorted(chosen - before), "removed": sorted(before - chosen)}
    if before != chosen:
        append(actor.municipality_id, actor.person_id, NAMED, "agency", agency_id, changes)


def refuse_others(people: set[uuid.UUID], agency_id: uuid.UUID) -> None:
    if not people <= {one.person_id for one in staff_of([agency_id])}:
        raise NotAtUnit


def refuse_twice(
    agency_id: uuid.UUID, person_id: uuid.UUID, starts_on: date, ends_on: date, but: uuid.UUID | None = None
) -> None:
    """Let nobody stand twice on the same day: nobody is their own deputy."""
    same = select(Duty.starts_on, Duty.ends_on).where(
        Duty.agency_id == agency_id,
        Duty.person_id == person_id,
        Duty.starts_on <= ends_on,
        Duty.ends_on >= starts_on,
        Duty.id != but if but else true(),
    )
    if other := db.session.execute(same.order_by(Duty.starts_on).limit(1)).first():
        raise AlreadyOnDuty(*other)
