"""One's own list says in words that a sender has answered, until something is done with it."""

import uuid

import pytest
from sqlalchemy import select

from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import InformationRequest
from tests.client import PageClient
from tests.world import World

from .desk import step

pytestmark = pytest.mark.usefixtures("ticking")
SAID = "Svar har kommit"


def ask_and_answer(client: PageClient, world: World) -> None:
    step(client.sign_in(world.social_worker), world.messages.taken_case, "ask", text="Vem såg det?")
    with acting_as(world.teacher):
        asked = db.session.scalars(select(InformationRequest.id).order_by(InformationRequest.asked_at.desc())).first()
    answer = client.sign_in(world.teacher).post(f"/referrals/questions/{asked}", data={"answer": "Mentorn."})
    assert answer.status_code == 303


def my_cases(client: PageClient, who: uuid.UUID) -> str:
    return client.sign_in(who).get("/cases/mine").text


def test_an_answer_stands_in_the_row_until_something_is_done(client: PageClient, world: World) -> None:
    step(client.sign_in(world.social_worker), world.messages.taken_case, "note", text="Hej")
    assert SAID not in my_cases(client, world.social_worker)
    ask_and_answer(client, world)
    assert my_cases(client, world.social_worker).count(SAID) == 1
    assert "Mentorn" not in my_cases(client, world.social_worker)
    step(client, world.messages.taken_case, "note", text="Talat med mentorn.")
    assert SAID not in my_cases(client, world.social_worker)


def test_a_question_alone_says_nothing(client: PageClient, world: World) -> None:
    step(client.sign_in(world.social_worker), world.messages.taken_case, "ask", text="Vem såg det?")
    assert SAID not in my_cases(client, world.social_worker)


def test_keeping_it_from_weeding_does_not_hide_it(client: PageClient, world: World) -> None:
    ask_and_answer(client, world)
    step(client.sign_in(world.social_services_lead), world.messages.taken_case, "hold", reason="Begärt.")
    assert SAID in my_cases(client, world.social_worker)


def test_the_search_says_it_too_and_the_inbox_has_nothing_to_say(client: PageClient, world: World) -> None:
    ask_and_answer(client, world)
    found = client.sign_in(world.social_worker).post("/cases/search", data={"text": "Exempelsson"}).text
    assert SAID in found
    assert SAID not in client.sign_in(world.social_services_lead).get("/cases").text
