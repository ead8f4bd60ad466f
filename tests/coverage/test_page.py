"""The page: answers in words with their denominator, schools worst first, and only what one may see."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import ColumnElement, delete, update

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import RoleAssignment
from prevention.classes.models import Participation, SchoolClass
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CoverageTarget, CurriculumVersion
from tests.client import PageClient
from tests.logbook.forms import as_planned
from tests.town import LONG_AGO
from tests.world import World

from .reading import page_rows, words
from .towns import build, uniform

Counting = Callable[[], AbstractContextManager[list[str]]]
SCHOOLS, CLASSES = "Skolor, lägst täckning först", "Klasser, lägst täckning först"


def page(client: PageClient, address: str = "/coverage") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_the_first_sentence_answers_with_its_denominator(client: PageClient, world: World) -> None:
    """7A and 7C have held one of four lessons and not logged one; 7B, also expected, has no plan."""
    html = page(client.sign_in(world.coverage_administrator))
    assert "2 av 12 väntade lektioner hölls. 2 lektioner skulle ha hållits men är inte loggade." in html
    assert "Läsåret 2026/27 · MVP högstadiet" in html
    assert "17\u00a0%" in html


def test_it_opens_on_the_programme_with_most_lessons_to_expect(client: PageClient, world: World) -> None:
    """Without a fixed number of lessons PAX has none to expect, even where more classes should take it."""
    here = world.town
    for grade in ("6", "7"):
        target = {"municipality_id": here.municipality, "school_year_id": here.school_year, "programme_id": here.pax}
        db.session.add(CoverageTarget(**target, grade=grade))
    of_class = {"municipality_id": here.municipality, "school_id": here.school, "school_year_id": here.school_year}
    db.session.add(SchoolClass(**of_class, name="6A", grade="6", pupils=20))
    recount(Scope(world.town.municipality))
    client.sign_in(world.coverage_administrator)
    assert "Läsåret 2026/27 · MVP högstadiet" in page(client)
    assert "väntade klasser" in page(client, "/coverage?programme=pax")


def test_figures_tell_classes_and_pupils_of_how_many(client: PageClient, world: World) -> None:
    html = words(page(client.sign_in(world.coverage_administrator)))
    assert re.search(r"Påbörjade klasser\s+2\s+av 3 väntade klasser", html)
    assert re.search(r"Klara klasser\s+0\s+av 3 väntade klasser", html)
    assert re.search(r"Elever som nåtts\s+48\s+av 70 elever i de väntade klasserna", html)


def test_the_thinnest_school_stands_first(client: PageClient, world: World) -> None:
    rows = page_rows(page(client.sign_in(world.coverage_administrator)), SCHOOLS)
    assert list(rows.items()) == [
        ("Almköpings norra skola", (8, 1, 0, 0, 1, 2, 4)),
        ("Almköpings friskola", (4, 1, 0, 0, 1, 2, 0)),
    ]


def test_districts_add_up_with_the_schools_of_none(client: PageClient, world: World) -> None:
    rows = page_rows(page(client.sign_in(world.coverage_administrator)), "Kommundelar")
    assert rows == {"Almköping norra": (8, 1, 0, 0, 1, 2, 4), "Utan kommundel": (4, 1, 0, 0, 1, 2, 0)}


def test_a_school_leads_to_its_classes_and_they_to_theirs(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    html = page(client, f"/coverage/schools/{world.town.school}")
    assert page_rows(html, CLASSES) == {"7B": (4, 0, 0, 0, 0, 0, 4), "7A": (4, 1, 0, 0, 1, 2, 0)}
    assert f'href="/classes/{world.class_7b}"' in html
    assert "Ingen plan än" in html
    assert "På väg" in html


def test_a_district_shows_its_own_schools(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator), f"/coverage/districts/{world.town.district}")
    assert list(page_rows(html, SCHOOLS)) == ["Almköpings norra skola"]
    assert "Almköping norra</h1>" in html


def test_a_logged_session_is_seen_at_once(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert "2 av 12 väntade lektioner hölls." in page(client)
    sent = as_planned(world, lesson=str(world.town.lessons[1]), held_on="2026-11-11")
    assert client.post(f"/participations/{world.class_7a.participation}/sessions", data=sent).status_code == 303
    assert "3 av 12 väntade lektioner hölls." in page(client)


def test_links_keep_the_filter(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator), "/coverage?stage=upper&owner=municipal&programme=mvp")
    assert list(page_rows(html, SCHOOLS)) == ["Almköpings norra skola"]
    assert f'href="/coverage/schools/{world.town.school}?programme=mvp&amp;stage=upper&amp;school_year=' in html
    assert re.search(r"owner=municipal&amp;[^\"]*format=pdf", html)
    assert "Läsåret 2026/27 · MVP högstadiet · Högstadiet · Kommunal" in html


@pytest.mark.parametrize("title", [SCHOOLS, "Kommundelar", "Kommunala och fristående skolor"])
def test_a_row_leads_to_the_year_and_programme_it_counts(client: PageClient, world: World, title: str) -> None:
    """Another place, or other schools, would choose the programme that is largest there."""
    rows = (
        page(client.sign_in(world.coverage_administrator)).partition(f"{title}</caption>")[2].partition("</table>")[0]
    )
    leads = re.findall(r'<a class="ds-link" href="(/coverage[^"]*)"', rows)
    assert leads
    assert [one for one in leads if "school_year=2026/27" not in one or "programme=mvp" not in one] == []


def test_what_cannot_be_chosen_is_said_at_the_field(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator), "/coverage?stage=nonsense&programme=nonsense")
    assert html.count("Det som adressen frågar efter går inte att välja här.") == 2
    assert "2 av 12 väntade lektioner hölls." in html


def test_words_in_the_address_that_are_no_filter_do_nothing(client: PageClient, world: World) -> None:
    html = page(client.sign_in(world.coverage_administrator), "/coverage?endpoint=x&agency=y&_external=1")
    assert "2 av 12 väntade lektioner hölls." in html
    assert "endpoint=x" not in html


def test_a_principal_lands_on_the_own_school_and_sees_no_other(client: PageClient, world: World) -> None:
    response = client.sign_in(world.principal).get("/coverage?programme=mvp")
    assert response.location == f"/coverage/schools/{world.town.school}?programme=mvp"
    assert "1 av 8 väntade lektioner hölls." in page(client, response.location)
    assert client.get(f"/coverage/schools/{world.town.other_school}").status_code == 404


def test_a_principal_of_two_schools_sees_just_these(client: PageClient, world: World) -> None:
    third = add_school("Tredje skolan", "99010077", world)
    here, year = world.town.municipality, world.town.school_year
    db.session.add(
        SchoolClass(municipality_id=here, school_id=third, school_year_id=year, name="7Z", grade="7", pupils=9)
    )
    recount(Scope(world.town.municipality))
    make_principal(world.principal, world.town.other_school, world)
    html = page(client.sign_in(world.principal))
    assert set(page_rows(html, SCHOOLS)) == {"Almköpings norra skola", "Almköpings friskola"}
    assert "Tredje skolan" not in html
    assert "Kommundelar" not in html
    assert "Tredje skolan" in page(client.sign_in(world.coverage_administrator))


def make_principal(person: uuid.UUID, school: uuid.UUID, world: World) -> None:
    role = RoleAssignment(
        municipality_id=world.town.municipality,
        person_id=person,
        role=Role.PRINCIPAL,
        agency_id=school,
        granted_at=LONG_AGO,
    )
    db.session.add(role)
    db.session.flush()


def test_an_agency_that_is_no_school_has_no_coverage(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert client.get(f"/coverage/schools/{world.town.municipality_agency}").status_code == 404


def test_a_programme_without_numbered_lessons_is_running_or_not(client: PageClient, world: World) -> None:
    db.session.execute(update(CoverageTarget).values(programme_id=world.town.pax).where(of_town(world)))
    recount(Scope(world.town.municipality))
    client.sign_in(world.coverage_administrator)
    html = page(client, "/coverage?programme=pax")
    assert "Pågår eller är klart i 0 av 3 väntade klasser." in html
    assert "väntade lektioner hölls" not in html
    glossary = html.partition("Vad siffrorna betyder")[2]
    assert "Påbörjade klasser" in glossary
    assert not re.search("Kommande|Andel hållna|sex grupperna", glossary)  # figures that are not on the page
    assert "Pågår inte" in page(client, f"/coverage/schools/{world.town.school}?programme=pax")


@pytest.mark.parametrize(("status", "begun"), [("running", 1), ("completed", 1), ("broken_off", 0)])
def test_it_has_begun_also_where_it_is_done(client: PageClient, world: World, status: str, begun: int) -> None:
    db.session.execute(update(CurriculumVersion).values(lessons_expected=None))
    own = Participation.school_class_id == world.class_7a.school_class
    db.session.execute(update(Participation).values(status=status).where(own))
    db.session.execute(update(Participation).values(status="broken_off").where(~own))
    recount(Scope(world.town.municipality))
    html = page(client.sign_in(world.coverage_administrator), "/coverage")
    assert f"Pågår eller är klart i {begun} av 3 väntade klasser." in html


def test_classes_outside_the_target_stand_apart(client: PageClient, world: World) -> None:
    db.session.execute(update(SchoolClass).values(grade="6").where(SchoolClass.id == world.class_7a.school_class))
    recount(Scope(world.town.municipality))
    client.sign_in(world.coverage_administrator)
    html = page(client)
    assert "1 av 8 väntade lektioner hölls." in html
    assert "1 klass tar MVP högstadiet fast årskursen inte ingår i målet." in html
    school = page(client, f"/coverage/schools/{world.town.school}")
    assert f'href="/classes/{world.class_7a.school_class}"' in school.partition("Utanför målet")[2]
    assert list(page_rows(school, CLASSES)) == ["7B"]


def test_open_schools_without_classes_are_named(client: PageClient, world: World) -> None:
    add_school("Tomma skolan", "99010088", world)
    add_school("Stängda skolan", "99010099", world, active_to=date(2026, 6, 30))
    html = page(client.sign_in(world.coverage_administrator))
    assert "1 skola har inga klasser inlagda det här läsåret" in html
    assert "Tomma skolan" in html
    assert "Stängda skolan" not in html


def add_school(name: str, code: str, world: World, active_to: date | None = None) -> uuid.UUID:
    here = world.town.municipality
    school = Agency(municipality_id=here, kind=AgencyKind.SCHOOL, name=name, code=code, active_to=active_to)
    db.session.add(school)
    db.session.flush()
    return school.id


def of_town(world: World) -> ColumnElement[bool]:
    return CoverageTarget.municipality_id == world.town.municipality


def test_without_targets_it_says_what_to_do(client: PageClient, world: World) -> None:
    db.session.execute(delete(CoverageTarget).where(CoverageTarget.municipality_id == world.town.municipality))
    recount(Scope(world.town.municipality))
    html = page(client.sign_in(world.coverage_administrator))
    assert "Ingen klass väntas ta MVP högstadiet" in html
    assert 'href="/programmes"' in html.partition("<main")[2]
    principal = page(client.sign_in(world.principal), f"/coverage/schools/{world.town.school}")
    assert 'href="/programmes"' not in principal


@pytest.mark.parametrize("address", ["/coverage?school_year=2027/28", "/coverage?school_year=2027/28&format=pdf"])
def test_without_classes_it_says_what_to_do(client: PageClient, world: World, address: str) -> None:
    year = SchoolYear(
        municipality_id=world.town.municipality,
        name="2027/28",
        starts_on=date(2027, 8, 16),
        ends_on=date(2028, 6, 9),
    )
    db.session.add(year)
    db.session.flush()
    html = page(client.sign_in(world.coverage_administrator), address)
    assert "Det finns inga klasser det här läsåret" in html
    assert 'href="/classes"' in html.partition("<main")[2]


@pytest.mark.parametrize("kind", ["overview", "school"])
def test_as_few_queries_for_forty_as_for_two(
    client: PageClient, world: World, count_queries: Counting, kind: str
) -> None:
    few, many = (how_many_queries(client, count_queries, kind, number) for number in (2, 40))
    assert few == many <= 8


def how_many_queries(client: PageClient, count_queries: Counting, kind: str, number: int) -> int:
    town = uniform(number, 1) if kind == "overview" else uniform(2, number)
    with db.session.begin_nested() as savepoint:
        here = build(town)
        client.sign_in(here.administrator)
        with count_queries() as sent:
            html = page(client, "/coverage" if kind == "overview" else f"/coverage/schools/{here.schools[0]}")
        assert len(page_rows(html, SCHOOLS if kind == "overview" else CLASSES)) == number
        savepoint.rollback()
    return len(sent)
