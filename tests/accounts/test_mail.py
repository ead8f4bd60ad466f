"""Links by mail, through a real SMTP server: sent once they are committed, and shown where that fails."""

import logging
import re

import pytest
from flask import Flask

from prevention import mail
from prevention.extensions import db
from tests.client import PageClient
from tests.postbox import Postbox
from tests.world import World

from .people import PASSWORD, person

TOKEN = re.compile(r"https://almkoping\.example/invitation/(\S+)")


@pytest.fixture
def admin(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.system_administrator)


def form_for(world: World, **changes: str) -> dict[str, object]:
    form = {"name": "Åsa Öberg", "email": "asa@almkoping.example", "role": "teacher", "agency": world.town.school}
    return form | changes


def test_the_invitation_arrives_and_its_link_works(admin: PageClient, world: World, postbox: Postbox) -> None:
    answer = admin.post("/people", data=form_for(world))
    page = admin.get(answer.location).get_data(as_text=True)
    assert "En länk har mejlats till asa@almkoping.example." in page
    assert "Engångslänk" not in page
    ((to, letter),) = postbox.letters
    assert to == ["asa@almkoping.example"]
    assert (letter["From"], letter["Subject"]) == ("program@almkoping.example", "Ditt konto i Våldsprevention")
    text = letter.get_content()
    assert "Hej Åsa Öberg," in text
    assert "System Administrator 9901 har skapat ett konto" in text
    assert "25 november 2026 kl. 10:00" in text
    (token,) = TOKEN.findall(text)
    guest = admin.application.test_client()
    guest.get(f"/invitation/{token}")
    assert guest.post("/invitation", data={"new": PASSWORD, "again": PASSWORD}).status_code == 303


def test_a_letter_is_in_the_language_of_its_reader(admin: PageClient, world: World, postbox: Postbox) -> None:
    reader = person(world.teacher)
    reader.language, reader.password_hash = "en", "any"
    db.session.commit()
    admin.post(f"/people/{world.teacher}/link")
    ((_to, letter),) = postbox.letters
    assert letter["Subject"] == "New password for Violence prevention"
    assert "a link for you to choose a new password" in letter.get_content()


def test_nothing_is_sent_of_what_is_refused(admin: PageClient, world: World, postbox: Postbox) -> None:
    assert admin.post("/people", data=form_for(world, email="teacher@9901.example")).status_code == 422
    assert postbox.letters == []
    assert admin.post("/people", data=form_for(world)).status_code == 303
    assert len(postbox.letters) == 1


def test_a_server_that_is_away_is_told_and_the_link_shown(
    admin: PageClient, world: World, mail_settings: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    answer = admin.post("/people", data=form_for(world))
    page = admin.get(answer.location).get_data(as_text=True)
    assert "Mejlet kunde inte skickas." in page
    (token,) = re.findall(r'value="https://almkoping\.example/invitation/([^"]+)"', page)
    assert "A mail could not be sent: ConnectionRefusedError" in caplog.text
    assert token not in caplog.text
    assert "asa@" not in caplog.text


def test_a_letter_waits_for_the_commit_and_dies_with_a_rollback(app: Flask, session: object, postbox: Postbox) -> None:
    def letter() -> mail.Letter:
        return mail.Letter(mail.compose("asa@almkoping.example", "Hej", "Hej"), lambda: None, lambda: None)

    mail.send_after_commit(letter())
    with db.session.begin_nested():
        db.session.connection()
    assert postbox.letters == []
    db.session.rollback()
    db.session.commit()
    assert postbox.letters == []
    mail.send_after_commit(letter())
    db.session.connection()
    db.session.commit()
    db.session.connection()
    db.session.commit()
    assert len(postbox.letters) == 1
