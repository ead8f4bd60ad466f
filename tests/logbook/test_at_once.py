"""Two leaders at the same moment, with two real connections on a database of their own: one log, one clear sentence."""

import threading
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade

import config
from prevention.audit.models import AuditEvent
from prevention.classes.models import Participation, ParticipationStatus
from prevention.cli import create_command_app
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from tests.client import PageClient
from tests.world import World, build_world

from .forms import address, as_planned

Answer = tuple[int, str]


@pytest.fixture
def own_app(own_settings: config.Testing, now: object) -> Iterator[tuple[Flask, World]]:
    app = create_command_app(own_settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = PageClient
    with app.app_context():
        upgrade()
        world = build_world()
        db.session.commit()
    yield app, world
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def at_once(app: Flask, world: World, *forms: dict[str, Any]) -> list[Answer]:
    """Send one form each by the two leaders of 7A, as near to the same moment as threads allow."""
    start = threading.Barrier(len(forms))
    answers: list[Answer] = []

    def send(person: uuid.UUID, form: dict[str, Any]) -> None:
        with app.app_context():
            client = app.test_client()
            assert isinstance(client, PageClient)
            client.sign_in(person)
            db.session.remove()
            start.wait()
            response = client.post(address(world.class_7a), data=form)
            answers.append((response.status_code, response.get_data(as_text=True)))

    leaders = (world.teacher, world.programme_leader)
    threads = [threading.Thread(target=send, args=pair) for pair in zip(leaders, forms, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(answers)


def test_two_leaders_log_one_lesson(own_app: tuple[Flask, World]) -> None:
    app, world = own_app
    (won, _), (lost, page) = at_once(app, world, as_planned(world), as_planned(world))
    assert (won, lost) == (303, 422)
    assert "Lektion 3 är redan loggad för den 18 november 2026 av" in page
    with app.app_context():
        assert db.session.query(SessionLog).filter_by(lesson_id=world.town.lessons[2]).count() == 1


def test_one_form_sent_twice_at_once_is_logged_once(own_app: tuple[Flask, World]) -> None:
    app, world = own_app
    form = as_planned(world)
    assert [status for status, _page in at_once(app, world, form, form)] == [303, 303]
    with app.app_context():
        assert db.session.query(SessionLog).filter_by(client_id=uuid.UUID(form["client_id"])).count() == 1
        assert db.session.query(AuditEvent).filter_by(event="session.logged").count() == 1


def test_the_two_last_lessons_at_once_complete_the_class(own_app: tuple[Flask, World]) -> None:
    """Each sees the other's log: otherwise neither would be the last, and the class never be done."""
    app, world = own_app
    second = as_planned(world, lesson=str(world.town.lessons[1]))
    at_once(app, world, second, second)
    third, fourth = as_planned(world), as_planned(world, lesson=str(world.town.lessons[3]))
    assert [status for status, _page in at_once(app, world, third, fourth)] == [303, 303]
    with app.app_context():
        status = db.session.get_one(Participation, world.class_7a.participation).status
        assert status is ParticipationStatus.COMPLETED
