"""Handing over: chosen fields, on a ground the rules allow, with a receipt; and how it goes on at the receiver."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.reference import new_reference
from prevention.sealing.safe import new_safe, safe_of

from .checks import Checked, checked, lock_held, lock_to_end
from .codes import ContactKind, DeclineReason, EventKind, HandoverStatus, Outcome
from .copying import content_of, copy_of
from .data import ContactData, HandoverData
from .errors import AlreadyAnswered
from .letters import ANSWERED, ENDED, WAITING, tell_holder, tell_receivers
from .lifecycle import RUNS, STEPS, Step
from .models import Handover, HandoverContact, HandoverCopy, HandoverEvent
from .receipts import write_receipt
from .rules import running

SENT = event("handover.sent", "case_id", "receiver_agency_id", "purpose", "basis", "fields", "reference")
READ = event("handover.read", "side")
PREPARED = event("handover.prepared")
STEPPED = event("handover.step", "step", "status", "code")
TELLS = {
    Step.ACCEPT: EventKind.ACCEPTED,
    Step.DECLINE: EventKind.DECLINED,
    Step.LOG_CONTACT: EventKind.CONTACT,
    Step.REPORT: EventKind.REPORTED,
    Step.WITHDRAW: EventKind.WITHDRAWN,
    Step.END_CONSENT: EventKind.CONSENT_ENDED,
    Step.EXPIRE: EventKind.EXPIRED,
}
OF_RECEIVER = frozenset({Step.ACCEPT, Step.DECLINE, Step.LOG_CONTACT, Step.REPORT})
TOLD = OF_RECEIVER - {Step.LOG_CONTACT}  # steps of the receiver that the sender gets a letter about


def hand_over(actor: Actor, case: CaseFile, data: HandoverData) -> Handover:
    """Disclose what was chosen, with its receipt. The same `client_id` again gives the hand-over that is there.

    :raises NotHolder: for anybody but the one who holds the case.
    :raises HandoverRefused: naming each fault; `RouteRefused` where the rules say no, with the rule.
    """
    lock_held(actor, case)
    same = select(Handover).where(Handover.case_id == case.id, Handover.client_id == data.client_id)
    if there := db.session.scalar(same):
        return there
    content = content_of(case)
    found = checked(actor, case, content, data)
    handover = new_handover(actor, case, data, found)
    db.session.add(handover)
    db.session.flush()
    put_copy(actor, handover, copy_of(content, data.fields, data.own_text))
    write_receipt(case, handover, found.basis, found.verdict.sentence, found.fields, data.weighing)
    tell_both(handover, EventKind.SENT)
    tell_receivers(handover, WAITING)
    told = {"basis": found.basis.code, "fields": len(found.fields), "reference": handover.reference}
    told |= {"case_id": case.id, "receiver_agency_id": handover.receiver_agency_id, "purpose": handover.purpose}
    record(actor, SENT, handover, **told)
    return handover


def new_handover(actor: Actor, case: CaseFile, data: HandoverData, found: Checked) -> Handover:
    return Handover(
        id=uuid.uuid4(),
        municipality_id=case.municipality_id,
        case_id=case.id,
        reference=new_reference("H"),
        sender_agency_id=case.agency_id,
        receiver_agency_id=data.receiver_id,
        purpose=data.purpose,
        basis_id=found.basis.id,
        consent_id=data.consent_id,
        decided_by_id=data.decided_by_id,
        sent_by_id=actor.person_id,
        sent_at=clock.now(),
        until=data.until,
        is_protected=case.is_protected,
        client_id=data.client_id,
    )


def put_copy(actor: Actor, handover: Handover, document: Mapping[str, str]) -> None:
    safe, copy_id = new_safe(actor), uuid.uuid4()
    db.session.add(
        HandoverCopy(
            id=copy_id,
            municipality_id=handover.municipality_id,
            handover_id=handover.id,
            data_key_id=safe.key_id,
            content=safe.seal("handover_copy", copy_id, document),
        )
    )
    db.session.flush()


def accept(actor: Actor, handover: Handover) -> None:
    """Take it on.

    :raises AlreadyAnswered: when somebody was first, or it has ended: two at once give one success.
    """
    take_step(actor, handover, Step.ACCEPT)


def decline(actor: Actor, handover: Handover, reason: DeclineReason) -> None:
    take_step(actor, handover, Step.DECLINE, code=reason)
    handover.decline_reason = reason
    db.session.flush()


def log_contact(actor: Actor, handover: Handover, data: ContactData) -> None:
    """Keep a contact. The note is the receiver's own; the sender is told the day."""
    take_step(actor, handover, Step.LOG_CONTACT, code=data.kind, quiet=True)
    put_contact(actor, handover, data)
    tell_both(handover, EventKind.CONTACT, data)


def put_contact(actor: Actor, handover: Handover, data: ContactData) -> None:
    key_id = db.session.scalars(select(HandoverCopy.data_key_id).where(HandoverCopy.handover_id == handover.id)).one()
    contact_id = uuid.uuid4()
    db.session.add(
        HandoverContact(
            id=contact_id,
            municipality_id=handover.municipality_id,
            handover_id=handover.id,
            kind=data.kind,
            day=data.day,
            by_id=actor.person_id,
            at=clock.now(),
            data_key_id=key_id,
            content=safe_of(key_id).seal("handover_contact", contact_id, {"note": data.note}),
        )
    )
    db.session.flush()


def report_back(actor: Actor, handover: Handover, outcome: Outcome) -> None:
    """Tell what came of it, as a code. The receiver's access ends here."""
    take_step(actor, handover, Step.REPORT, code=outcome)
    handover.outcome = outcome
    db.session.flush()


def withdraw(actor: Actor, handover: Handover) -> None:
    """Take back what was handed over: the receiver reads no more of it."""
    lock_to_end(actor, handover.case_id)
    take_step(actor, handover, Step.WITHDRAW)
    tell_receivers(handover, ENDED)


def take_step(
    actor: Actor | None,
    handover: Handover,
    step: Step,
    code: DeclineReason | ContactKind | Outcome | None = None,
    *,
    quiet: bool = False,
) -> None:
    db.session.refresh(handover, with_for_update=True)
    status = STEPS.get((handover.status, step))
    if status is None or (step in OF_RECEIVER and not still_runs(handover)):
        raise AlreadyAnswered
    set_status(actor, handover, step, status)
    if not quiet:
        tell_both(handover, TELLS[step])
    if step in TOLD:
        tell_holder(handover, ANSWERED)
    record(actor, STEPPED, handover, step=step, status=status, code=code)


def still_runs(handover: Handover) -> bool:
    """Tell whether its day and its ground hold."""
    return db.session.scalar(select(Handover.id).where(Handover.id == handover.id, running())) is not None


def set_status(actor: Actor | None, handover: Handover, step: Step, status: HandoverStatus) -> None:
    handover.status = status
    if step in {Step.ACCEPT, Step.DECLINE} and actor:
        handover.answered_by_id, handover.answered_at = actor.person_id, clock.now()
    if status not in RUNS:
        handover.ended_at = clock.now()
    db.session.flush()


def tell_both(handover: Handover, kind: EventKind, contact: ContactData | None = None) -> None:
    """Write a line that both sides see: a code and a day."""
    db.session.add(
        HandoverEvent(
            municipality_id=handover.municipality_id,
            handover_id=handover.id,
            kind=kind,
            day=contact.day if contact else clock.today(),
            at=clock.now(),
        )
    )
    db.session.flush()
