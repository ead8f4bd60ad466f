"""Many requests at once, in real transactions on a database of its own: each is counted, and the chain stays whole."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade

import config
from prevention.api.models import ApiToken
from prevention.audit.models import AuditEvent
from prevention.audit.verify import verify
from prevention.cli import create_command_app
from prevention.extensions import db
from tests.client import PageClient
from tests.world import build_world

from .giving import Given, ask, give_token

AT_ONCE, EACH = 4, 6


@pytest.fixture
def reading(own_settings: config.Testing, now: object) -> Iterator[tuple[Flask, Given]]:
    """An app with a token, whose other tests would not see what is committed here."""
    app = create_command_app(own_settings)
    app.test_client_class = PageClient
    with app.app_context():
        upgrade()
        token = give_token(build_world().town)
        db.session.commit()
    yield app, token
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_every_request_is_counted_however_many_come_at_once(reading: tuple[Flask, Given]) -> None:
    app, token = reading
    answers: list[int] = []

    def read() -> None:
        client = app.test_client()
        assert isinstance(client, PageClient)
        answers.extend(ask(client, "/schools", token).status_code for _ in range(EACH))

    threads = [threading.Thread(target=read) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert answers == [200] * AT_ONCE * EACH
    with app.app_context():
        assert db.session.get_one(ApiToken, token.id).counted == AT_ONCE * EACH
        assert db.session.query(AuditEvent).filter_by(event="api_token.used").count() in range(1, AT_ONCE + 1)
        assert verify()[1] == []


def test_a_bad_token_is_remembered_though_the_answer_is_an_error(reading: tuple[Flask, Given]) -> None:
    app, token = reading
    client = app.test_client()
    assert isinstance(client, PageClient)
    bad = Given(token.id, "fp_bad")
    assert [ask(client, "/schools", bad).status_code for _ in range(6)] == [401] * 5 + [429]
