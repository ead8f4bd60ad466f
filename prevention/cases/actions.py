"""Every step of a case: locked, checked against the table, told in the story, and in the trail."""

import uuid
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy.exc import IntegrityError, InvalidRequestError

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.groups.endings import end_groups_of
from prevention.referrals.models import ReferralKind, StatusCode, StatusEvent, Urgency
from prevention.sealing.safe import safe_of

from . import lifecycle
from .clocks import note_next, running, runs, start_clock, stop_clock
from .intake import BEGIN, RANK
from .letters import tell_of_case
from .models import CaseFile, CaseOffer, CaseStep, DeadlineKind, StepKind
from .queries import Done, last_step, open_offer
from .rights import is_asked, is_theirs

Move = Callable[[Actor, CaseFile, uuid.UUID | None], None]
STEPPED = event("case.step", "step", "status", "to_id")
STOPS = {
    StepKind.ASSESS_PROTECTION: DeadlineKind.PROTECTION,
    StepKind.OPEN_INQUIRY: DeadlineKind.PRELIMINARY,
    StepKind.DO_NOT_OPEN: DeadlineKind.PRELIMINARY,
    StepKind.JOIN_ONGOING: DeadlineKind.PRELIMINARY,
    StepKind.GIVE_FEEDBACK: DeadlineKind.FEEDBACK,
    StepKind.CLOSE: DeadlineKind.INQUIRY,
}
STARTS = {
    StepKind.OPEN_INQUIRY: (DeadlineKind.INQUIRY,),
    StepKind.REOPEN: BEGIN,
}


class AlreadyDone(Exception):
    """Somebody was first. `step` tells who, what and when."""

    def __init__(self, step: Done | None) -> None:
        """Keep the last line of the story, for the sentence."""
        super().__init__()
        self.step = step


class SenderNotTold(Exception):
    """A case is closed once its sender has had feedback: nobody watches the clocks of closed cases."""


class NotHolder(Exception):
    """The step is for the one who holds the case, for who is asked, or for the lead."""


def take_step(
    actor: Actor,
    case: CaseFile,
    step: StepKind,
    document: Mapping[str, Any] | None = None,
    to_id: uuid.UUID | None = None,
) -> CaseStep:
    """Take a step. `document` is what was written, sealed with the case's key; `to_id` a colleague it concerns.

    The same step with the same words, straight after itself, is the same step: a second click changes nothing.

    :raises AlreadyDone: when the case stands elsewhere by now, or with `to_id`: two at once give one success.
    :raises NotHolder: when the case is somebody else's.
    :raises SenderNotTold: when it is closed too early.
    """
    lock(actor, case)
    if same := repeated(actor, case, step, document or {}, to_id):
        return same
    try:
        status = lifecycle.after(case.status, step, case.kind)
    except lifecycle.StepNotAllowed:
        raise AlreadyDone(last_step(actor, case.id)) from None
    refuse_others(actor, case, step)
    if to_id and to_id == case.assigned_to_id:
        raise AlreadyDone(None)
    if step is StepKind.CLOSE and runs(case.id, DeadlineKind.FEEDBACK):
        raise SenderNotTold
    line = tell(actor, case, step, document or {}, to_id)  # first: some steps end one's own sight of the case
    record(actor, STEPPED, case, step=step, status=status, to_id=to_id)
    set_clocks(case, step)
    if told := lifecycle.TELLS.get(step):
        tell_sender(case, told)
    MOVES.get(step, stay)(actor, case, to_id)
    if to_id and to_id != actor.person_id:
        tell_of_case(to_id, case)
    case.status = status
    db.session.flush()
    return line


def assign_from(
    actor: Actor, case: CaseFile, held_by: str | None, document: Mapping[str, Any], to_id: uuid.UUID | None
) -> CaseStep:
    """Assign a case: of two who do at once one succeeds. `held_by` is the id of who held it when it was looked at.

    It is empty where nobody did, and None where it is not said.

    :raises AlreadyDone: when somebody else holds it by now.
    """
    lock(actor, case)
    if held_by is not None and str(case.assigned_to_id or "") not in {held_by, str(to_id)}:
        raise AlreadyDone(last_step(actor, case.id))
    return take_step(actor, case, StepKind.ASSIGN, document, to_id)


