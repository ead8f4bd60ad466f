"""Two clicks at the same moment, on two real connections: one draft, one message, one case."""

import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import Referral
from tests.client import PageClient
from tests.world import World

from .writer import begin, send


def twice(app: Flask, world: World, act: Callable[[PageClient], object]) -> list[object]:
    """Let the teacher do it in two windows, as near to the same moment as threads allow."""
    start, answers = threading.Barrier(2), []

    def click() -> None:
        with app.app_context():
            client = app.test_client()
            assert isinstance(client, PageClient)
            client.sign_in(world.teacher)
            db.session.remove()
            start.wait()
            answers.append(act(client))

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_two_clicks_at_once_send_one_message(own_app: tuple[Flask, World]) -> None:
    app, world = own_app
    draft = world.messages.draft
    answers = twice(app, world, lambda client: (send(client, draft).status_code, send(client, draft).location))
    assert answers == [(303, f"/referrals/{draft}")] * 2
    with app.app_context(), acting_as(world.social_services_lead):
        query = select(func.count()).select_from(CaseFile).where(CaseFile.referral_id == draft)
        assert db.session.scalar(query) == 1


def test_two_clicks_at_once_begin_one_draft(own_app: tuple[Flask, World]) -> None:
    app, world = own_app
    key = world.town.mvp  # any id will do
    first, second = twice(app, world, lambda client: begin(client, world, client_id=key))
    assert first == second
    with app.app_context(), acting_as(world.teacher):
        assert db.session.scalar(select(func.count()).select_from(Referral).where(Referral.client_id == key)) == 1
