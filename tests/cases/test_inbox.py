"""The inbox and one's own cases: what stands there, for whom, in which order, and what never does."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from prevention import clock
from prevention.cases.models import CaseFile, Duty
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import ReferralKind, Urgency
from tests.client import PageClient
from tests.world import World

from .desk import ASSESSED, NAME, events, name_handler, row, send, step, take

Counting = Callable[[], AbstractContextManager[list[str]]]


def test_a_row_says_all_but_who_it_is_about(client: PageClient, world: World) -> None:
    case = send(world, urgency=Urgency.ACUTE)
    page = client.sign_in(world.social_worker).get("/cases").text
    said = ("Akut – bedöm nu", "Skyddsbedömning i dag", "Almköpings norra skola", "13 år", row(case, world).number)
    assert [words for words in said if words not in page] == []
    assert NAME not in page and "TF01" not in page and "tryggt" not in page


@pytest.mark.parametrize("written", ["12", "12 år", "12år", "12 years old"])
def test_an_age_is_listed_in_whichever_way_it_was_written(client: PageClient, world: World, written: str) -> None:
    send(world, age=written)
    assert "12 år" in client.sign_in(world.social_worker).get("/cases").text


@pytest.mark.parametrize("written", ["12 år, Alva", "tolv", "112", "1987"])
def test_what_is_no_age_is_not_listed(client: PageClient, world: World, written: str) -> None:
    send(world, age=written)
    page = client.sign_in(world.social_worker).get("/cases").text
    assert "12 år" not in page and "Alva" not in page and f"{written} år" not in page


def test_the_most_urgent_stands_first_and_then_the_oldest(client: PageClient, world: World, ticking: None) -> None:
    sent = [send(world, urgency=urgency) for urgency in (Urgency.NORMAL, Urgency.ACUTE, Urgency.SOON, Urgency.ACUTE)]
    page = client.sign_in(world.social_worker).get("/cases").text
    order = sorted(sent, key=lambda case: page.index(row(case, world).number))
    assert order == [sent[1], sent[3], sent[2], sent[0]]


def test_a_clock_that_ran_out_says_for_how_long(client: PageClient, world: World, now: Callable[..., None]) -> None:
    now(clock.now() + timedelta(days=2))
    assert "Skyddsbedömning försenad 2 dagar" in client.sign_in(world.social_worker).get("/cases").text


def test_of_a_protected_identity_neither_school_nor_age_is_listed(client: PageClient, world: World) -> None:
    take(client.sign_in(world.social_worker), world.messages.arrived_case)
    case = send(world, protected=True)
    page = client.sign_in(world.social_services_lead).get("/cases").text
    assert "Skyddade personuppgifter" in page and row(case, world).number in page
    assert "norra skola" not in page and "13 år" not in page


def test_an_age_that_does_not_open_leaves_the_list_readable(
    client: PageClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    whole, damaged = row(world.messages.arrived_case, world), row(send(world), world)
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT run_as_owner('GRANT UPDATE (age) ON case_file TO prevention_runtime')"))
    with acting_as(world.social_services_lead):
        db.session.execute(update(CaseFile).where(CaseFile.id == damaged.id).values(age=whole.age))
    page = client.sign_in(world.social_worker).get("/cases").text
    assert damaged.number in page and page.count("13 år") == 1
    assert str(damaged.id) in caplog.text


def test_a_protected_identity_waits_for_the_named_alone(client: PageClient, world: World) -> None:
    number = row(send(world, protected=True), world).number
    assert number not in client.sign_in(world.social_worker).get("/cases").text
    name_handler(world, world.colleague)
    assert number in client.sign_in(world.colleague).get("/cases").text


def test_an_empty_inbox_says_why_and_who_is_on_duty(client: PageClient, world: World) -> None:
    page = client.sign_in(world.colleague).get("/cases").text
    assert "Du har inte jour i dag" in page and "Social Worker 9901" in page


def test_an_empty_inbox_on_duty_says_that_all_is_taken(client: PageClient, world: World) -> None:
    take(client.sign_in(world.social_worker), world.messages.arrived_case)
    assert "allt som kommit in är taget" in client.get("/cases").text


def test_an_empty_inbox_of_the_lead_is_empty_for_everybody(client: PageClient, world: World) -> None:
    take(client.sign_in(world.social_worker), world.messages.arrived_case)
    page = client.sign_in(world.social_services_lead).get("/cases").text
    assert "Allt som kommit in är taget. Jour i dag:" in page and "Social Worker 9901" in page
    assert "visas det som kommer in" not in page


def test_an_inbox_that_nobody_watches_says_so(client: PageClient, world: World) -> None:
    for duty in db.session.scalars(select(Duty)):
        db.session.delete(duty)
    db.session.flush()
    assert "Ingen har jour i dag" in client.sign_in(world.social_worker).get("/cases").text


def test_what_is_held_or_offered_is_mine_and_no_longer_in_the_inbox(client: PageClient, world: World) -> None:
    number = row(world.messages.taken_case, world).number
    client.sign_in(world.social_worker)
    assert number in client.get("/cases/mine").text and number not in client.get("/cases").text
    step(client, world.messages.taken_case, "offer", to=world.colleague)
    assert "Erbjuds dig" in client.sign_in(world.colleague).get("/cases/mine").text


def test_of_ones_own_the_clock_that_runs_out_first_stands_first(
    client: PageClient, world: World, now: Callable[..., None]
) -> None:
    assessed, asked = send(world, urgency=Urgency.ACUTE), send(world, kind=ReferralKind.CONSULTATION)
    now(clock.now() + timedelta(days=1))
    later = send(world)
    client.sign_in(world.social_worker)
    for case in (assessed, asked, later):
        take(client, case)
    step(client, assessed, "protection", **ASSESSED)
    numbers = [row(case, world).number for case in (later, assessed, asked)]
    page = client.get("/cases/mine").text
    assert sorted(numbers, key=page.index) == numbers
    after, before = (client.get(f"/cases/mine?{way}={assessed}").text for way in ("after", "before"))
    assert [number in after for number in numbers] == [False, False, True]
    assert [number in before for number in numbers] == [True, False, False]


def test_on_the_same_day_the_laws_clock_stands_before_our_own(client: PageClient, world: World) -> None:
    """Once protection is judged, 14 days of the law and 14 of the municipality run from the same day."""
    take(client.sign_in(world.social_worker), world.messages.arrived_case)
    step(client, world.messages.arrived_case, "protection", **ASSESSED)
    assert "Förhandsbedömning om 14 dagar" in client.get("/cases/mine").text
    clocks = client.get(f"/cases/{world.messages.arrived_case}").text.partition("Klockor")[2]
    assert clocks.index("Förhandsbedömning") < clocks.index("Återkoppling till avsändaren")


def test_own_lists_that_are_empty_say_what_to_do(client: PageClient, world: World) -> None:
    client.sign_in(world.colleague)
    assert "Du har inget ärende" in client.get("/cases/mine").text
    assert "Du har inga avslutade ärenden" in client.get("/cases/mine?closed=yes").text


def test_a_consultation_stands_there_without_clock_and_age(client: PageClient, world: World) -> None:
    number = row(send(world, kind=ReferralKind.CONSULTATION), world).number
    page = client.sign_in(world.social_worker).get("/cases").text
    line = page[page.index(number) :].split("</tr>")[0]
    assert "Konsultation" in line and "bedömning" not in line


def test_a_long_list_is_read_page_by_page(client: PageClient, world: World, ticking: None) -> None:
    cases = [world.messages.arrived_case, *(send(world) for _ in range(26))]
    numbers = [row(case, world).number for case in cases]
    first = client.sign_in(world.social_worker).get("/cases").text
    assert [number in first for number in numbers] == [True] * 25 + [False] * 2
    second = client.get(f"/cases?after={cases[24]}").text
    assert [number in second for number in numbers] == [False] * 25 + [True] * 2
    assert [number in client.get(f"/cases?before={cases[25]}").text for number in numbers[:25]] == [True] * 25


def test_many_rows_take_no_more_queries_than_two(client: PageClient, world: World, count_queries: Counting) -> None:
    client.sign_in(world.social_worker)
    with count_queries() as few:
        client.get("/cases")
    for _ in range(5):
        send(world)
    client.get("/cases")
    with count_queries() as many:
        client.get("/cases")
    assert len(few) == len(many) <= 8


def test_reading_a_list_is_recorded(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker).get("/cases")
    assert [(one.actor_id, one.details) for one in events("cases.listed")] == [
        (world.social_worker, {"list": "inbox", "count": 1})
    ]


@pytest.mark.parametrize("address", ["/cases", "/cases/mine"])
def test_a_list_is_kept_in_no_cache(client: PageClient, world: World, address: str) -> None:
    assert client.sign_in(world.social_worker).get(address).headers["Cache-Control"] == "no-store"
