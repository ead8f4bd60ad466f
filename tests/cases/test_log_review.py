"""The lead reviews who read what: metadata of the unit's cases, outsiders marked, the review itself on record."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from prevention import clock
from prevention.audit.models import AuditEvent
from prevention.cases import actions
from prevention.cases.models import CaseFile, LogReview, ReviewRemark, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from tests.client import PageClient
from tests.town import actor_of
from tests.world import World

from .mails import SECRETS, number_of

OUTSIDER = "Läst utan att vara handläggare</span>"


@pytest.fixture
def lead(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.social_services_lead)


def read_as(client: PageClient, world: World, person: str, case: str) -> None:
    client.sign_in(getattr(world, person))
    assert client.get(f"/cases/{getattr(world.messages, case)}").status_code == 200
    client.sign_in(world.social_services_lead)


def events(name: str) -> list[dict[str, Any]]:
    query = select(AuditEvent.details).where(AuditEvent.event == name).order_by(AuditEvent.number)
    return list(db.session.scalars(query))


def test_reading_stands_there_as_metadata(lead: PageClient, world: World) -> None:
    read_as(lead, world, "social_worker", "taken_case")
    page = lead.get("/unit/log").text
    assert number_of(world, world.messages.taken_case) in page
    assert "Social Worker 9901" in page
    assert OUTSIDER not in page, "they hold it"
    assert not [secret for secret in SECRETS if secret.strip() in page and secret not in {"Kim", "skola"}]


def test_reading_by_somebody_else_is_marked(lead: PageClient, world: World) -> None:
    read_as(lead, world, "social_services_lead", "taken_case")
    assert lead.get("/unit/log").text.count(OUTSIDER) == 1


def test_who_held_it_then_counts_not_who_holds_it_now(
    lead: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    read_as(lead, world, "social_worker", "taken_case")
    now(clock.now() + timedelta(minutes=5))
    with acting_as(world.social_services_lead):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        actions.take_step(actor_of(world.social_services_lead), case, StepKind.ASSIGN, to_id=world.colleague)
    db.session.commit()
    now(clock.now() + timedelta(minutes=5))
    read_as(lead, world, "colleague", "taken_case")
    assert OUTSIDER not in lead.get("/unit/log").text
    read_as(lead, world, "social_services_lead", "taken_case")
    assert lead.get("/unit/log").text.count(OUTSIDER) == 1


def test_the_filters_narrow(lead: PageClient, world: World) -> None:
    read_as(lead, world, "social_worker", "taken_case")
    read_as(lead, world, "social_services_lead", "arrived_case")
    taken, arrived = (number_of(world, case) for case in (world.messages.taken_case, world.messages.arrived_case))
    page = lead.get("/unit/log", query_string={"person": str(world.social_worker)}).text
    assert (taken in page, arrived in page) == (True, False)
    page = lead.get("/unit/log", query_string={"number": arrived.lower().replace("-", " ")}).text
    assert (f">{taken}<" in page, f">{arrived}<" in page) == (False, True)
    page = lead.get("/unit/log", query_string={"outsiders": "y"}).text
    assert (taken in page, arrived in page) == (False, False), "nobody held the one that the lead read"
    assert "Ingen händelse passar" in lead.get("/unit/log?number=Kim").text


def test_what_is_typed_as_a_number_and_is_none_is_kept_nowhere(lead: PageClient) -> None:
    lead.get("/unit/log?number=Exempelsson&before=x&person=z")
    assert [told["number"] for told in events("case_log.shown")] == ["-"]


def test_another_unit_sees_nothing_of_it(lead: PageClient, world: World) -> None:
    read_as(lead, world, "social_worker", "taken_case")
    assert number_of(world, world.messages.taken_case) in lead.get("/unit/log").text
    lead.sign_in(world.social_services_lead_b)
    page = lead.get(f"/unit/log?person={world.social_worker}").text
    assert number_of(world, world.messages.taken_case) not in page
    assert "9901" not in page


def test_looking_is_recorded_itself(lead: PageClient, world: World) -> None:
    lead.get("/unit/log")
    assert len(events("case_log.shown")) == 1


def test_a_period_is_marked_as_reviewed(lead: PageClient, world: World) -> None:
    assert "Det är dags för en granskning" in lead.get("/unit/log").text
    form = {"agency": world.town.social_services, "starts_on": "2026-10-19", "ends_on": "2026-11-18", "remark": "asked"}
    assert lead.post("/unit/log", data=form).status_code == 303
    review = db.session.scalars(select(LogReview)).one()
    assert (review.starts_on, review.ends_on) == (date(2026, 10, 19), date(2026, 11, 18))
    assert (review.remark, review.by_id) == (ReviewRemark.ASKED, world.social_services_lead)
    assert events("case_log.reviewed") == [{"starts_on": "2026-10-19", "ends_on": "2026-11-18", "remark": "asked"}]
    page = lead.get("/unit/log").text
    assert "Det är dags" not in page
    assert "19 oktober 2026 – 18 november 2026" in page


def test_after_a_month_it_is_time_again(lead: PageClient, world: World, now: Callable[[datetime], None]) -> None:
    here = {"municipality_id": world.town.municipality, "agency_id": world.town.social_services}
    days = {"starts_on": date(2026, 11, 1), "ends_on": date(2026, 11, 18)}
    told = {"remark": ReviewRemark.NOTHING, "by_id": world.social_services_lead, "at": clock.now()}
    db.session.add(LogReview(**here, **days, **told))
    db.session.commit()
    assert "Det är dags" not in lead.get("/unit/log").text
    now(datetime(2026, 12, 20, 9, 0, tzinfo=UTC))
    page = lead.sign_in(world.social_services_lead).get("/unit/log").text
    assert "granskad till och med 18 november 2026" in page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ends_on", "2026-11-19", "i dag eller en tidigare dag"),
        ("ends_on", "2026-10-01", "inte vara före"),
        ("remark", "", "vad det ledde till"),
        ("remark", "secret", "Not a valid choice"),
        ("starts_on", "", "första dagen"),
    ],
)
def test_a_review_that_is_not_right_is_not_kept(
    lead: PageClient, world: World, field: str, value: str, sentence: str
) -> None:
    form = {"agency": world.town.social_services, "starts_on": "2026-10-19", "ends_on": "2026-11-18", "remark": "asked"}
    answer = lead.post("/unit/log", data=form | {field: value})
    assert answer.status_code == 422
    assert (field == "remark" and value) or sentence in answer.text
    assert list(db.session.scalars(select(LogReview))) == []
    assert len(events("case_log.shown")) == 1, "the log was shown with the form, so that is on record"


def test_it_costs_the_same_for_many_events(lead: PageClient, world: World, count_queries: Any) -> None:
    lead.get("/unit/log")
    with count_queries() as few:
        lead.get("/unit/log")
    for _ in range(5):
        read_as(lead, world, "social_services_lead", "arrived_case")
    with count_queries() as many:
        lead.get("/unit/log")
    assert len(few) == len(many) <= 8
