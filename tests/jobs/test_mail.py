"""Letters through a real SMTP server: sent once, again when the server was away, never to who is gone."""

import logging
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from prevention import clock, mail
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.jobs import actions, runner
from prevention.jobs.letters import Letter
from prevention.jobs.models import Job
from tests.postbox import Postbox
from tests.world import World

from .trail import given_up, the_job

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def queued(waiting_letter: Letter, world: World) -> Letter:
    """A letter to the teacher, asked for and committed."""
    actions.queue_mail(world.teacher, waiting_letter, reference="2026-0017")
    db.session.commit()
    return waiting_letter


def run_all() -> None:
    while runner.run_next():
        pass


def test_it_is_sent_once(queued: Letter, postbox: Postbox) -> None:
    run_all()
    run_all()
    ((to, message),) = postbox.letters
    assert to == ["teacher@9901.example"]
    assert message["Subject"] == "Ditt konto i Våldsprevention 2026-0017"
    assert message.get_content().replace("\r\n", "\n") == "Hej Teacher 9901,\n\nhttps://almkoping.example/sign-in\n"
    assert message["Message-ID"] == f"<{the_job().id}@almkoping.example>"
    assert message["Date"] is not None
    assert (the_job().done_at, the_job().attempts) == (clock.now(), 1)


def test_it_is_in_the_language_of_its_reader_when_it_is_sent(queued: Letter, postbox: Postbox, world: World) -> None:
    db.session.get_one(Person, world.teacher).language = "en"
    db.session.commit()
    run_all()
    assert postbox.letters[0][1].get_content().startswith("Hello Teacher 9901,")


def test_who_is_deactivated_gets_nothing(queued: Letter, postbox: Postbox, world: World) -> None:
    db.session.get_one(Person, world.teacher).deactivated_at = clock.now()
    db.session.commit()
    run_all()
    assert postbox.letters == []
    assert the_job().done_at is not None


def test_nothing_is_sent_of_what_is_rolled_back(waiting_letter: Letter, postbox: Postbox, world: World) -> None:
    actions.queue_mail(world.teacher, waiting_letter, reference="2026-0017")
    db.session.rollback()
    run_all()
    assert postbox.letters == []


def test_asking_sends_nothing_itself(queued: Letter, postbox: Postbox) -> None:
    assert postbox.letters == []
    assert the_job().arguments.keys() == {"person_id", "letter", "reference"}


def test_a_server_that_was_away_gets_it_later(
    queued: Letter, mail_settings: int, later: Callable[..., None], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    run_all()
    assert (the_job().last_error, the_job().attempts, the_job().done_at) == ("ConnectionRefusedError", 1, None)
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=mail_settings)
    server.start()
    try:
        run_all()
        assert box.letters == []
        later(minutes=1)
        run_all()
    finally:
        server.stop()
    assert len(box.letters) == 1
    assert (the_job().done_at, the_job().last_error) == (clock.now(), None)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("prevention")]
    assert len(said) == 1
    assert said[0].startswith(f"Job {the_job().id} failed: ConnectionRefusedError in mail.py:")


def test_sent_twice_it_can_be_recognised(
    queued: Letter, postbox: Postbox, later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker is killed between the server's answer and its own commit."""

    class Killed(BaseException):
        pass

    def deliver_and_die(message: EmailMessage) -> None:
        deliver(message)
        raise Killed

    deliver = mail.hand_over
    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(mail, "hand_over", deliver_and_die)
        runner.run_next()
    run_all()
    assert len(postbox.letters) == 1
    later(minutes=10)
    run_all()
    assert len({message["Message-ID"] for _to, message in postbox.letters}) == 1
    assert len(postbox.letters) == 2


def test_without_a_server_it_is_not_sent_and_not_tried_again(
    queued: Letter, app: Flask, later: Callable[..., None]
) -> None:
    run_all()
    assert (the_job().last_error, the_job().failed_at, the_job().attempts) == ("NoMailServer", clock.now(), 1)
    assert [event.details["error"] for event in given_up()] == ["NoMailServer"]
    later(minutes=90)
    assert not runner.run_next()
    printed = app.test_cli_runner().invoke(args=["jobs", "list"]).output
    assert "mail: 0 waiting, 1 given up (oldest 0 d 1 h 30 min), last error NoMailServer" in printed
    assert "No mail server is set: set PREVENTION_SMTP_HOST" in printed


def test_tried_again_once_a_server_is_set(queued: Letter, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    run_all()
    assert app.test_cli_runner().invoke(args=["jobs", "retry", "mail"]).output == "1 queued again.\n"
    sent: list[EmailMessage] = []
    monkeypatch.setattr(mail, "is_configured", lambda: True)
    monkeypatch.setattr(mail, "hand_over", sent.append)
    monkeypatch.setitem(app.config, "MAIL_FROM", "Programmet <program@almkoping.example>")
    run_all()
    assert [message["Message-ID"] for message in sent] == [f"<{the_job().id}@almkoping.example>"]


def test_each_letter_has_its_text(app: Flask) -> None:
    from prevention.jobs.letters import LETTERS

    for what in LETTERS.values():
        app.jinja_env.get_template(f"email/{what.name}.txt")
    assert db.session.scalars(select(Job)).all() == []
