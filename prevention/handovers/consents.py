"""Consents: recorded, renewed, withdrawn. What stands on one that ends, ends with it."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.formats import gettext
from prevention.groups.endings import end_groups_on
from prevention.groups.models import EndReason
from prevention.organisations.models import Agency
from prevention.sealing.safe import safe_of

from .actions import take_step
from .checks import lock_held, lock_to_end, may_receive
from .data import ConsentData
from .errors import Fault, HandoverRefused
from .letters import ENDED, tell_receivers
from .lifecycle import RUNS, Step
from .models import Consent, Handover

RECORDED = event("consent.recorded", "case_id", "given_by", "until", "renews_id")
WITHDRAWN = event("consent.withdrawn", "case_id", "closed")


def record_consent(actor: Actor, case: CaseFile, data: ConsentData, renews: Consent | None = None) -> Consent:
    """Keep a consent. A renewal is a new one beside the old: what stands on the old one keeps its own day.

    :raises NotHolder: for anybody but the one who holds the case.
    :raises HandoverRefused: naming each fault.
    """
    lock_held(actor, case)
    refuse_faults(actor, data)
    consent_id = uuid.uuid4()
    consent = Consent(
        id=consent_id,
        municipality_id=case.municipality_id,
        case_id=case.id,
        given_by=data.given_by,
        agency_ids=[str(one) for one in data.agency_ids],
        fields=sorted(data.fields),
        given_on=data.given_on,
        until=data.until,
        renews_id=renews.id if renews else None,
        recorded_by_id=actor.person_id,
        recorded_at=clock.now(),
        data_key_id=case.data_key_id,
        content=safe_of(case.data_key_id).seal("consent", consent_id, {"names": data.names}),
    )
    db.session.add(consent)
    db.session.flush()
    told = {"given_by": data.given_by, "until": data.until, "renews_id": consent.renews_id}
    record(actor, RECORDED, consent, case_id=case.id, **told)
    return consent


def refuse_faults(actor: Actor, data: ConsentData) -> None:
    found = db.session.scalars(select(Agency).where(Agency.id.in_(data.agency_ids))).all()
    faults = []
    if len(found) != len(data.agency_ids) or not all(may_receive(actor, one) for one in found):
        faults.append(Fault("agencies", gettext("Choose the receivers in the list.")))
    if data.given_on > clock.today():
        faults.append(Fault("given_on", gettext("Choose the day it was given, today or before.")))
    if data.until < clock.today():
        faults.append(Fault("until", gettext("Choose a day from today on.")))
    if faults:
        raise HandoverRefused(*faults)


@dataclass(frozen=True, slots=True)
class Ended:
    """How many ended with a consent."""

    handovers: int = 0
    groups: int = 0


def withdraw_consent(actor: Actor, consent: Consent) -> Ended:
    """Take it back, with what it renews and what renewed it, and end every hand-over and group on it at once.

    Withdrawing again changes nothing.
    """
    lock_to_end(actor, consent.case_id)
    if consent.withdrawn_at:
        return Ended()
    chain = chain_of(consent)
    for one in chain:
        one.withdrawn_at = one.withdrawn_at or clock.now()
    db.session.flush()
    ended = end_what_stands_on(actor, [one.id for one in chain])
    groups = end_groups_on(actor, [one.id for one in chain], EndReason.CONSENT_WITHDRAWN)
    record(actor, WITHDRAWN, consent, case_id=consent.case_id, closed=ended)
    return Ended(ended, groups)


def chain_of(consent: Consent) -> list[Consent]:
    query = select(Consent).where(Consent.case_id == consent.case_id).with_for_update()
    all_of_case = {one.id: one for one in db.session.scalars(query.order_by(Consent.id))}

    def first(one: Consent) -> uuid.UUID:
        return first(all_of_case[one.renews_id]) if one.renews_id in all_of_case else one.id

    return [one for one in all_of_case.values() if first(one) == first(consent)]


def end_what_stands_on(actor: Actor | None, consents: list[uuid.UUID]) -> int:
    query = select(Handover).where(Handover.consent_id.in_(consents), Handover.status.in_(sorted(RUNS)))
    handovers = db.session.scalars(query.order_by(Handover.id)).all()
    for handover in handovers:
        take_step(actor, handover, Step.END_CONSENT)
        tell_receivers(handover, ENDED)
    return len(handovers)


def names_of(consent: Consent) -> str:
    """Return who gave it, as written. Whoever shows it records that."""
    assert consent.content is not None  # noqa: S101  weeded rows are gone
    return str(safe_of(consent.data_key_id).open("consent", consent.id, consent.content)["names"])
