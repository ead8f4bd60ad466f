"""Questions and results that tests begin with."""

import uuid

from sqlalchemy import select

from prevention import clock
from prevention.extensions import db
from prevention.surveys.models import Occasion, SurveyQuestion, SurveyResult
from tests.town import Town
from tests.world import World


def question_of(town: Town, text: str = "Jag säger ifrån när någon är elak.") -> uuid.UUID:
    """Return the first question of the town's programme, added where there is none."""
    found = db.session.scalar(select(SurveyQuestion.id).where(SurveyQuestion.programme_id == town.mvp))
    return found or add_question(town, 1, text)


def add_question(town: Town, number: int, text: str) -> uuid.UUID:
    row = SurveyQuestion(
        id=uuid.uuid4(),
        municipality_id=town.municipality,
        programme_id=town.mvp,
        number=number,
        text=text,
        lowest=1,
        highest=5,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def of_the_cast(world: World) -> tuple[uuid.UUID, uuid.UUID]:
    return question_of(world.town), question_of(world.other_town)


def add_result(
    world: World,
    participation: uuid.UUID,
    question: uuid.UUID,
    answers: int,
    mean: float | None,
    occasion: Occasion = Occasion.BEFORE,
    counts: list[int] | None = None,
) -> None:
    db.session.add(
        SurveyResult(
            municipality_id=world.town.municipality,
            participation_id=participation,
            question_id=question,
            occasion=occasion,
            answers=answers,
            mean=mean,
            counts=counts,
            entered_by_id=world.teacher,
            entered_at=clock.now(),
        )
    )
    db.session.flush()
