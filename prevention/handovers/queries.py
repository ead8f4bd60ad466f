"""What each side reads. The receiver's pages never ask the case; the sender's never ask the receiver's notes."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row as AskedRow
from sqlalchemy import Select, case, select
from sqlalchemy.orm import aliased

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.roles import ROLES, Role
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.sealing.models import DataKey
from prevention.sealing.safe import opened

from .checks import may_end
from .data import ContactRow, EventRow, Received, Row, Sent
from .models import DisclosureReceipt, Handover, HandoverContact, HandoverCopy, HandoverEvent, LegalBasis
from .receipts import hash_of, weighing_of
from .routes import Way, route_for, rules_in_force
from .rules import addressed, running

ENDED_SHOWN = 50
SENDER, RECEIVER = aliased(Agency), aliased(Agency)
BASIS = aliased(LegalBasis)  # whether a hand-over runs asks the table itself, and must not meet this join
SENT_BY, DECIDED_BY, ANSWERED_BY = aliased(Person), aliased(Person), aliased(Person)


def handed_to(actor: Actor) -> list[Row]:
    """Return what was handed over to one's agency: what runs first, then what has ended lately."""
    mine = addressed(actor, Permission.HANDOVER_READ)
    runs = running()
    live = rows(row_query().where(mine, runs).order_by(Handover.sent_at.desc(), Handover.id))
    over = row_query().where(mine, ~runs).order_by(Handover.sent_at.desc(), Handover.id).limit(ENDED_SHOWN)
    return live + rows(over)


def row_query() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Handover.id,
            Handover.reference,
            SENDER.name,
            RECEIVER.name,
            Handover.purpose,
            Handover.status,
            Handover.sent_at,
            Handover.until,
            Handover.outcome,
            case((running(), True), else_=False),
        )
        .join(SENDER, SENDER.id == Handover.sender_agency_id)
        .join(RECEIVER, RECEIVER.id == Handover.receiver_agency_id)
    )


def rows(query: Select[*tuple[Any, ...]]) -> list[Row]:
    return [Row(*found) for found in db.session.execute(query)]


def received(handover: Handover) -> Received | None:
    """Return the receiver's page, or None where it was closed this very moment. Whoever shows it records that."""
    terms = (SENT_BY.name, ANSWERED_BY.name, BASIS.title, BASIS.law)
    query = (
        with_copy(row_query().add_columns(*terms), handover)
        .join(SENT_BY, SENT_BY.id == Handover.sent_by_id)
        .join(BASIS, BASIS.id == Handover.basis_id)
        .outerjoin(ANSWERED_BY, ANSWERED_BY.id == Handover.answered_by_id)
    )
    *row, sent_by, answered_by, basis_title, basis_law, copy_id, key_id, content, wrapped = asked(query)
    copy = opened_copy(copy_id, key_id, content, wrapped)
    if copy is None:
        return None
    return Received(
        row=Row(*row),
        sent_by=sent_by,
        basis_title=basis_title,
        basis_law=basis_law,
        by_consent=handover.consent_id is not None,
        is_protected=handover.is_protected,
        answered_by=answered_by,
        answered_at=handover.answered_at,
        copy=copy,
        contacts=contacts_of(handover),
    )


def with_copy(query: Select[*tuple[Any, ...]], handover: Handover) -> Select[*tuple[Any, ...]]:
    """Add the copy and its key, as `opened_copy` takes them: empty where the reader may not open it any more."""
    return (
        query.add_columns(HandoverCopy.id, HandoverCopy.data_key_id, HandoverCopy.content, DataKey.wrapped)
        .outerjoin(HandoverCopy, HandoverCopy.handover_id == Handover.id)
        .outerjoin(DataKey, DataKey.id == HandoverCopy.data_key_id)
        .where(Handover.id == handover.id)
    )


def asked(query: Select[*tuple[Any, ...]]) -> AskedRow[*tuple[Any, ...]]:
    return db.session.execute(query).one()


def opened_copy(
    copy_id: uuid.UUID, key_id: uuid.UUID, content: bytes | None, wrapped: bytes | None
) -> dict[str, str] | None:
    """Open the copy. The database asks the consent itself, so it may be gone although the hand-over was just there."""
    if content is None or wrapped is None:
        return None
    return opened(key_id, wrapped).open("handover_copy", copy_id, content)


