"""What a class answered, entered as numbers: no pupil's row, and of fewer than five only how many."""

import uuid

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.surveys.models import Occasion, SurveyQuestion, SurveyResult
from tests.client import PageClient
from tests.world import World

from .classes import add_question, add_result, question_of


@pytest.fixture
def question(session: object, world: World) -> uuid.UUID:
    return question_of(world.town)


@pytest.fixture
def address(world: World) -> str:
    return f"/participations/{world.class_7a.participation}/survey"


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


def counts(*numbers: int) -> dict[str, str]:
    return {f"count-1-{answer}": str(number) for answer, number in enumerate(numbers, 1)}


def stored() -> list[tuple[Occasion, int, float | None, list[int] | None]]:
    columns = (SurveyResult.occasion, SurveyResult.answers, SurveyResult.mean, SurveyResult.counts)
    return [tuple(row) for row in db.session.execute(select(*columns).order_by(SurveyResult.entered_at))]  # type: ignore[misc]


def events(name: str) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == name)))


def test_counts_give_number_and_mean(teacher: PageClient, world: World, question: uuid.UUID, address: str) -> None:
    assert teacher.post(f"{address}?occasion=after", data=counts(0, 2, 4, 8, 6)).status_code == 303
    assert stored() == [(Occasion.AFTER, 20, 3.9, [0, 2, 4, 8, 6])]
    (event,) = events("survey.entered")
    assert (event.object_id, event.details) == (
        world.class_7a.participation,
        {"occasion": "after", "questions": 1},
    )


def test_a_mean_alone_will_do(teacher: PageClient, question: uuid.UUID, address: str) -> None:
    assert teacher.post(address, data={"answers-1": "22", "mean-1": "3,4"}).status_code == 303
    assert stored() == [(Occasion.BEFORE, 22, 3.4, None)]


@pytest.mark.parametrize("given", [counts(1, 0, 3, 0, 0), {"answers-1": "4", "mean-1": "2"}])
def test_of_fewer_than_five_only_the_number_is_kept(
    teacher: PageClient, question: uuid.UUID, address: str, given: dict[str, str]
) -> None:
    assert teacher.post(address, data=given).status_code == 303
    assert stored() == [(Occasion.BEFORE, 4, None, None)]


@pytest.mark.parametrize(("mean", "given"), [(3.0, None), (None, [1, 1, 1, 1, 0])])
def test_the_database_keeps_no_more_of_few_either(
    world: World, question: uuid.UUID, mean: float | None, given: list[int] | None
) -> None:
    with pytest.raises(IntegrityError):
        add_result(world, world.class_7a.participation, question, 4, mean, counts=given)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "Fyll i svaren på minst en fråga."),
        (counts(5, 5, 5, 5, 5), "Klassen har 24 elever."),
        (counts(5, 5, 5) | {"answers-1": "14"}, "Svaren blir tillsammans 15."),
        ({"answers-1": "20"}, "Skriv medelvärdet också"),
        ({"mean-1": "3,1"}, "Skriv hur många som svarade."),
        ({"answers-1": "20", "mean-1": "5,1"}, "Medelvärdet ligger mellan 1 och 5."),
        ({"answers-1": "20", "mean-1": "hög"}, "Skriv ett tal"),
        ({"count-1-1": "-2"}, "Skriv ett tal mellan 0 och 500."),
    ],
)
def test_what_does_not_add_up_is_said_and_kept(
    teacher: PageClient, question: uuid.UUID, address: str, given: dict[str, str], says: str
) -> None:
    answer = teacher.post(address, data=given)
    assert answer.status_code == 422
    assert says in answer.text
    assert all(f'value="{typed}"' in answer.text for typed in given.values())
    assert stored() == [] and events("survey.entered") == []


def test_entered_again_it_is_replaced(teacher: PageClient, world: World, question: uuid.UUID, address: str) -> None:
    add_question(world.town, 2, "Jag vet vart jag kan vända mig.")
    teacher.post(address, data=counts(5, 5, 5) | {"answers-2": "15", "mean-2": "4"})
    teacher.post(address, data=counts(0, 0, 0, 5, 5))
    assert sorted((answers, mean) for _occasion, answers, mean, _counts in stored()) == [(10, 4.5), (15, 4.0)]


def test_the_form_never_shows_what_stands(teacher: PageClient, question: uuid.UUID, address: str) -> None:
    """A principal may enter for every class: the form would tell them what the results hide."""
    teacher.post(address, data=counts(17, 0, 0, 0, 0))
    page = teacher.get(f"{address}?occasion=before").text
    assert "ifyllt av Teacher" in page
    assert "17" not in page.partition('name="csrf_token"')[2].partition("</form>")[0]


def test_the_next_occasion_is_offered_first(teacher: PageClient, question: uuid.UUID, address: str) -> None:
    assert f'action="{address}?occasion=before"' in teacher.get(address).text
    teacher.post(address, data=counts(5, 5))
    assert f'action="{address}?occasion=after"' in teacher.get(address).text


def test_a_programme_without_questions_says_what_to_do(teacher: PageClient, address: str) -> None:
    assert "har ingen enkät än" in teacher.get(address).text


def test_an_administrator_keeps_the_questions(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    address = f"/programmes/{world.town.mvp}/questions"
    assert client.post(address, data={"text": "", "scale": "1-5"}).status_code == 422
    assert client.post(address, data={"text": "Trygg i klassen", "scale": "1-4"}).status_code == 303
    row = db.session.scalars(select(SurveyQuestion)).one()
    assert (row.number, row.lowest, row.highest) == (1, 1, 4)
    for _ in range(2):
        assert client.post(f"/survey-questions/{row.id}/retire").status_code == 303
    assert "Ställs inte längre" in client.get(address).text
    assert len(events("survey_question.retired")) == len(events("survey_question.added")) == 1


def test_a_question_of_two_answers_is_not_asked(client: PageClient, world: World) -> None:
    """Of ten answers with the mean 0.9 one was no: the mean of such a question is a count, and a small one."""
    address = f"/programmes/{world.town.mvp}/questions"
    client.sign_in(world.coverage_administrator)
    assert client.post(address, data={"text": "Har du sagt ifrån?", "scale": "0-1"}).status_code == 422
    assert db.session.scalars(select(SurveyQuestion)).all() == []


def test_a_question_that_is_asked_no_more_is_not_in_the_form(
    client: PageClient, world: World, question: uuid.UUID, address: str
) -> None:
    client.sign_in(world.coverage_administrator).post(f"/survey-questions/{question}/retire")
    assert "har ingen enkät än" in client.sign_in(world.teacher).get(address).text
