"""Entering what a class answered, and keeping the questions."""

import uuid
from collections.abc import Sequence

from sqlalchemy import delete, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.classes.models import Participation
from prevention.extensions import db
from prevention.programmes.models import Programme

from .data import Answers, QuestionData
from .models import Occasion, SurveyQuestion, SurveyResult
from .queries import next_number, questions_of

ENTERED = event("survey.entered", "occasion", "questions")
ADDED = event("survey_question.added", "programme_id", "number")
RETIRED = event("survey_question.retired", "programme_id", "number")


class QuestionNotAsked(ValueError):
    """A question of another programme, or one that is asked no more."""


def enter(actor: Actor, participation: Participation, occasion: Occasion, told: Sequence[Answers]) -> None:
    """Write what a class answered. A question entered again is replaced; one that is left out stays as it is.

    :raises QuestionNotAsked: for a question that the programme does not ask.
    """
    asked = {question.id for question in questions_of(participation.programme_id)}
    if any(one.question_id not in asked for one in told):
        raise QuestionNotAsked(participation.programme_id)
    lock = select(Participation.id).where(Participation.id == participation.id).with_for_update(key_share=True)
    db.session.execute(lock)  # of two at once the second replaces
    db.session.execute(
        delete(SurveyResult).where(
            SurveyResult.participation_id == participation.id,
            SurveyResult.occasion == occasion,
            SurveyResult.question_id.in_([one.question_id for one in told]),
        )
    )
    db.session.add_all(
        SurveyResult(
            municipality_id=participation.municipality_id,
            participation_id=participation.id,
            question_id=one.question_id,
            occasion=occasion,
            answers=one.answers,
            mean=one.mean,
            counts=list(one.counts) if one.counts else None,
            entered_by_id=actor.person_id,
            entered_at=clock.now(),
        )
        for one in told
    )
    record(actor, ENTERED, participation, occasion=occasion, questions=len(told))


def add_question(actor: Actor, programme: Programme, data: QuestionData) -> SurveyQuestion:
    """Add a question after the last one."""
    db.session.refresh(programme, with_for_update=True)
    question = SurveyQuestion(
        id=uuid.uuid4(),
        municipality_id=programme.municipality_id,
        programme_id=programme.id,
        number=next_number(programme.id),
        text=data.text,
        lowest=data.lowest,
        highest=data.highest,
    )
    db.session.add(question)
    record(actor, ADDED, question, programme_id=programme.id, number=question.number)
    return question


def retire_question(actor: Actor, question: SurveyQuestion) -> None:
    """Ask it no more. What was answered stays."""
    if question.retired_at is None:
        question.retired_at = clock.now()
        record(actor, RETIRED, question, programme_id=question.programme_id, number=question.number)