def contacts_of(handover: Handover) -> list[ContactRow]:
    query = (
        select(HandoverContact, Person.name, DataKey.wrapped)
        .join(Person, Person.id == HandoverContact.by_id)
        .join(DataKey, DataKey.id == HandoverContact.data_key_id)
        .where(HandoverContact.handover_id == handover.id)
        .order_by(HandoverContact.day, HandoverContact.at, HandoverContact.id)
    )
    found = db.session.execute(query).all()
    return [ContactRow(one.kind, one.day, by, note_of(one, wrapped)) for one, by, wrapped in found]


def note_of(contact: HandoverContact, wrapped: bytes | None) -> str:
    assert contact.content is not None and wrapped is not None  # noqa: S101  weeded rows are gone
    return str(opened(contact.data_key_id, wrapped).open("handover_contact", contact.id, contact.content)["note"])


def sent(actor: Actor, handover: Handover) -> Sent | None:
    """Return the sender's page; of a protected identity to the holder alone. Whoever shows it records that."""
    of_case = db.session.get_one(CaseFile, handover.case_id)
    if of_case.is_protected and of_case.assigned_to_id != actor.person_id:
        return None
    receipt, decided_by, disclosed_by, wrapped = asked(
        select(DisclosureReceipt, DECIDED_BY.name, SENT_BY.name, DataKey.wrapped)
        .join(DECIDED_BY, DECIDED_BY.id == DisclosureReceipt.decided_by_id)
        .join(SENT_BY, SENT_BY.id == DisclosureReceipt.disclosed_by_id)
        .join(DataKey, DataKey.id == DisclosureReceipt.data_key_id)
        .where(DisclosureReceipt.handover_id == handover.id)
    )
    *row, copy_id, key_id, content, copy_key = asked(with_copy(row_query(), handover))
    return Sent(
        row=Row(*row),
        case_id=of_case.id,
        case_number=of_case.number,
        copy=opened_copy(copy_id, key_id, content, copy_key) or {},
        basis_title=receipt.basis_title,
        basis_law=receipt.basis_law,
        rule=receipt.rule,
        decided_by=decided_by,
        disclosed_by=disclosed_by,
        weighing=weighing_of(receipt, wrapped),
        receipt_hash=receipt.hash,
        is_whole=receipt.hash == hash_of(receipt),
        may_withdraw=may_end(actor, of_case),
        events=events_of([handover.id]).get(handover.id, []),
    )


def events_of(handovers: list[uuid.UUID]) -> dict[uuid.UUID, list[EventRow]]:
    query = select(HandoverEvent.handover_id, HandoverEvent.kind, HandoverEvent.day)
    order = (HandoverEvent.day, HandoverEvent.at, HandoverEvent.id)
    found: dict[uuid.UUID, list[EventRow]] = {}
    for handover_id, kind, day in db.session.execute(
        query.where(HandoverEvent.handover_id.in_(handovers)).order_by(*order)
    ):
        found.setdefault(handover_id, []).append(EventRow(kind, day))
    return found


def names_of_people(people: set[uuid.UUID | None]) -> Mapping[uuid.UUID | None, str]:
    query = select(Person.id, Person.name).where(Person.id.in_(people - {None}))
    return {row[0]: row[1] for row in db.session.execute(query)}


def is_running(actor: Actor, handover: Handover) -> bool:
    """Tell whether the actor may still open it as its receiver."""
    query = select(Handover.id).where(Handover.id == handover.id, allowed(Handover, Permission.HANDOVER_READ, actor))
    return db.session.scalar(query) is not None


def who_answered(handover: Handover) -> str | None:
    return names_of_people({handover.answered_by_id}).get(handover.answered_by_id)


def refusals(actor: Actor) -> dict[str, str]:
    """Return, by kind of agency, the rules that keep a school's staff from telling it: of their own role first."""
    role = Role.PRINCIPAL if any(grant.role is Role.PRINCIPAL for grant in actor.grants) else Role.TEACHER
    answers = {kind: why_not(actor, role, kind) for kind in (AgencyKind.POLICE, AgencyKind.RESCUE_SERVICE)}
    return {str(kind): answer for kind, answer in answers.items() if answer}


def why_not(actor: Actor, role: Role, receiver_kind: AgencyKind) -> str | None:
    """Return the rule that keeps somebody in this role from telling such an agency; None where one lets them."""
    rules = rules_in_force(actor.municipality_id, clock.today())
    sender = ROLES[role].held_at
    grounds = {rule.basis_code for rule in rules if rule.sender_kind is sender}
    answers = [route_for(rules, Way(sender, role, receiver_kind, ground)) for ground in sorted(grounds, key=str)]
    if any(answer.allowed for answer in answers):
        return None
    refused = route_for(rules, Way(sender, role, receiver_kind))
    return f"{refused.sentence} ({refused.law})"
