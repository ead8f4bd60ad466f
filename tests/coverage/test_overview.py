"""What is thin and where; the classes behind each figure, and who sees them."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import delete, update

from prevention.classes.models import Participation, SchoolClass
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.programmes.models import CoverageTarget
from tests.client import PageClient
from tests.logbook.forms import as_planned
from tests.world import World

from .lists import CELL, link, page, told
from .reading import page_rows
from .towns import build, uniform

Counting = Callable[[], AbstractContextManager[list[str]]]


def test_what_is_not_logged_is_told_apart_from_what_was_not_held(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    sent = as_planned(
        world,
        status="not_held",
        reason="no_room",
        pupils_present=None,
        minutes=None,
        leaders_present=None,
        delivered_as_planned=None,
    )
    assert client.post(f"/participations/{world.class_7a.participation}/sessions", data=sent).status_code == 303
    html = page(client)
    assert "2 lektioner är inte loggade: de kan mycket väl ha hållits." in html
    assert "1 lektion hölls inte, och orsaken är känd." in html
    assert told(page(client, link(html, "not_held"))) == "1 lektion i 1 klass"
    assert told(page(client, link(html, "overdue"))) == "2 lektioner i 2 klasser"


def test_a_cell_leads_to_its_classes(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator), "/coverage?stage=upper")
    heat = html.partition('class="ds-table heat"')[2].partition("</table>")[0]
    bands = [(band, held, lessons) for band, _url, held, lessons in CELL.findall(heat)]
    assert bands == [("1", "1", "8"), ("2", "1", "4")]
    address = CELL.findall(heat)[0][1].replace("&amp;", "&")
    assert "stage=upper" in address
    rows = page(client, address)
    assert told(rows) == "8 lektioner i 2 klasser"
    assert ">7A</a>" in rows
    assert ">7C</a>" not in rows


def test_gaps_are_told_in_words(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator))
    assert "Almköping norra: 12\u00a0% hölls. Utan kommundel: 25\u00a0%. Skillnaden är 13 procentenheter." in html
    assert page_rows(html, "Kommunala och fristående skolor") == {
        "Kommunala skolor": (8, 1, 0, 0, 1, 2, 4),
        "Fristående skolor": (4, 1, 0, 0, 1, 2, 0),
    }


def test_a_principal_sees_only_the_classes_of_the_own_school(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    rows = page(client, f"/coverage/classes?show=expected&school={world.town.other_school}")
    assert ">7A</a>" in rows
    assert ">7C</a>" not in rows
    assert "Det som adressen frågar efter går inte att välja här." in rows
    changes = page(client, "/coverage/changes")
    assert "Almköpings norra skola" in changes
    assert "Almköpings friskola" not in changes


def test_classes_behind_a_figure_stand_in_swedish_order(client: PageClient, world: World) -> None:
    for school, name in ((world.town.school, "Ängsskolan"), (world.town.other_school, "Åsskolan")):
        db.session.execute(update(Agency).values(name=name).where(Agency.id == school))
    rows = page(client.sign_in(world.coverage_administrator), "/coverage/classes?show=expected")
    assert re.findall(r"<td>(\w+skolan)<", rows) == ["Åsskolan", "Ängsskolan", "Ängsskolan"]


@pytest.mark.parametrize("address", ["/coverage/classes", "/coverage/changes"])
def test_only_grades_that_are_expected_can_be_chosen(client: PageClient, world: World, address: str) -> None:
    rows = page(client.sign_in(world.coverage_administrator), address)
    grades = rows.partition('name="grade"')[2].partition("</select>")[0]
    assert re.findall(r"<option[^>]*>([^<]+)<", grades) == ["Alla", "åk 7"]


@pytest.mark.parametrize("address", ["/coverage/classes", "/coverage/changes"])
@pytest.mark.parametrize(
    "wrong",
    ["programme=x&grade=99", "show=x&school=x", "since=2026-99-99&show=held_since", "after=x&before=y", "show="],
)
def test_a_wrong_address_is_answered_with_a_page(client: PageClient, world: World, address: str, wrong: str) -> None:
    assert "Täckning" in page(client.sign_in(world.coverage_administrator), f"{address}?{wrong}")


def test_without_a_school_year_there_is_a_page(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    for address in ("/coverage/classes", "/coverage/changes"):
        assert "Till översikten" in page(client, f"{address}?programme=pax")


def test_a_long_list_is_paged_and_keeps_its_filter(client: PageClient, session: object) -> None:
    with db.session.begin_nested() as savepoint:
        here = build(uniform(2, 60))
        client.sign_in(here.administrator)
        seen: list[str] = []
        address: str | None = "/coverage/classes?programme=serien&show=overdue"
        while address:
            html = page(client, address)
            assert told(html) == "120 lektioner i 120 klasser"
            seen += re.findall(r'href="(/classes/[0-9a-f-]+)"', html)
            address = next(iter(re.findall(r'href="([^"]*after=[^"]*)"', html)), "").replace("&amp;", "&")
            assert not address or "show=overdue" in address
        assert len(seen) == len(set(seen)) == 120
        savepoint.rollback()


@pytest.mark.parametrize("address", ["/coverage/classes?show=overdue", "/coverage/changes"])
def test_as_few_queries_for_forty_as_for_two(
    client: PageClient, session: object, count_queries: Counting, address: str
) -> None:
    assert queries(client, count_queries, address, 2) == queries(client, count_queries, address, 40) <= 8


def queries(client: PageClient, count_queries: Counting, address: str, number: int) -> int:
    with db.session.begin_nested() as savepoint:
        client.sign_in(build(uniform(number, 1)).administrator)
        with count_queries() as sent:
            page(client, address)
        savepoint.rollback()
    return len(sent)


def test_a_page_is_rendered_anew_for_other_figures_and_other_readers(client: PageClient, world: World) -> None:
    """What is kept is kept by all it shows: names, what one may open, the day."""
    both = (world.coverage_administrator, world.principal)
    client.sign_in(world.coverage_administrator)
    assert ">7A</a>" in page(client, f"/coverage/schools/{world.town.school}")
    db.session.execute(update(SchoolClass).values(name="7Ö").where(SchoolClass.id == world.class_7a.school_class))
    assert ">7Ö</a>" in page(client, f"/coverage/schools/{world.town.school}")
    db.session.execute(
        update(Participation).values(weekday=None).where(Participation.id == world.class_7a.participation)
    )
    recount(Scope(world.town.municipality))
    assert "Har lektioner utan dag" in page(client, f"/coverage/schools/{world.town.school}")
    db.session.execute(delete(CoverageTarget).where(CoverageTarget.municipality_id == world.town.municipality))
    recount(Scope(world.town.municipality))
    seen = [page(client.sign_in(who), f"/coverage/schools/{world.town.school}").partition("<main")[2] for who in both]
    assert ['href="/programmes"' in one for one in seen] == [True, False]
