"""Deadlines are data: the law's stand there, and the municipality sets its own days of feedback, never backwards."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from prevention.cases.clocks import rule_for
from prevention.cases.models import DeadlineKind, DeadlineRule
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World


@pytest.fixture
def lead(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.social_services_lead)


def own_rules(world: World) -> list[tuple[int, date]]:
    query = select(DeadlineRule.amount, DeadlineRule.valid_from).where(
        DeadlineRule.municipality_id == world.town.municipality
    )
    return [(amount, begins) for amount, begins in db.session.execute(query.order_by(DeadlineRule.valid_from))]


def test_the_laws_deadlines_stand_there(lead: PageClient) -> None:
    page = lead.get("/unit/deadlines").text
    for words in ("Genast, samma dag", "14 dagar", "4 månader", '<span lang="sv">SoL (2025:400)', "kalenderdagar"):
        assert words in page
    assert page.count("Gäller nu") == 4


def test_the_days_of_feedback_change_from_a_coming_day(lead: PageClient, world: World) -> None:
    assert lead.post("/unit/deadlines", data={"days": "21", "valid_from": "2026-12-01"}).status_code == 303
    here = world.town.municipality
    assert rule_for(here, DeadlineKind.FEEDBACK, date(2026, 11, 30)).amount == 14
    assert rule_for(here, DeadlineKind.FEEDBACK, date(2026, 12, 1)).amount == 21
    assert rule_for(world.other_town.municipality, DeadlineKind.FEEDBACK, date(2026, 12, 1)).amount == 14
    page = lead.get("/unit/deadlines").text
    assert "21 dagar" in page
    assert "1 december 2026" in page


def test_the_same_coming_day_is_set_once(lead: PageClient, world: World) -> None:
    for days in ("21", "10"):
        assert lead.post("/unit/deadlines", data={"days": days, "valid_from": "2026-12-01"}).status_code == 303
    assert own_rules(world) == [(10, date(2026, 12, 1))]


@pytest.mark.parametrize("day", ["2026-11-18", "2026-01-01"])
def test_never_backwards(lead: PageClient, world: World, day: str) -> None:
    answer = lead.post("/unit/deadlines", data={"days": "21", "valid_from": day})
    assert answer.status_code == 422
    assert "imorgon eller senare" in answer.text
    assert own_rules(world) == []


@pytest.mark.parametrize(("field", "value"), [("days", "0"), ("days", "91"), ("days", "x"), ("valid_from", "")])
def test_bad_input_is_refused(lead: PageClient, world: World, field: str, value: str) -> None:
    form: dict[str, Any] = {"days": "21", "valid_from": "2026-12-01"}
    assert lead.post("/unit/deadlines", data=form | {field: value}).status_code == 422
    assert own_rules(world) == []
