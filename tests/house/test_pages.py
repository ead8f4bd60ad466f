"""Start, help and the accessibility statement."""

import re
from uuid import uuid4

import pytest
from flask import Flask, render_template_string
from jinja2 import UndefinedError

from prevention.access.actor import Grant
from prevention.access.roles import Role
from prevention.frame import Reader
from tests.client import PageClient
from tests.world import World


@pytest.mark.parametrize(
    ("person", "page"),
    [
        ("teacher", "/my-sessions"),
        ("programme_leader", "/my-sessions"),
        ("principal", "/coverage"),
        ("coverage_administrator", "/coverage"),
        ("system_administrator", "/people"),
        ("auditor", "/audit"),
        ("social_worker", "/cases"),
        ("nobody", "/help"),
    ],
)
def test_each_starts_on_the_page_they_work_on(client: PageClient, world: World, person: str, page: str) -> None:
    client.sign_in(getattr(world, person))
    assert client.get("/").location == page


def test_help_shows_the_first_day_of_ones_own_roles_only(client: PageClient, world: World) -> None:
    client.sign_in(world.auditor)
    page = client.get("/help").text
    assert "Du granskar loggen" in page
    assert "Du leder lektioner" not in page


def test_help_explains_the_words_of_ones_own_pages_only(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    page = client.get("/help").text
    assert "Förhandsbedömning" in page and "Inte loggad" not in page
    client.sign_in(world.teacher)
    page = client.get("/help").text
    assert "Inte loggad" in page and "Konsultation" in page and "Förhandsbedömning" not in page


def test_the_header_says_a_role_once_however_many_places_it_is_held_at() -> None:
    at = [Grant(Role.PROGRAMME_LEADER, uuid4(), f"Skola {number}") for number in range(12)]
    own = Grant(Role.RESCUE_OFFICER, uuid4(), "Räddningstjänsten")
    short = Reader("Hanna", "Almköping", (*at, own)).roles_in_short
    assert len(short) == 2
    assert "12" in short[0] and "Skola 0" not in short[0]
    assert short[1].endswith("Räddningstjänsten")


def test_help_tells_a_visitor_and_a_person_without_role_what_to_do(client: PageClient, world: World) -> None:
    assert "Du behöver en inbjudan" in client.get("/help").text
    client.sign_in(world.nobody)
    assert "Du har inga uppgifter här än" in client.get("/help").text


def test_the_accessibility_statement_is_open_to_all(client: PageClient) -> None:
    assert "2018:1937" in client.get("/accessibility").text


def test_the_menu_shows_only_what_opens(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    page = client.get("/help").text
    assert 'href="/my-sessions"' in page and 'href="/classes"' in page
    assert 'href="/coverage"' not in page and 'href="/audit"' not in page


@pytest.mark.parametrize("page", ["coverage", "quality", "observations", "surveys", "readiness"])
def test_the_pages_about_how_it_goes_stand_in_one_row_under_coverage(
    client: PageClient, world: World, page: str
) -> None:
    shown = client.sign_in(world.coverage_administrator).get(f"/{page}").text
    in_menu, in_row = re.findall(r'<a href="/([a-z-]+)[^"]*"\s+aria-current="page"', shown)
    assert (in_menu, in_row) == ("coverage", page)
    row = shown.partition('class="page-ways"')[2].partition("</nav>")[0]
    assert row.count("<a ") == 5


@pytest.mark.parametrize("page", ["coverage", "quality", "observations", "surveys", "readiness"])
def test_the_programme_chosen_goes_along_to_the_pages_beside(client: PageClient, world: World, page: str) -> None:
    shown = client.sign_in(world.coverage_administrator).get(f"/{page}?programme=mvp").text
    row = shown.partition('class="page-ways"')[2].partition("</nav>")[0]
    assert row.count("programme=mvp") == 5


@pytest.mark.parametrize("address", ["//evil.example/x", "/\\\\evil.example", "/\\evil.example"])
def test_choosing_a_language_never_leads_to_another_host(client: PageClient, address: str) -> None:
    """Our own page for an unknown address stands there too, with the choice of language on it."""
    answer = client.post("/language", data={"language": "en"}, headers={"Referer": f"http://localhost{address}"})
    assert (answer.status_code, answer.location) == (303, "/")


def test_only_a_language_of_ours_is_kept(client: PageClient) -> None:
    """The page of our own faults speaks what the cookie says."""
    client.post("/language", data={"language": "x" * 5000})
    with client.session_transaction() as session:
        assert session["language"] == "sv"


@pytest.mark.parametrize("blank", ["{{ nobody_gave_it }}", "{{ words['lacking'] }}", "{{ words.lacking }}"])
def test_a_page_that_would_show_a_blank_fails_here(blank: str, app: Flask) -> None:
    """A role's reach that no table had a word for was once shown as empty brackets."""
    with app.test_request_context(), pytest.raises(UndefinedError):
        render_template_string(blank, words={})
    with app.test_request_context():
        assert render_template_string("{{ nobody_gave_it or 'fine' }}") == "fine"
