"""What ends by its date is noted and told once. The rules look at the date themselves: it was closed before that."""

import uuid
from datetime import time

from sqlalchemy import func, select

from prevention import clock
from prevention.audit.record import event, record
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db, on_postgresql
from prevention.groups.endings import end_groups_on
from prevention.groups.models import EndReason
from prevention.jobs.kinds import Arguments, job

from .actions import take_step
from .consents import end_what_stands_on
from .letters import CONSENT_ENDED, ENDED, tell, tell_receivers
from .lifecycle import RUNS, Step
from .models import Consent, Handover

EXPIRED = event("consent.expired", "case_id", "closed")
Over = list[tuple[uuid.UUID, uuid.UUID]]


@job("handovers.end", every=time(5))
def end_what_is_over(_arguments: Arguments) -> None:
    """Note consents and hand-overs whose last day has passed; holders and receivers get a letter."""
    for consent_id, keeper in consents_over():
        with acting_as(keeper):
            end_consent(db.session.get_one(Consent, consent_id))
    for handover_id, keeper in handovers_over():
        with acting_as(keeper):
            handover = db.session.get_one(Handover, handover_id)
            take_step(None, handover, Step.EXPIRE)
            tell_receivers(handover, ENDED)


def end_consent(consent: Consent) -> None:
    consent.expiry_told_at = clock.now()
    case = db.session.get_one(CaseFile, consent.case_id)
    closed = end_what_stands_on(None, [consent.id])
    end_groups_on(None, [consent.id], EndReason.CONSENT_EXPIRED)
    record(None, EXPIRED, consent, case_id=case.id, closed=closed)
    if case.assigned_to_id:
        tell([case.assigned_to_id], CONSENT_ENDED, {"number": case.number, "case_id": case.id})


def consents_over() -> Over:
    if on_postgresql():
        return answers_of("app_ended_consents")
    query = select(Consent.id, CaseFile.assigned_to_id).join(CaseFile, CaseFile.id == Consent.case_id)
    over = query.where(Consent.until < clock.today(), Consent.withdrawn_at.is_(None), Consent.expiry_told_at.is_(None))
    return [(key, keeper) for key, keeper in db.session.execute(over.order_by(Consent.id)) if keeper]


def handovers_over() -> Over:
    if on_postgresql():
        return answers_of("app_ended_handovers")
    query = select(Handover.id, CaseFile.assigned_to_id).join(CaseFile, CaseFile.id == Handover.case_id)
    over = query.where(Handover.until < clock.today(), Handover.status.in_(sorted(RUNS)))
    return [(key, keeper) for key, keeper in db.session.execute(over.order_by(Handover.id)) if keeper]


def answers_of(function: str) -> Over:
    """Ask the owner's function: a job is nobody, and nobody sees a secret row."""
    table = getattr(func, function)(clock.today()).table_valued("id", "keeper_id")
    return [
        (uuid.UUID(str(key)), uuid.UUID(str(keeper))) for key, keeper in db.session.execute(select(table)) if keeper
    ]
