"""The unit's log as its lead reviews it: who read or changed which case when, as metadata, never what it says.

Reading that was not done by who held the case at that moment is marked: who held it stands in the story.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import LazyString
from sqlalchemy import ColumnElement, Select, and_, case, func, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import allowed
from prevention.accounts.models import Person, RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.paging import PAGE
from prevention.sorting import swedish

from .models import CaseFile, CaseStep, LogReview, ReviewRemark, StepKind
from .staff import HANDLING
from .words import DONE

READING = ("case.read", "case.file_read")
GIVES_TO_ACTOR = (StepKind.TAKE, StepKind.ACCEPT, StepKind.REOPEN)
DUE_EVERY = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class LogFilter:
    person_id: uuid.UUID | None = None
    number: str | None = None
    only_outsiders: bool = False
    before: int | None = None


@dataclass(frozen=True, slots=True)
class LogRow:
    """`outsider`: read while somebody else held the case."""

    at: datetime
    number: str
    who: str | None
    event: str
    outsider: bool
    details: Mapping[str, Any]

    @property
    def step(self) -> LazyString | str:
        """Return which step it was, where it was one."""
        return DONE[StepKind(self.details["step"])] if "step" in self.details else ""


@dataclass(frozen=True, slots=True)
class LogPage:
    rows: list[LogRow]
    older_than: int | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    starts_on: date
    ends_on: date
    remark: ReviewRemark
    by: str
    at: datetime


def holder_then() -> ColumnElement[Any]:
    """Return who held the case when it was read: who was given it last before."""
    given = case((CaseStep.kind == StepKind.ASSIGN, CaseStep.to_id), else_=CaseStep.by_id)
    return (
        select(given)
        .where(
            CaseStep.case_id == AuditEvent.object_id,
            CaseStep.at <= AuditEvent.at,
            CaseStep.kind.in_((*GIVES_TO_ACTOR, StepKind.ASSIGN)),
        )
        .order_by(CaseStep.at.desc(), CaseStep.id)
        .limit(1)
        .correlate(AuditEvent)
        .scalar_subquery()
    )


OUTSIDER = and_(AuditEvent.event.in_(READING), func.coalesce(holder_then() != AuditEvent.actor_id, False))
COLUMNS = (
    AuditEvent.number,
    AuditEvent.at,
    CaseFile.number,
    Person.name,
    AuditEvent.event,
    OUTSIDER,
    AuditEvent.details,
)


def log(actor: Actor, wanted: LogFilter) -> LogPage:
    """Return the newest fifty events of the unit's cases, before a row number if one is given."""
    found = db.session.execute(narrowed(events_of(actor), wanted)).all()
    rows = [LogRow(*row[1:]) for row in found[:PAGE]]
    return LogPage(rows, found[PAGE - 1][0] if len(found) > PAGE else None)


def events_of(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*COLUMNS)
        .join(CaseFile, CaseFile.id == AuditEvent.object_id)
        .outerjoin(Person, Person.id == AuditEvent.actor_id)
        .where(
            AuditEvent.chain == actor.municipality_id,
            AuditEvent.object_type == CaseFile.__tablename__,
            allowed(CaseFile, Permission.CASE_LOG_REVIEW, actor),
        )
        .order_by(AuditEvent.number.desc())
        .limit(PAGE + 1)
    )


def narrowed(query: Select[*tuple[Any, ...]], wanted: LogFilter) -> Select[*tuple[Any, ...]]:
    if wanted.person_id:
        query = query.where(AuditEvent.actor_id == wanted.person_id)
    if wanted.number:
        query = query.where(CaseFile.number == wanted.number)
    if wanted.only_outsiders:
        query = query.where(OUTSIDER)
    return query.where(AuditEvent.number < wanted.before) if wanted.before else query


def units_reviewed(actor: Actor) -> dict[uuid.UUID, str]:
    reviewed = actor.agencies(Permission.CASE_LOG_REVIEW, Reach.AGENCY)
    return {grant.agency_id: grant.agency_name for grant in actor.grants if grant.agency_id in reviewed}


def people(actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """Return who handles or has handled cases at the unit, by name."""
    query = (
        select(Person.id, Person.name)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(RoleAssignment.agency_id.in_(units_reviewed(actor)), RoleAssignment.role.in_(HANDLING))
        .group_by(Person.id, Person.name)
        .order_by(swedish(Person.name), Person.id)
    )
    return [(key, name) for key, name in db.session.execute(query)]


def reviews(actor: Actor) -> list[ReviewRow]:
    """Return the reviews of the unit, the latest first."""
    query = (
        select(LogReview.starts_on, LogReview.ends_on, LogReview.remark, Person.name, LogReview.at)
        .join(Person, Person.id == LogReview.by_id)
        .where(LogReview.agency_id.in_(units_reviewed(actor)))
        .order_by(LogReview.ends_on.desc(), LogReview.at.desc(), LogReview.id)
        .limit(12)
    )
    return [ReviewRow(*row) for row in db.session.execute(query)]


def is_due(rows: list[ReviewRow]) -> bool:
    """Tell whether a month has gone since the last day that was reviewed."""
    return not rows or clock.today() - rows[0].ends_on > DUE_EVERY
