"""Two at the same moment, on a database of its own where commits are commits: one success, one clear sentence."""

import threading
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade

import config
from prevention.accounts.models import RoleAssignment
from prevention.cli import create_command_app
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.models import Handover
from tests.client import PageClient
from tests.town import LONG_AGO
from tests.world import World, build_world

Post = tuple[uuid.UUID, str, dict[str, str]]


@pytest.fixture
def own_app(own_settings: config.Testing, now: object) -> Iterator[tuple[Flask, World]]:
    app = create_command_app(own_settings)
    app.config["WTF_CSRF_ENABLED"] = False
    app.test_client_class = PageClient
    with app.app_context():
        upgrade()
        world = build_world()
        held = {"person_id": world.nobody, "role": "rescue_officer", "agency_id": world.town.rescue_service}
        db.session.add(RoleAssignment(municipality_id=world.town.municipality, granted_at=LONG_AGO, **held))
        db.session.commit()
    yield app, world
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def at_once(app: Flask, *posts: Post) -> list[str]:
    """Send each post by its person, as near to the same moment as threads allow; return what each page then says."""
    start = threading.Barrier(len(posts))
    pages: list[str] = []

    def send(person: uuid.UUID, address: str, form: dict[str, str]) -> None:
        with app.app_context():
            client = app.test_client()
            assert isinstance(client, PageClient)
            client.sign_in(person)
            db.session.remove()
            start.wait()
            pages.append(client.post(address, data=form, follow_redirects=True).text)

    threads = [threading.Thread(target=send, args=post) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return pages


def status_of(app: Flask, world: World) -> str:
    with app.app_context(), acting_as(world.rescue_officer):
        return str(db.session.get_one(Handover, world.messages.handover).status)


def test_two_officers_accept(own_app: tuple[Flask, World]) -> None:
    app, world = own_app
    accept = f"/handovers/{world.messages.handover}/accept"
    pages = at_once(app, (world.rescue_officer, accept, {}), (world.nobody, accept, {}))
    assert sum("Mottagen. Logga era kontakter" in page for page in pages) == 1
    assert sum("är redan besvarad av" in page for page in pages) == 1
    assert status_of(app, world) == "accepted"


def test_one_accepts_while_the_other_declines(own_app: tuple[Flask, World]) -> None:
    app, world = own_app
    page = f"/handovers/{world.messages.handover}"
    decline = {"reason": "no_capacity"}
    pages = at_once(app, (world.rescue_officer, f"{page}/accept", {}), (world.nobody, f"{page}/decline", decline))
    assert sum("är redan besvarad av" in page for page in pages) == 1
    assert status_of(app, world) in {"accepted", "declined"}


def test_a_consent_is_withdrawn_while_somebody_accepts(own_app: tuple[Flask, World]) -> None:
    """Whoever is first: the withdrawal stands in the end."""
    app, world = own_app
    accept = f"/handovers/{world.messages.handover}/accept"
    withdraw = f"/consents/{world.messages.consent}/withdraw"
    pages = at_once(app, (world.rescue_officer, accept, {}), (world.social_worker, withdraw, {}))
    assert len(pages) == 2
    assert status_of(app, world) == "consent_ended"
