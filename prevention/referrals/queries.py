"""What a sender sees: their drafts, what was sent, and its status card. Nothing here reads a table of the receiver."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, literal, select, tuple_

from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.paging import PAGE
from prevention.sorting import swedish

from .models import InformationRequest, Referral, ReferralKind, ReferralStatus, StatusCode, StatusEvent
from .steps import Step, furthest, steps_of

ORDER = {code: place for place, code in enumerate(StatusCode)}
DRAFTS_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Receiver:
    """Social services that a school of the municipality can send to; `phone` is answered at any hour."""

    id: uuid.UUID
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft by when it was begun and how far it has come: `number` of `count` pages."""

    id: uuid.UUID
    kind: ReferralKind
    begun_at: datetime
    saved_at: datetime
    reached: Step
    number: int
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the status card."""

    code: StatusCode
    at: datetime


@dataclass(frozen=True, slots=True)
class SentRow:
    id: uuid.UUID
    reference: str
    kind: ReferralKind
    sent_at: datetime
    is_mine: bool
    status: Line
    is_asked: bool  # the receiver has written, and waits or gave advice


@dataclass(frozen=True, slots=True)
class SentPage:
    rows: list[SentRow]
    older_than: uuid.UUID | None  # the row to go on after, where there is more


def receivers(actor: Actor) -> list[Receiver]:
    query = select(Agency.id, Agency.name, Agency.emergency_phone).where(
        Agency.municipality_id == actor.municipality_id,
        Agency.kind == AgencyKind.SOCIAL_SERVICES,
        Agency.active_to.is_(None),
    )
    return [Receiver(*row) for row in db.session.execute(query.order_by(swedish(Agency.name), Agency.id))]


def still_receives(agency_id: uuid.UUID | None) -> bool:
    """Tell whether somebody opens what is sent there: a draft may have lain while its receiver closed."""
    query = select(Agency.id).where(Agency.id == agency_id, Agency.active_to.is_(None))
    return db.session.scalar(query) is not None


def schools(actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """Return the schools one can write for, by name."""
    held = {grant.agency_id: grant.agency_name for grant in actor.grants if grant.reach(Permission.REFERRAL_WRITE)}
    return sorted(held.items(), key=lambda pair: pair[1])


def drafts(actor: Actor) -> list[DraftRow]:
    """Return one's own drafts, the last touched first. They say nothing: a list is seen over a shoulder."""
    query = (
        select(Referral.id, Referral.kind, Referral.created_at, Referral.updated_at, Referral.written_by)
        .where(allowed(Referral, Permission.REFERRAL_WRITE, actor), Referral.status == ReferralStatus.DRAFT)
        .order_by(Referral.updated_at.desc(), Referral.id)
        .limit(DRAFTS_SHOWN)
    )
    return [draft_row(*row) for row in db.session.execute(query)]


def draft_row(
    key: uuid.UUID, kind: ReferralKind, begun_at: datetime, saved_at: datetime, written: Collection[str]
) -> DraftRow:
    steps, reached = steps_of(kind), furthest(written, kind)
    return DraftRow(key, kind, begun_at, saved_at, reached, steps.index(reached) + 1, len(steps))


def sent_page(actor: Actor, after: uuid.UUID | None) -> SentPage:
    """Return what one has sent, and for a head what the school has: the newest first, from a row on."""
    found = db.session.execute(newest_first(actor, after)).all()
    keys = [row.id for row in found[:PAGE]]
    latest = {key: lines[-1] for key, lines in cards(keys).items()}
    mine, asked = actor.person_id, unanswered(actor, keys)
    rows = [
        SentRow(row.id, row.reference, row.kind, row.sent_at, row.author_id == mine, latest[row.id], row.id in asked)
        for row in found[:PAGE]
    ]
    return SentPage(rows, keys[-1] if len(found) > PAGE else None)


def unanswered(actor: Actor, keys: list[uuid.UUID]) -> set[uuid.UUID]:
    query = select(InformationRequest.referral_id).where(
        InformationRequest.referral_id.in_(keys),
        InformationRequest.answered_at.is_(None),
        allowed(InformationRequest, Permission.REFERRAL_READ, actor),
    )
    return set(db.session.scalars(query))


def newest_first(
    actor: Actor, after: uuid.UUID | None
) -> Select[uuid.UUID, str | None, ReferralKind, datetime | None, uuid.UUID]:
    seen = allowed(Referral, Permission.REFERRAL_READ, actor)
    query = (
        select(Referral.id, Referral.reference, Referral.kind, Referral.sent_at, Referral.author_id)
        .where(seen, Referral.status == ReferralStatus.SENT)
        .order_by(Referral.sent_at.desc(), Referral.id.desc())
        .limit(PAGE + 1)
    )
    if after is None:
        return query
    place = select(Referral.sent_at).where(Referral.id == after, seen).correlate(None).scalar_subquery()
    return query.where(tuple_(Referral.sent_at, Referral.id) < tuple_(place, literal(after, Referral.id.type)))


def cards(keys: list[uuid.UUID]) -> dict[uuid.UUID, list[Line]]:
    """Return the status cards, each in the order it happened."""
    query = select(StatusEvent.referral_id, StatusEvent.code, StatusEvent.at).where(StatusEvent.referral_id.in_(keys))
    told = sorted(db.session.execute(query), key=lambda row: (str(row.referral_id), row.at, ORDER[row.code]))
    return {key: [Line(row.code, row.at) for row in rows] for key, rows in groupby(told, lambda row: row.referral_id)}


def card(referral: Referral) -> list[Line]:
    return cards([referral.id])[referral.id]


def agency_name(agency_id: uuid.UUID | None) -> str:
    return db.session.scalar(select(Agency.name).where(Agency.id == agency_id)) or ""
