"""What each side reads. The receiver's pages never ask the case; the sender's never ask the receiver's notes."""

import uuid
from collections.abc import Mapping

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
from prevention.sealing.safe import safe_of

from .checks import may_end
from .data import ContactRow, EventRow, Received, Row, Sent
from .models import DisclosureReceipt, Handover, HandoverContact, HandoverCopy, HandoverEvent, LegalBasis
from .receipts import hash_of, weighing_of
from .routes import Way, route_for, rules_in_force
from .rules import addressed, running

ENDED_SHOWN = 50
SENDER, RECEIVER = aliased(Agency), aliased(Agency)


def handed_to(actor: Actor) -> list[Row]:
    """Return what was handed over to one's agency: what runs first, then what has ended lately."""
    mine = addressed(actor, Permission.HANDOVER_READ)
    runs = running()
    live = rows(row_query().where(mine, runs).order_by(Handover.sent_at.desc(), Handover.id))
    over = row_query().where(mine, ~runs).order_by(Handover.sent_at.desc(), Handover.id).limit(ENDED_SHOWN)
    return live + rows(over)


def row_query() -> Select[*tuple[object, ...]]:
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


def rows(query: Select[*tuple[object, ...]]) -> list[Row]:
    return [Row(*found) for found in db.session.execute(query)]  # type: ignore[arg-type]


def row_of(handover: Handover) -> Row:
    return rows(row_query().where(Handover.id == handover.id))[0]


def received(handover: Handover) -> Received | None:
    """Return the receiver's page, or None where it was closed this very moment. Whoever shows it records that."""
    copy = opened_copy(handover)
    if copy is None:
        return None
    basis = db.session.get_one(LegalBasis, handover.basis_id)
    names = names_of_people({handover.sent_by_id, handover.answered_by_id})
    return Received(
        row=row_of(handover),
        sent_by=names[handover.sent_by_id],
        basis_title=basis.title,
        basis_law=basis.law,
        by_consent=handover.consent_id is not None,
        is_protected=handover.is_protected,
        answered_by=names.get(handover.answered_by_id),
        answered_at=handover.answered_at,
        copy=copy,
        contacts=contacts_of(handover),
    )


def opened_copy(handover: Handover) -> dict[str, str] | None:
    """Open the copy. The database asks the consent itself, so it may be gone although the hand-over was just there."""
    copy = db.session.scalar(select(HandoverCopy).where(HandoverCopy.handover_id == handover.id))
    if copy is None or copy.content is None:
        return None
    return safe_of(copy.data_key_id).open("handover_copy", copy.id, copy.content)


def contacts_of(handover: Handover) -> list[ContactRow]:
    query = (
        select(HandoverContact, Person.name)
        .join(Person, Person.id == HandoverContact.by_id)
        .where(HandoverContact.handover_id == handover.id)
        .order_by(HandoverContact.day, HandoverContact.at, HandoverContact.id)
    )
    found = db.session.execute(query).all()
    return [ContactRow(one.kind, one.day, by, note_of(one)) for one, by in found]


def note_of(contact: HandoverContact) -> str:
    assert contact.content is not None  # noqa: S101
    return str(safe_of(contact.data_key_id).open("handover_contact", contact.id, contact.content)["note"])


def sent(actor: Actor, handover: Handover) -> Sent | None:
    """Return the sender's page; of a protected identity to the holder alone. Whoever shows it records that."""
    of_case = db.session.get_one(CaseFile, handover.case_id)
    if of_case.is_protected and of_case.assigned_to_id != actor.person_id:
        return None
    receipt = db.session.scalars(select(DisclosureReceipt).where(DisclosureReceipt.handover_id == handover.id)).one()
    names = names_of_people({receipt.decided_by_id, receipt.disclosed_by_id})
    return Sent(
        row=row_of(handover),
        case_id=of_case.id,
        case_number=of_case.number,
        copy=opened_copy(handover) or {},
        basis_title=receipt.basis_title,
        basis_law=receipt.basis_law,
        rule=receipt.rule,
        decided_by=names[receipt.decided_by_id],
        disclosed_by=names[receipt.disclosed_by_id],
        weighing=weighing_of(receipt),
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
