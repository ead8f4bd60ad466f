"""One-time links: used once, for a short time, and leaving no trace of their token."""

import logging
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from prevention.accounts.models import Invitation
from prevention.extensions import db
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .people import PASSWORD, is_signed_in, new_link, person, recorded, with_password

Clock = Callable[[datetime], None]
FORM = {"new": PASSWORD, "again": PASSWORD}
HTTPS = "https://localhost"
GONE = "Länken fungerar inte längre"


def test_the_link_leads_to_a_password_and_signs_in(client: PageClient, world: World) -> None:
    token = new_link(world.nobody)
    opened = client.get(f"/invitation/{token}")
    assert (opened.status_code, opened.location) == (303, "/invitation")
    page = client.get("/invitation").get_data(as_text=True)
    assert "nobody@9901.example" in page
    assert token not in page
    answer = client.post("/invitation", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)
    (accepted,) = recorded("invitation.accepted")
    assert (accepted.actor_id, accepted.object_id) == (world.nobody, world.nobody)


@pytest.mark.parametrize("why", ["used", "too old", "replaced", "deactivated", "unknown", "none"])
def test_a_link_that_opens_nothing_says_whom_to_ask(why: str, client: PageClient, world: World, now: Clock) -> None:
    token = new_link(world.nobody)
    client.get(f"/invitation/{token}")
    assert client.get("/invitation").status_code == 200
    spoil(why, client, world, now, token)
    before = person(world.nobody).password_hash
    for answer in (client.get("/invitation"), client.post("/invitation", data=FORM)):
        assert answer.status_code == 410
        assert GONE in answer.get_data(as_text=True)
        assert "kommunens systemadministratör" in answer.get_data(as_text=True)
    assert person(world.nobody).password_hash == before


def spoil(why: str, client: PageClient, world: World, now: Clock, token: str) -> None:
    if why == "used":
        client.post("/invitation", data=FORM)
        client.post("/sign-out")
        client.get(f"/invitation/{token}")
    if why == "too old":
        now(NOW + timedelta(days=7))
    if why == "replaced":
        new_link(world.nobody)
    if why == "deactivated":
        person(world.nobody).deactivated_at = NOW
        db.session.commit()
    if why == "unknown":
        client.get(f"/invitation/{token[::-1]}")
    if why == "none":
        with client.session_transaction() as session:
            session.clear()


def test_the_last_second_of_the_seven_days_still_counts(client: PageClient, world: World, now: Clock) -> None:
    client.get(f"/invitation/{new_link(world.nobody)}")
    now(NOW + timedelta(days=7) - timedelta(seconds=1))
    assert client.post("/invitation", data=FORM).status_code == 303


def test_a_weak_password_does_not_use_the_link_up(client: PageClient, world: World) -> None:
    client.get(f"/invitation/{new_link(world.nobody)}")
    answer = client.post("/invitation", data={"new": "lösenord1234", "again": "lösenord1234"})
    assert answer.status_code == 422
    assert "Många använder det lösenordet" in answer.get_data(as_text=True)
    assert client.post("/invitation", data=FORM).status_code == 303


def test_a_new_password_by_link_ends_the_sessions_of_the_old_one(client: PageClient, world: World) -> None:
    with_password(world.teacher, "the old password of mine")
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(world.teacher)
    assert is_signed_in(other)
    client.get(f"/invitation/{new_link(world.teacher)}")
    assert client.post("/invitation", data=FORM).status_code == 303
    assert not is_signed_in(other)


def test_the_token_goes_nowhere(client: PageClient, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    token = new_link(world.nobody)
    assert client.get(f"/invitation/{token}").headers["Referrer-Policy"] == "no-referrer"
    for answer in (client.get("/invitation"), client.post("/invitation")):
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert token not in answer.text
    client.post("/invitation", data=FORM)
    assert token not in caplog.text
    assert PASSWORD not in caplog.text
    stored = [str(row) for row in db.session.execute(text("SELECT * FROM invitation"))]
    stored += [str(row) for row in db.session.execute(text("SELECT * FROM audit_event"))]
    assert not any(token in row for row in stored)


def test_looking_at_the_page_uses_nothing_up(client: PageClient, world: World) -> None:
    token = new_link(world.nobody)
    for _scanner in range(3):
        client.get(f"/invitation/{token}")
        client.get("/invitation")
    (invitation,) = db.session.scalars(select(Invitation))
    assert invitation.used_at is None


def test_the_form_can_be_sent_over_https(app: Flask, client: PageClient, world: World) -> None:
    """There the token check wants the address of the page the form stood on, so that page must let it be sent."""
    client.checks_tokens = True
    token = new_link(world.nobody)
    client.get(f"/invitation/{token}", base_url=HTTPS)
    page = client.get("/invitation", base_url=HTTPS)
    form = FORM | {"csrf_token": token_in(page.text)}
    sent = {} if page.headers["Referrer-Policy"] == "no-referrer" else {"Referer": f"{HTTPS}/invitation"}
    answer = client.post("/invitation", base_url=HTTPS, data=form, headers=sent)
    assert answer.status_code == 303


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    assert found
    return found[1]
