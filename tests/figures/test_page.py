"""Figures about concerns: whole years that are over, totals of the municipality, small numbers hidden."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import scoped_session

from prevention.database import acting_as
from prevention.organisations.models import SchoolYear
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.models import Referral, ReferralKind, StatusCode, StatusEvent
from tests.client import PageClient
from tests.messages import concern
from tests.retention.runs import write_as_owner
from tests.town import actor_of
from tests.world import World

AUTUMN = datetime(2027, 10, 1, 8, tzinfo=UTC)
COUNTS = {StatusCode.OPENED: 7, StatusCode.NOT_OPENED: 9, StatusCode.ALREADY_ONGOING: 7}


@pytest.fixture
def a_year(session: scoped_session[Session], world: World) -> None:
    """Send concerns in 2026/27 as in COUNTS; with the two of the cast that nobody decided on, 25 in all."""
    teacher = actor_of(world.teacher)
    for code, count in COUNTS.items():
        for _ in range(count):
            with acting_as(world.teacher):
                draft = begin_draft(teacher, world.town.school, ReferralKind.CONCERN, uuid.uuid4())
                save_draft(draft, concern("Kim Räknad"), world.town.social_services)
                send_referral(teacher, draft)
            decide(draft.id, world, code)


def decide(referral: uuid.UUID, world: World, code: StatusCode, at: str = "2026-11-20 08:00:00.000000") -> None:
    values = {"id": uuid.uuid4(), "municipality_id": world.town.municipality, "referral_id": referral}
    write_as_owner(StatusEvent, {**values, "code": code.value, "at": at})


def cells(page: str) -> list[str]:
    """Return the row of 2026/27 in the CSV."""
    return next(line for line in page.splitlines() if line.startswith("2026/27")).split(";")[1:]


def test_a_year_that_is_not_over_is_not_shown(client: PageClient, world: World, a_year: None) -> None:
    page = client.sign_in(world.coverage_administrator).get("/referral-figures").text
    assert "Inget läsår är slut än" in page
    assert "2026/27" not in client.get("/referral-figures.csv").text


def test_a_year_that_is_over_is_shown_with_small_numbers_hidden(
    client: PageClient, world: World, a_year: None, now: Callable[[datetime], None]
) -> None:
    now(AUTUMN)
    page = client.sign_in(world.coverage_administrator).get("/referral-figures").text
    assert "Dolt: färre än fem" in page
    assert cells(client.get("/referral-figures.csv").text) == ["25", "7", "9", "dolt", "dolt"]


def test_what_is_decided_after_1_october_changes_nothing(
    client: PageClient, world: World, a_year: None, now: Callable[[datetime], None]
) -> None:
    now(AUTUMN)
    client.sign_in(world.coverage_administrator)
    before = client.get("/referral-figures.csv").text
    for message in (world.messages.taken, world.messages.arrived):
        decide(message, world, StatusCode.OPENED, "2027-10-02 08:00:00.000000")
    assert client.get("/referral-figures.csv").text == before


def test_the_latest_decision_counts(
    client: PageClient, world: World, a_year: None, now: Callable[[datetime], None]
) -> None:
    now(AUTUMN)
    for message in (world.messages.taken, world.messages.arrived):
        decide(message, world, StatusCode.NOT_OPENED, "2026-12-01 08:00:00.000000")
        decide(message, world, StatusCode.OPENED, "2027-01-02 08:00:00.000000")
    client.sign_in(world.coverage_administrator)
    assert cells(client.get("/referral-figures.csv").text) == ["25", "9", "9", "dolt", "dolt"]


def test_the_other_municipality_is_not_counted(
    client: PageClient, world: World, a_year: None, now: Callable[[datetime], None]
) -> None:
    now(AUTUMN)
    client.sign_in(world.coverage_administrator_b)
    assert cells(client.get("/referral-figures.csv").text) == ["dolt"] * 5


def test_only_the_three_latest_years_are_shown(
    client: PageClient, session: scoped_session[Session], world: World, now: Callable[[datetime], None]
) -> None:
    now(datetime(2030, 1, 1, tzinfo=UTC))
    client.sign_in(world.coverage_administrator)
    assert "2026/27" in client.get("/referral-figures.csv").text
    now(datetime(2030, 11, 1, tzinfo=UTC))
    client.sign_in(world.coverage_administrator)
    assert "2026/27" not in client.get("/referral-figures.csv").text
    year = update(SchoolYear).where(SchoolYear.id == world.town.school_year)
    session.execute(year.values(starts_on=date(2027, 8, 16), ends_on=date(2028, 6, 9)))
    assert "2027/28" in client.get("/referral-figures.csv").text


@pytest.mark.postgresql
def test_the_database_gives_a_small_number_to_nobody(session: scoped_session[Session], world: World) -> None:
    """As raw SQL by the login of the pages, whoever it acts for."""
    function = text("SELECT * FROM app_referral_figures()")
    for person in (world.teacher, world.social_services_lead, world.auditor, world.coverage_administrator):
        with acting_as(person):
            assert session.execute(function).all() == []
    with acting_as(world.coverage_administrator):
        session.execute(text("SELECT set_config('app.now', '2027-10-01T08:00:00+00:00', true)"))
        assert [tuple(row) for row in session.execute(function)] == [(2026, None, None, None, None, None)]
        for model in (Referral, StatusEvent):
            assert session.scalar(select(func.count()).select_from(model)) == 0


def test_queries_stay_few(
    client: PageClient,
    world: World,
    count_queries: Callable[[], AbstractContextManager[list[str]]],
    a_year: None,
    now: Callable[[datetime], None],
) -> None:
    now(AUTUMN)
    client.sign_in(world.coverage_administrator)
    with count_queries() as sent:
        client.get("/referral-figures")
    assert len(sent) <= 5, sent
