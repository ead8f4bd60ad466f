"""Mails about cases: that something waits, its number and a link. Nothing of what it is about, and of whom."""

import uuid

from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter

from .models import CaseFile

CASE_WAITS = letter("case_waits", "number", "case_id")
QUESTION_WAITS = letter("question_waits", "reference", "referral_id")


def tell_of_case(person_id: uuid.UUID, case: CaseFile) -> None:
    queue_mail(person_id, CASE_WAITS, number=case.number, case_id=case.id)


def tell_of_question(person_id: uuid.UUID, reference: str, case: CaseFile) -> None:
    queue_mail(person_id, QUESTION_WAITS, reference=reference, referral_id=case.referral_id)
