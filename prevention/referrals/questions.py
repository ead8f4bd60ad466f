"""Questions of the receiver: shown to who wrote, answered once, and told in a case that its sender cannot see."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.audit.record import event, record
from prevention.cases.asking import tell_of_answer
from prevention.cases.models import CaseFile
from prevention.extensions import db, on_postgresql
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter
from prevention.sealing.safe import Safe, safe_of, safes_of

from .models import InformationRequest, Referral

TABLE = "information_request"
SHOWN = event("referral.questions_read", "count")
ANSWERED = event("referral.answered", "referral_id")
ANSWER_CAME = letter("sender_answered", "number", "case_id")


class AlreadyAnswered(Exception):
    """The first answer stands."""


@dataclass(frozen=True, slots=True)
class Question:
    id: uuid.UUID
    asked_at: datetime
    question: str
    is_advice: bool  # the answer to a consultation: nothing is asked
    answered_at: datetime | None
    answer: str | None


def asked(actor: Actor, referral: Referral) -> list[Question]:
    """Return what the receiver has asked its writer, the newest first. Where there is any, the look is recorded."""
    query = (
        select(InformationRequest)
        .where(
            InformationRequest.referral_id == referral.id,
            InformationRequest.question.is_not(None),
            allowed(InformationRequest, Permission.REFERRAL_READ, actor),
        )
        .order_by(InformationRequest.asked_at.desc(), InformationRequest.id)
    )
    found = db.session.scalars(query).all()
    if not found:
        return []
    record(actor, SHOWN, referral, count=len(found))
    safes = safes_of([one.data_key_id for one in found])
    return [shown(safes[one.data_key_id], one) for one in found if one.data_key_id in safes]


def shown(safe: Safe, request: InformationRequest) -> Question:
    assert request.question is not None  # noqa: S101  asked for in the query
    asked = safe.open(TABLE, request.id, request.question, "question")
    answer = safe.open(TABLE, request.id, request.answer, "answer")["text"] if request.answer else None
    is_advice = asked.get("is_advice", False)
    return Question(request.id, request.asked_at, asked["text"], is_advice, request.answered_at, answer)


def answer(actor: Actor, request: InformationRequest, text: str) -> None:
    """Answer once: sealed with the question's own key, told in the case, and mailed to its holder without content.

    :raises AlreadyAnswered: the second time, or from a page that was left open.
    """
    db.session.refresh(request, with_for_update=True)
    if request.answered_at:
        raise AlreadyAnswered
    request.answer = safe_of(request.data_key_id).seal(TABLE, request.id, {"text": text}, "answer")
    request.answered_by_id, request.answered_at = actor.person_id, clock.now()
    tell_of_answer(actor, request)
    record(actor, ANSWERED, request, referral_id=request.referral_id)
    mail_holder(request)
    db.session.flush()


def mail_holder(request: InformationRequest) -> None:
    """Tell who holds the case by now, which its sender may not know: the database answers for this one letter."""
    if on_postgresql():
        holder = select("*").select_from(func.app_question_holder(request.id).table_valued("person_id", "number"))
    else:
        holder = select(CaseFile.assigned_to_id, CaseFile.number).where(CaseFile.id == request.case_id)
    person, number = db.session.execute(holder).one()
    key = f"sender_answered:{request.id}"
    queue_mail(person or request.asked_by_id, ANSWER_CAME, dedupe_key=key, number=number, case_id=request.case_id)


def referral_of(request: InformationRequest) -> Referral:
    return db.session.get_one(Referral, request.referral_id)
