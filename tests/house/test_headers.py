"""What every answer carries, and the friendly pages for what went wrong."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from prevention.accounts.entry import SIGN_IN_FAILED
from prevention.audit.record import record_stranger
from prevention.database import ReadOnlyRequest
from prevention.extensions import db
from prevention.organisations.models import Municipality
from tests.client import PageClient
from tests.world import World


def test_every_page_allows_only_our_own_files(client: PageClient) -> None:
    policy = client.get("/sign-in").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_are_kept_in_no_cache_and_files_for_a_year(client: PageClient) -> None:
    assert client.get("/help").headers["Cache-Control"] == "no-store"
    assert "max-age=31536000" in client.get("/static/css/app.css?v=1").headers["Cache-Control"]


@pytest.mark.parametrize("address", ["/nothing-here", "/classes/00000000-0000-4000-8000-000000000000"])
def test_gone_and_forbidden_look_the_same(client: PageClient, world: World, address: str) -> None:
    client.sign_in(world.teacher)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Sidan finns inte" in answer.text


def test_a_get_that_writes_is_refused(app: Flask, session: object) -> None:
    with app.test_request_context("/help"):
        db.session.add(Municipality(code="9909", name="Någonstans"))
        with pytest.raises(ReadOnlyRequest):
            db.session.flush()


def test_a_get_that_records_is_refused_but_where_looking_is_recorded(app: Flask, session: object) -> None:
    with app.test_request_context("/help"), pytest.raises(ReadOnlyRequest):
        record_stranger(SIGN_IN_FAILED)


def test_a_form_without_its_token_is_refused_kindly(app: Flask, client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    client.checks_tokens = True
    answer = client.post("/language", data={"language": "en"})
    assert answer.status_code == 400
    assert "öppen för länge" in answer.text


def test_the_language_is_kept_and_only_known_ones_count(client: PageClient) -> None:
    client.post("/language", data={"language": "en"})
    assert '<html lang="en"' in client.get("/help").text
    client.post("/language", data={"language": "xx"})
    assert '<html lang="sv"' in client.get("/help").text


def test_our_own_fault_is_told_with_a_reference_and_needs_no_database(
    app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise OperationalError("SELECT", {}, Exception("the database is gone"))

    client.sign_in(world.teacher)
    monkeypatch.setattr(db.session.session_factory.class_, "connection", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client.get("/my-sessions")
    assert answer.status_code == 500
    reference = caplog.messages[-1].rpartition(" ")[2]
    assert reference in answer.text and "database" not in answer.text


@pytest.mark.parametrize("address", ["/sign-in?next=%00", "/help?%00=1"])
def test_a_character_that_no_database_keeps_is_refused(client: PageClient, address: str) -> None:
    assert client.get(address).status_code == 400
    assert client.post("/sign-in", data={"email": "a\0@example.org", "password": "x"}).status_code == 400
    assert client.post("/sign-in", data={"email": "a@example.org", "p\0": "x"}).status_code == 400
