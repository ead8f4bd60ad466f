"""Surveys in the demo: three invented questions, answered before and after; one class is too small to show."""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlalchemy import insert

from prevention.clock import LOCAL
from prevention.extensions import db
from prevention.surveys.data import Answers, Question, answers_of
from prevention.surveys.models import Occasion, SurveyQuestion, SurveyResult

from .classes import Taking
from .offers import Edition
from .sessions import Story

PROGRAMME = "mvp-hogstadiet"
TEXTS = (
    "Jag säger ifrån när någon blir illa behandlad.",
    "Jag vet vem jag kan vända mig till på skolan.",
    "I min klass skrattar vi inte åt elaka skämt.",
)
SCALE = range(1, 6)
WEIGHTS = {Occasion.BEFORE: (3, 5, 8, 5, 3), Occasion.AFTER: (1, 3, 6, 8, 6)}
TOO_SMALL = 4
DONE_AFTER = 10  # so many lessons, and the class has answered the second time


def add_questions(municipality_id: uuid.UUID, editions: Mapping[str, Edition]) -> list[Question]:
    questions = [Question(uuid.uuid4(), number, text, SCALE[0], SCALE[-1]) for number, text in enumerate(TEXTS, 1)]
    of = {"municipality_id": municipality_id, "programme_id": editions[PROGRAMME].programme_id}
    rows = [
        {**of, "id": one.id, "number": one.number, "text": one.text, "lowest": 1, "highest": 5} for one in questions
    ]
    db.session.execute(insert(SurveyQuestion), rows)
    return questions


def add_surveys(
    questions: Sequence[Question], takings: Sequence[Taking], stories: Sequence[Story], editions: Mapping[str, Edition]
) -> None:
    """Let the classes of the programme that have begun answer before, and those near the end after."""
    rng = random.Random(len(stories))  # noqa: S311  of its own, so that the lessons of the demo stay as they were
    edition = editions[PROGRAMME].id
    begun = [
        (taking, story)
        for taking, story in zip(takings, stories, strict=True)
        if taking.edition.id == edition and story.logs
    ]
    rows = [
        row for place, (taking, story) in enumerate(begun) for row in of_class(questions, taking, story, place, rng)
    ]
    if rows:
        db.session.execute(insert(SurveyResult), rows)


def of_class(
    questions: Sequence[Question], taking: Taking, story: Story, place: int, rng: random.Random
) -> Iterator[dict[str, Any]]:
    occasions = list(Occasion) if len(story.logs) >= DONE_AFTER else [Occasion.BEFORE]
    pupils = TOO_SMALL if place == 1 else taking.of.pupils - rng.randint(0, 3)
    for occasion in occasions:
        at = story.logs[0 if occasion is Occasion.BEFORE else -1]["held_on"]
        for question in questions:
            told = answers_of(question, drawn(pupils, occasion, rng))
            yield row_of(taking, told, occasion, datetime.combine(at, time(9), LOCAL))


def drawn(pupils: int, occasion: Occasion, rng: random.Random) -> tuple[int, ...]:
    answers = rng.choices(SCALE, WEIGHTS[occasion], k=pupils)
    return tuple(answers.count(answer) for answer in SCALE)


def row_of(taking: Taking, told: Answers, occasion: Occasion, at: datetime) -> dict[str, Any]:
    return {
        "municipality_id": taking.year.municipality_id,
        "participation_id": taking.id,
        "question_id": told.question_id,
        "occasion": occasion,
        "answers": told.answers,
        "mean": told.mean,
        "counts": list(told.counts) if told.counts else None,
        "entered_by_id": taking.leaders[0],
        "entered_at": at,
    }
