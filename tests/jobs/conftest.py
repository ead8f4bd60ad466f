from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_migrate import upgrade
from jinja2 import ChoiceLoader, DictLoader

import config
from prevention.cli import create_command_app
from prevention.extensions import db
from prevention.jobs import kinds, letters
from prevention.jobs.kinds import Arguments, Every, Handler, Kind
from prevention.jobs.letters import Letter
from tests.conftest import NOW

WAITING = """\
{{ _("Your account in %(app)s", app=app_name) }} {{ reference }}

{{ _("Hello %(name)s,", name=name) }}

{{ link_to("accounts.sign_in") }}
"""


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Arguments]]:
    """Register a kind of job for this test; what it is called with is kept in the list."""

    def register(name: str, handler: Handler | None = None, every: Every | None = None) -> list[Arguments]:
        calls: list[Arguments] = []

        def run(arguments: Arguments) -> None:
            calls.append(arguments)
            if handler:
                handler(arguments)

        monkeypatch.setitem(kinds.KINDS, name, Kind(name, run, every))
        return calls

    return register


@pytest.fixture
def waiting_letter(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Letter:
    """A letter of this test alone."""
    loaders = [DictLoader({"email/test_waiting.txt": WAITING}), app.jinja_env.loader]
    monkeypatch.setattr(app.jinja_env, "loader", ChoiceLoader(loaders))  # type: ignore[arg-type]
    what = Letter("test_waiting", frozenset({"reference"}))
    monkeypatch.setitem(letters.LETTERS, what.name, what)
    return what


@pytest.fixture
def later(now: Callable[..., None]) -> Callable[..., None]:
    """Move the clock: `later(minutes=5)` after where it stood."""
    at = NOW

    def move(**time: float) -> None:
        nonlocal at
        at += timedelta(**time)
        now(at)

    return move


@pytest.fixture
def own_app(own_settings: config.Testing) -> Iterator[Flask]:
    """An app on an empty database of its own, where commits are commits."""
    app = create_command_app(own_settings)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
