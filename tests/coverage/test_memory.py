"""Remembered pages: not counted again, made anew as soon as anything is written, and never somebody else's."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from prevention.audit.record import EVENTS, record
from prevention.classes.models import SchoolClass
from prevention.coverage import memory
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.organisations.models import Municipality
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def remembering(app: Flask, session: object, world: World) -> Iterator[memory.Pages]:
    """Memory is off in tests; a municipality without any recorded write has nothing to remember by."""
    town = db.session.get_one(Municipality, world.town.municipality)
    record(None, EVENTS["catalogue.loaded"], town, programmes=0, editions=0)
    pages: memory.Pages = {}
    app.extensions["coverage_pages"] = pages
    yield pages
    del app.extensions["coverage_pages"]


def test_the_same_page_again_is_not_counted_again(
    client: PageClient, world: World, remembering: memory.Pages, count_queries: Counting
) -> None:
    client.sign_in(world.coverage_administrator)
    first = client.get("/coverage").get_data(as_text=True)
    with count_queries() as sent:
        again = client.get("/coverage").get_data(as_text=True)
    assert main_of(again) == main_of(first)
    assert len(sent) == 2  # who asks, and the head of the chain
    assert len(remembering) == 1


def main_of(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def test_a_logged_session_is_seen_at_once(client: PageClient, world: World, remembering: memory.Pages) -> None:
    client.sign_in(world.coverage_administrator)
    assert "2 av 12 väntade lektioner hölls." in client.get("/coverage").get_data(as_text=True)
    sent = {
        "lesson": str(world.town.lessons[1]),
        "client_id": str(uuid.uuid4()),
        "status": "held",
        "held_on": "2026-11-11",
        "pupils_present": "20",
    }
    assert client.post(f"/participations/{world.class_7a.participation}/sessions", data=sent).status_code == 303
    assert "3 av 12 väntade lektioner hölls." in client.get("/coverage").get_data(as_text=True)


def test_each_question_has_its_own_page(client: PageClient, world: World, remembering: memory.Pages) -> None:
    client.sign_in(world.coverage_administrator)
    addresses = ("/coverage", "/coverage?owner=independent", "/coverage?programme=pax", "/coverage?owner=municipal")
    pages = {client.get(address).get_data(as_text=True) for address in addresses}
    assert len(pages) == len(addresses) == len(remembering)
    client.post("/language", data={"language": "en"})
    assert "expected lessons were held" in client.get("/coverage").get_data(as_text=True)


def test_nobody_sees_what_another_was_shown(client: PageClient, world: World, remembering: memory.Pages) -> None:
    address = f"/coverage/schools/{world.town.school}"
    assert client.sign_in(world.coverage_administrator).get(address).status_code == 200
    assert client.sign_in(world.principal_elsewhere).get(address).status_code == 404
    assert client.sign_in(world.coverage_administrator_b).get(address).status_code == 404
    assert client.sign_in(world.principal).get(address).status_code == 200
    assert len(remembering) == 2


def test_what_was_changed_by_hand_is_seen_within_a_minute(
    client: PageClient, world: World, remembering: memory.Pages, now: Callable[..., None]
) -> None:
    client.sign_in(world.coverage_administrator)
    client.get("/coverage")
    db.session.execute(update(SchoolClass).values(grade="6").where(SchoolClass.id == world.class_7b))
    recount(Scope(world.town.municipality))
    assert "2 av 12" in client.get("/coverage").get_data(as_text=True)
    now(NOW + timedelta(seconds=61))
    assert "2 av 8" in client.get("/coverage").get_data(as_text=True)


def test_it_never_grows_past_its_limit(
    client: PageClient, world: World, remembering: memory.Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    client.sign_in(world.coverage_administrator)
    for address in ("/coverage", "/coverage?owner=independent", "/coverage?owner=municipal"):
        client.get(address)
        assert len(remembering) <= 2
