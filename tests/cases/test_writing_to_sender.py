"""Questions to the sender and answers to a consultation: sealed, told in the story, mailed without content."""

import uuid

import pytest
from flask import Flask, g
from sqlalchemy import func, select

from prevention.database import acting_as
from prevention.extensions import db
from prevention.jobs.handlers import write
from prevention.jobs.models import Job
from prevention.referrals.models import InformationRequest, Referral, ReferralKind, StatusCode
from prevention.sealing.safe import safe_of
from tests.client import PageClient
from tests.world import World

from .desk import ASSESSED, codes, newest_mail, send, step, take

pytestmark = pytest.mark.usefixtures("ticking")


def test_a_question_reaches_the_sender_sealed_and_the_mail_says_nothing_of_it(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    before = db.session.scalar(select(func.count()).select_from(Job))
    for _ in range(2):
        step(client.sign_in(world.social_worker), case, "ask", text="Vem såg det?")
    assert db.session.scalar(select(func.count()).select_from(Job)) == (before or 0) + 1
    with acting_as(world.teacher):
        asked = asked_last()
        reference = db.session.get_one(Referral, world.messages.taken).reference
        assert asked.referral_id == world.messages.taken and asked.question and b"Vem" not in asked.question
        document = safe_of(asked.data_key_id).open("information_request", asked.id, asked.question, "question")
    assert document == {"text": "Vem såg det?", "is_advice": False}
    assert newest_mail().arguments == {
        "person_id": str(world.teacher),
        "letter": "question_waits",
        "reference": reference,
        "referral_id": str(world.messages.taken),
    }


def test_the_letters_are_written_with_a_link_and_nothing_else(
    app: Flask, client: PageClient, world: World, mail_settings: int
) -> None:
    case = world.messages.taken_case
    step(client.sign_in(world.social_worker), case, "ask", text="Vem såg det?")
    step(client, case, "offer", to=world.colleague)
    g.job_id = uuid.uuid4()
    letters = [write(one.arguments) for one in db.session.scalars(select(Job).where(Job.kind == "mail"))]
    texts = [letter.get_content() for letter in letters if letter]
    assert f"https://almkoping.example/referrals/{world.messages.taken}" in "".join(texts)
    assert f"https://almkoping.example/cases/{case}" in "".join(texts)
    assert not [text for text in texts if "Exempelsson" in text or "Vem" in text]


def test_the_answer_stands_in_the_story(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    step(client.sign_in(world.social_worker), case, "ask", text="Vem såg det?")
    asked = asked_last().id
    client.sign_in(world.teacher).post(f"/referrals/questions/{asked}", data={"answer": "Mentorn.", "text": "Mentorn."})
    page = client.sign_in(world.social_worker).get(f"/cases/{case}").text
    assert page.index("Vem såg det?") < page.index("Avsändaren svarade") < page.index("Mentorn.")


def test_a_consultation_is_answered_and_closed(client: PageClient, world: World) -> None:
    case = send(world, kind=ReferralKind.CONSULTATION)
    client.sign_in(world.social_worker)
    take(client, case)
    page = client.get(f"/cases/{case}").text
    assert "Svara på konsultationen" in page and "skyddsbedömning" not in page and "Klockor" not in page
    assert step(client, case, "protection", **ASSESSED).status_code == 409
    assert step(client, case, "answer", text="Tala med vårdnadshavarna först.").status_code == 303
    with acting_as(world.teacher):
        answer = asked_last()
        assert answer.question
        document = safe_of(answer.data_key_id).open("information_request", answer.id, answer.question, "question")
    assert document == {"text": "Tala med vårdnadshavarna först.", "is_advice": True}
    assert codes(case, world)[-1] is StatusCode.FEEDBACK_GIVEN
    assert step(client, case, "close").status_code == 303


def test_a_concern_gets_no_advice_and_a_consultation_no_bare_feedback(client: PageClient, world: World) -> None:
    """Each has one way of telling its sender; the other's address changes nothing."""
    concern, consultation = send(world), send(world, kind=ReferralKind.CONSULTATION)
    client.sign_in(world.social_worker)
    for case in (concern, consultation):
        take(client, case)
    step(client, concern, "protection", **ASSESSED)
    step(client, concern, "decide", outcome="do_not_open", reason="Skäl.")
    assert step(client, concern, "answer", text="Hej").status_code == 422
    assert step(client, consultation, "feedback").status_code == 422
    assert StatusCode.FEEDBACK_GIVEN not in codes(concern, world) + codes(consultation, world)


def asked_last() -> InformationRequest:
    return db.session.scalars(select(InformationRequest).order_by(InformationRequest.asked_at.desc())).all()[0]
