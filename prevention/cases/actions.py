"""Every step of a case: locked, checked against the table, told in the story, and in the trail."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.referrals.models import StatusCode, StatusEvent, Urgency
from prevention.sealing.safe import safe_of

from . import lifecycle
from .clocks import start_clock, stop_clock
from .intake import RANK
from .models import CaseFile, CaseOffer, CaseStep, DeadlineKind, StepKind

Move = Callable[[Actor, CaseFile, uuid.UUID | None], None]
STEPPED = event("case.step", "step", "status", "to_id")
HELD_BY_HOLDER = frozenset(StepKind) - {
    StepKind.TAKE,
    StepKind.ASSIGN,
    StepKind.ACCEPT,
    StepKind.DECLINE,
    StepKind.HOLD,
    StepKind.RELEASE,
    StepKind.SENDER_ANSWERED,
    StepKind.BREAK_GLASS,
    StepKind.REOPEN,
}
TELLS = {  # what the sender's status card is told, and nothing beyond it
    StepKind.OPEN_INQUIRY: StatusCode.OPENED,
    StepKind.DO_NOT_OPEN: StatusCode.NOT_OPENED,
    StepKind.JOIN_ONGOING: StatusCode.ALREADY_ONGOING,
    StepKind.GIVE_FEEDBACK: StatusCode.FEEDBACK_GIVEN,
}
STOPS = {
    StepKind.ASSESS_PROTECTION: DeadlineKind.PROTECTION,
    StepKind.OPEN_INQUIRY: DeadlineKind.PRELIMINARY,
    StepKind.DO_NOT_OPEN: DeadlineKind.PRELIMINARY,
    StepKind.JOIN_ONGOING: DeadlineKind.PRELIMINARY,
    StepKind.GIVE_FEEDBACK: DeadlineKind.FEEDBACK,
    StepKind.CLOSE: DeadlineKind.INQUIRY,
}


class AlreadyDone(Exception):
    """Somebody was first. `by_id` and `at` tell who and when; `step` what they did."""

    def __init__(self, step: CaseStep | None) -> None:
        """Keep the last line of the story, for the sentence."""
        super().__init__()
        self.step = step


class NotHolder(Exception):
    """The step is for the one who holds the case."""


def take_step(
    actor: Actor,
    case: CaseFile,
    step: StepKind,
    document: Mapping[str, Any] | None = None,
    to_id: uuid.UUID | None = None,
) -> CaseStep:
    """Take a step. `document` is what was written, sealed with the case's key; `to_id` a colleague it concerns.

    :raises AlreadyDone: when the case stands elsewhere by now: two at once give one success.
    :raises NotHolder: when the case is somebody else's.
    """
    db.session.refresh(case, with_for_update=True)
    try:
        status = lifecycle.after(case.status, step)
    except lifecycle.StepNotAllowed:
        raise AlreadyDone(last_step(case)) from None
    if step in HELD_BY_HOLDER and case.assigned_to_id != actor.person_id:
        raise NotHolder
    line = tell(actor, case, step, document or {}, to_id)  # first: some steps end one's own sight of the case
    record(actor, STEPPED, case, step=step, status=status, to_id=to_id)
    set_clocks(case, step)
    if told := TELLS.get(step):
        tell_sender(case, told)
    MOVES.get(step, stay)(actor, case, to_id)
    case.status = status
    db.session.flush()
    return line


def set_clocks(case: CaseFile, step: StepKind) -> None:
    if step in STOPS:
        stop_clock(case.id, STOPS[step])
    if step is StepKind.OPEN_INQUIRY:
        start_clock(case, DeadlineKind.INQUIRY, clock.now())
    db.session.flush()


def stay(_actor: Actor, _case: CaseFile, _to_id: uuid.UUID | None) -> None:
    """Leave the case with whom it is."""


def take(actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    case.assigned_to_id, case.closed_at = actor.person_id, None


def assign(_actor: Actor, case: CaseFile, to_id: uuid.UUID | None) -> None:
    """Give it to somebody at once, which only the lead may; an open offer falls."""
    if offer := open_offer(case):
        offer.answered_at, offer.accepted = clock.now(), False
    case.assigned_to_id = to_id


def make_offer(actor: Actor, case: CaseFile, to_id: uuid.UUID | None) -> None:
    """Offer it: the holder stays responsible until it is accepted. A new offer takes the place of an open one."""
    if offer := open_offer(case):
        offer.answered_at, offer.accepted = clock.now(), False
        db.session.flush()
    db.session.add(
        CaseOffer(
            municipality_id=case.municipality_id, case_id=case.id, to_id=to_id, by_id=actor.person_id, at=clock.now()
        )
    )


def accept(actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    case.assigned_to_id = actor.person_id
    db.session.flush()
    answer(actor, case, accepted=True)


def decline(actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    answer(actor, case, accepted=False)


def answer(actor: Actor, case: CaseFile, *, accepted: bool) -> None:
    offer = open_offer(case)
    if offer is None or offer.to_id != actor.person_id:
        raise NotHolder
    offer.answered_at, offer.accepted = clock.now(), accepted


def open_offer(case: CaseFile) -> CaseOffer | None:
    query = select(CaseOffer).where(CaseOffer.case_id == case.id, CaseOffer.answered_at.is_(None))
    return db.session.scalar(query)


def close(_actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    case.closed_at = clock.now()


def hold(_actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    case.is_on_hold = True


def release(_actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    case.is_on_hold = False


MOVES: Mapping[StepKind, Move] = {
    StepKind.TAKE: take,
    StepKind.REOPEN: take,
    StepKind.ASSIGN: assign,
    StepKind.OFFER: make_offer,
    StepKind.ACCEPT: accept,
    StepKind.DECLINE: decline,
    StepKind.CLOSE: close,
    StepKind.HOLD: hold,
    StepKind.RELEASE: release,
}


def change_urgency(actor: Actor, case: CaseFile, urgency: Urgency, document: Mapping[str, Any]) -> None:
    take_step(actor, case, StepKind.CHANGE_URGENCY, document)
    case.urgency, case.urgency_rank = urgency, RANK[urgency]
    db.session.flush()


def tell_sender(case: CaseFile, code: StatusCode) -> None:
    """Write a line of the sender's status card: a code and the time."""
    db.session.add(
        StatusEvent(municipality_id=case.municipality_id, referral_id=case.referral_id, code=code, at=clock.now())
    )


def tell(
    actor: Actor, case: CaseFile, step: StepKind, document: Mapping[str, Any], to_id: uuid.UUID | None
) -> CaseStep:
    """Write a line of the story."""
    line_id = uuid.uuid4()
    line = CaseStep(
        id=line_id,
        municipality_id=case.municipality_id,
        case_id=case.id,
        kind=step,
        by_id=actor.person_id,
        to_id=to_id,
        at=clock.now(),
        data_key_id=case.data_key_id,
        content=safe_of(case.data_key_id).seal("case_step", line_id, document) if document else None,
    )
    db.session.add(line)
    db.session.flush()
    return line


def last_step(case: CaseFile) -> CaseStep | None:
    query = select(CaseStep).where(CaseStep.case_id == case.id).order_by(CaseStep.at.desc(), CaseStep.id).limit(1)
    return db.session.scalar(query)
