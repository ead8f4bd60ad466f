"""The auditor's pages: rules in force, runs, and what each weeded, by reference."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import select

from prevention.extensions import db
from prevention.retention.models import WeedingLine
from tests.client import PageClient
from tests.world import World

from .runs import add_line, add_run

Count = Callable[[], AbstractContextManager[list[str]]]


def test_the_rules_in_force_are_shown_with_their_law(client: PageClient, world: World) -> None:
    page = client.sign_in(world.auditor).get("/retention").text
    assert '<span lang="sv">SoLPuL (2001:454) 10 §' in page and '<span lang="sv">Loggen är' in page
    assert "Ärenden med utredning" in page
    assert "2025:468" in page
    assert "90 dagar" in page
    assert "Gallras aldrig" in page
    assert "Inget har gallrats än" in page


def test_the_menu_leads_the_auditor_there_and_nobody_else(client: PageClient, world: World) -> None:
    link = 'href="/retention"'
    assert link in client.sign_in(world.auditor).get("/audit").text
    assert link not in client.sign_in(world.system_administrator).get("/people").text


def test_runs_and_their_protocol_are_shown_by_reference(client: PageClient, world: World) -> None:
    run = add_run(world.town.municipality)
    add_line(run, world.town.municipality, "A-7K3M-9Q2X")
    theirs = add_run(world.other_town.municipality)
    page = client.sign_in(world.auditor).get("/retention").text
    assert f"/retention/runs/{run}" in page
    assert str(theirs) not in page
    assert "A-7K3M-9Q2X" in client.get(f"/retention/runs/{run}").text
    assert client.get(f"/retention/runs/{theirs}").status_code == 404


def test_long_lists_are_paged(client: PageClient, world: World) -> None:
    runs = [add_run(world.town.municipality, f"2026-10-{day:02} 02:00:00+00:00") for day in range(1, 29)]
    runs += [add_run(world.town.municipality, f"2026-09-{day:02} 02:00:00+00:00") for day in range(1, 29)]
    first = client.sign_in(world.auditor).get("/retention").text
    assert first.count("/retention/runs/") == 50
    assert "Nästa sida" in first
    older = client.get(f"/retention?before={runs[34]}").text
    assert older.count("/retention/runs/") == 6
    for number in range(60):
        add_line(runs[0], world.town.municipality, f"A-{number:04}-AAAA")
    assert client.get(f"/retention/runs/{runs[0]}").text.count("-AAAA") == 50


def test_a_page_begins_at_no_run_of_another_municipality(client: PageClient, world: World) -> None:
    """Else the own ones, before it or not, would tell when another municipality weeded."""
    own = add_run(world.town.municipality)
    add_line(own, world.town.municipality, "A-7K3M-9Q2X")
    theirs = add_run(world.other_town.municipality, "2026-11-02 02:00:00+00:00")
    add_line(theirs, world.other_town.municipality, "A-9Q2X-7K3M")
    line = db.session.scalars(select(WeedingLine.id).where(WeedingLine.run_id == theirs)).one()
    client.sign_in(world.auditor)
    assert "/retention/runs/" not in client.get(f"/retention?before={theirs}").text
    for way in ("before", "after"):
        assert "A-7K3M-9Q2X" not in client.get(f"/retention/runs/{own}?{way}={line}").text


@pytest.mark.parametrize("place", ["x", "9" * 40, "00000000-0000-0000-0000-000000000000"])
def test_a_place_that_makes_no_sense_is_no_error(client: PageClient, world: World, place: str) -> None:
    run = add_run(world.town.municipality)
    client.sign_in(world.auditor)
    for address in ("/retention", f"/retention/runs/{run}"):
        assert client.get(address, query_string={"before": place}).status_code == 200


@pytest.mark.parametrize("count", [2, 40])
def test_queries_stay_few(client: PageClient, world: World, count_queries: Count, count: int) -> None:
    client.sign_in(world.auditor)
    run = add_run(world.town.municipality)
    for number in range(count):
        add_run(world.town.municipality)
        add_line(run, world.town.municipality, f"A-{number:04}-AAAA")
    for address, most in (("/retention", 4), (f"/retention/runs/{run}", 4)):
        with count_queries() as sent:
            assert client.get(address).status_code == 200
        assert len(sent) <= most, sent
