"""What the receiver writes to the sender: a question, or the answer to a consultation. Both sides read it.

It is sealed with a key of its own, so that neither side needs the other's.
"""

import uuid

from prevention import clock
from prevention.access.actor import Actor
from prevention.extensions import db
from prevention.referrals.models import InformationRequest
from prevention.sealing.safe import new_safe

from .actions import lock, refuse_others, repeated, take_step
from .letters import tell_of_question
from .models import CaseFile, CaseStep, StepKind
from .queries import Author, author_of


class SenderGone(Exception):
    """The sender's copy is weeded: there is nobody to ask here."""


def ask_sender(actor: Actor, case: CaseFile, question: str) -> None:
    """Ask who sent it for more.

    :raises actions.NotHolder: for others than who holds the case.
    :raises SenderGone: where nobody can be asked.
    """
    write_to_sender(actor, case, StepKind.ASK_SENDER, question)


def give_advice(actor: Actor, case: CaseFile, advice: str) -> None:
    """Answer a consultation. The sender's card says that feedback is given.

    :raises actions.NotHolder: for others than who holds the case.
    :raises SenderGone: where nobody can be answered.
    """
    write_to_sender(actor, case, StepKind.GIVE_FEEDBACK, advice)


def write_to_sender(actor: Actor, case: CaseFile, step: StepKind, text: str) -> None:
    lock(actor, case)
    if repeated(actor, case, step, {"text": text}, None):
        return
    refuse_others(actor, case, step)
    author = author_of(case.id)
    if author is None:
        raise SenderGone
    take_step(actor, case, step, {"text": text})
    send(actor, case, author, text, is_advice=step is StepKind.GIVE_FEEDBACK)


def send(actor: Actor, case: CaseFile, author: Author, text: str, *, is_advice: bool) -> None:
    safe, request_id = new_safe(actor), uuid.uuid4()
    document = {"text": text, "is_advice": is_advice}
    db.session.add(
        InformationRequest(
            id=request_id,
            municipality_id=case.municipality_id,
            referral_id=case.referral_id,
            case_id=case.id,
            data_key_id=safe.key_id,
            question=safe.seal("information_request", request_id, document, "question"),
            asked_by_id=actor.person_id,
            asked_at=clock.now(),
        )
    )
    db.session.flush()
    tell_of_question(author.person_id, author.reference, case)


def tell_of_answer(actor: Actor, request: InformationRequest) -> None:
    """Write into the story that the sender answered. It holds no text: the answer itself stands in the request."""
    db.session.add(
        CaseStep(
            id=uuid.uuid4(),
            municipality_id=request.municipality_id,
            case_id=request.case_id,
            kind=StepKind.SENDER_ANSWERED,
            by_id=actor.person_id,
            at=clock.now(),
            data_key_id=request.data_key_id,
        )
    )
    db.session.flush()
