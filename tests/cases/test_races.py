"""Two people at once, each on a connection of their own: one success, and one clear sentence about who was first."""

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask_migrate import upgrade

import config
from prevention import clock
from prevention.access.actor import Actor
from prevention.cases.actions import take_step
from prevention.cases.models import CaseFile, Duty, StepKind
from prevention.cli import create_command_app
from prevention.database import acting_as
from prevention.extensions import db
from tests.client import PageClient
from tests.postgres import wait_until_it_waits
from tests.town import actor_of
from tests.world import World, build_world

from .desk import step, take


@pytest.fixture
def town(own_settings: config.Testing) -> Iterator[tuple[Flask, World]]:
    """A database of its own, where what is written is committed; the colleague is on duty, too."""
    app = create_command_app(own_settings)
    app.test_client_class = PageClient
    with app.app_context():
        upgrade()
        world = build_world()
        today = clock.today()
        for person in (world.social_worker, world.colleague):
            here = {"municipality_id": world.town.municipality, "agency_id": world.town.social_services}
            db.session.add(Duty(**here, person_id=person, starts_on=today, ends_on=today))
        db.session.commit()
    yield app, world
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("second", ["colleague", "social_services_lead", "social_worker"])
def test_of_two_who_take_one_gets_it_and_the_other_hears_who(town: tuple[Flask, World], second: str) -> None:
    app, world = town
    case = world.messages.arrived_case
    browser = signed_in(app, getattr(world, second))
    with ThreadPoolExecutor(1) as other, app.app_context(), acting_as(world.social_worker):
        take_step(actor_of(world.social_worker), db.session.get_one(CaseFile, case), StepKind.TAKE)
        answer = other.submit(take, browser, case)
        wait_until_it_waits(app, answer)
        db.session.commit()
    if second == "social_worker":
        assert answer.result().location == f"/cases/{case}"
        return
    assert answer.result().location == "/cases"
    assert "Redan gjort: Ärendet togs, av Social Worker 9901" in browser.get("/cases").text
    assert holder(app, world, case) == world.social_worker


def test_of_two_who_decide_one_does_and_the_other_keeps_what_they_wrote(
    town: tuple[Flask, World], now: Callable[[datetime], None]
) -> None:
    """In two windows, since only the holder decides."""
    app, world = town
    case = world.messages.taken_case
    browser, worker = signed_in(app, world.social_worker), actor_of_town(app, world)
    step(browser, case, "protection", needed="no", text="Ingen akut fara.")
    now(clock.now() + timedelta(minutes=1))
    with ThreadPoolExecutor(1) as other, app.app_context(), acting_as(world.social_worker):
        take_step(worker, db.session.get_one(CaseFile, case), StepKind.OPEN_INQUIRY, {"reason": "Oro."})
        answer = other.submit(step, browser, case, "decide", outcome="do_not_open", reason="Annat skäl.")
        wait_until_it_waits(app, answer)
        db.session.commit()
    assert answer.result().status_code == 409
    assert "Redan gjort: Beslut: utredning inleds, av Social Worker" in answer.result().text
    assert "Annat skäl." in answer.result().text


def test_of_two_takes_at_the_same_moment_one_wins(town: tuple[Flask, World]) -> None:
    app, world = town
    case = world.messages.arrived_case
    browsers = [signed_in(app, person) for person in (world.social_worker, world.colleague)]
    with ThreadPoolExecutor(2) as both:
        answers = list(both.map(lambda browser: take(browser, case).location, browsers))
    assert sorted(answers) == ["/cases", f"/cases/{case}"]


def signed_in(app: Flask, person: uuid.UUID) -> PageClient:
    browser = app.test_client()
    assert isinstance(browser, PageClient)
    with app.app_context():
        return browser.sign_in(person)


def actor_of_town(app: Flask, world: World) -> Actor:
    with app.app_context():
        return actor_of(world.social_worker)


def holder(app: Flask, world: World, case: uuid.UUID) -> uuid.UUID | None:
    with app.app_context(), acting_as(world.social_services_lead):
        return db.session.get_one(CaseFile, case).assigned_to_id