def lock(actor: Actor, case: CaseFile) -> None:
    """Hold the row until commit.

    :raises AlreadyDone: when it went out of one's sight while one waited: somebody else took it.
    """
    case_id = case.id
    try:
        db.session.refresh(case, with_for_update=True)
    except InvalidRequestError:
        raise AlreadyDone(last_step(actor, case_id)) from None


def repeated(
    actor: Actor, case: CaseFile, step: StepKind, document: Mapping[str, Any], to_id: uuid.UUID | None
) -> CaseStep | None:
    """Return the last line of the story where it is this very step."""
    last = last_step(actor, case.id)
    if last is None or (last.kind, last.by_id) != (step, actor.person_id):
        return None
    line = db.session.get(CaseStep, last.id)
    if line is None or line.to_id != to_id:
        return None
    written = safe_of(line.data_key_id).open("case_step", line.id, line.content) if line.content else {}
    return line if written == dict(document) else None


def refuse_others(actor: Actor, case: CaseFile, step: StepKind) -> None:
    """Let only those take a step whose step it is.

    :raises NotHolder: for everybody else.
    """
    if not is_theirs(actor, case, step, asked=is_asked(actor, case)):
        raise NotHolder


def set_clocks(case: CaseFile, step: StepKind) -> None:
    """Stop what the step has done, and let begin what it asks for: a case opened again is assessed again."""
    if step in STOPS:
        stop_clock(case.id, STOPS[step])
    if case.kind is ReferralKind.CONCERN:
        for kind in STARTS.get(step, ()):
            start_clock(case, kind, clock.now())
    db.session.flush()
    note_next(case, running(case.id))


def stay(_actor: Actor, _case: CaseFile, _to_id: uuid.UUID | None) -> None:
    """Leave the case with whom it is."""


def take(actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    case.assigned_to_id, case.closed_at = actor.person_id, None


def assign(_actor: Actor, case: CaseFile, to_id: uuid.UUID | None) -> None:
    """Give it to somebody at once, which only the lead may; an open offer falls."""
    answer(case, accepted=False)
    case.assigned_to_id = to_id


def make_offer(actor: Actor, case: CaseFile, to_id: uuid.UUID | None) -> None:
    """Offer it: the holder stays responsible until it is accepted. A new offer takes the place of an open one."""
    answer(case, accepted=False)
    db.session.add(
        CaseOffer(
            municipality_id=case.municipality_id, case_id=case.id, to_id=to_id, by_id=actor.person_id, at=clock.now()
        )
    )


def accept(actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    case.assigned_to_id = actor.person_id
    db.session.flush()
    answer(case, accepted=True)


def decline(_actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    answer(case, accepted=False)


def answer(case: CaseFile, *, accepted: bool) -> None:
    """End the open offer, where there is one."""
    if offer := open_offer(case.id):
        offer.answered_at, offer.accepted = clock.now(), accepted
        db.session.flush()


def close(actor: Actor, case: CaseFile, _to_id: uuid.UUID | None) -> None:
    """Close it, and its groups with it. Hand-overs are their receiver's until they are answered or their day comes."""
    answer(case, accepted=False)
    case.closed_at = clock.now()
    end_groups_of(actor, case)


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


def change_urgency(actor: Actor, case: CaseFile, document: Mapping[str, Any]) -> None:
    """Change how urgent it is: `document` has `urgency` and the `reason`."""
    take_step(actor, case, StepKind.CHANGE_URGENCY, document)
    case.urgency = Urgency(document["urgency"])
    case.urgency_rank = RANK[case.urgency]
    db.session.flush()


def tell_sender(case: CaseFile, code: StatusCode) -> None:
    """Write a line of the sender's status card: a code and the time. Where their copy is weeded, nobody is told."""
    told = StatusEvent(municipality_id=case.municipality_id, referral_id=case.referral_id, code=code, at=clock.now())
    with suppress(IntegrityError), db.session.begin_nested():
        db.session.add(told)


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
