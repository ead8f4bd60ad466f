"""The list of people: found by name or address, in Swedish order, a page at a time."""

import html
import re
import uuid
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts import passwords
from prevention.accounts.models import Invitation, Person, RoleAssignment
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .people import new_link, person, with_password

Counter = Callable[[], AbstractContextManager[list[str]]]
NAME = re.compile(r'<th scope="row">\s*<a class="ds-link"\s+href="(/people/[^"]+)">([^<]+)</a>')


def add_people(world: World, names: Iterable[str]) -> None:
    for number, name in enumerate(names):
        email = f"person{number}@almkoping.example"
        db.session.add(Person(municipality_id=world.town.municipality, email=email, name=name))
    db.session.commit()


def names_on(page: str) -> list[str]:
    return [html.unescape(name) for _address, name in NAME.findall(page)]


def row_of(page: str, name: str) -> str:
    return next(row for row in page.split("<tr>") if f">{name}</a>" in row)


def link_called(page: str, label: str) -> str | None:
    found = re.search(rf'href="([^"]+)">{label}<', page)
    return html.unescape(found[1]) if found else None


@pytest.fixture
def admin(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.system_administrator)


def test_it_holds_the_municipality_and_nobody_else(admin: PageClient, world: World) -> None:
    page = admin.get("/people").get_data(as_text=True)
    assert len(names_on(page)) == 14
    assert "Teacher 9901" in page
    assert "9902" not in page


def test_states_are_words(admin: PageClient, world: World) -> None:
    with_password(world.teacher)
    new_link(world.principal)
    new_link(world.auditor)
    late = db.session.query(Invitation).filter_by(person_id=world.auditor).one()
    late.expires_at = NOW - timedelta(seconds=1)
    person(world.police_liaison).deactivated_at = NOW
    db.session.commit()
    page = admin.get("/people").get_data(as_text=True)
    for name, word in [
        ("Teacher 9901", "Aktiv"),
        ("Principal 9901", "Inbjuden"),
        ("Auditor 9901", "Länken är för gammal"),
        ("Police Liaison 9901", "Avstängd"),
        ("Rescue Officer 9901", "Har ingen länk än"),
        ("Nobody 9901", "Har ingen roll"),
    ]:
        assert word in row_of(page, name)
    assert "Lärare, Almköpings norra skola" in row_of(page, "Teacher 9901")
    assert "Har ingen roll" not in row_of(page, "Teacher 9901")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("åsa", ["Åsa Öberg"]),
        ("ÖBERG ås", ["Åsa Öberg"]),
        ("asa", []),
        ("PERSON1@", ["Zoë Ek"]),
        ("50%", []),
        ("n_b", []),
        ("berg", ["Anna Berg", "Åsa Öberg"]),
    ],
)
def test_search_takes_parts_of_names_and_addresses(
    words: str, found: list[str], admin: PageClient, world: World
) -> None:
    add_people(world, ["Åsa Öberg", "Zoë Ek", "Anna Berg"])
    page = admin.get("/people", query_string={"q": words}).get_data(as_text=True)
    assert [name for name in names_on(page) if "9901" not in name] == found
    assert found or "Ingen med det namnet" in page
    assert f'value="{words}"' in page


def test_the_order_is_swedish(admin: PageClient, world: World) -> None:
    add_people(world, ["Östen", "åke", "Älva", "zacharias", "Cia", "bo", "Åsa"])
    page = admin.get("/people").get_data(as_text=True)
    mine = [name for name in names_on(page) if "9901" not in name]
    assert mine == ["bo", "Cia", "zacharias", "åke", "Åsa", "Älva", "Östen"]


def test_pages_hold_fifty_and_lead_on_and_back(admin: PageClient, world: World) -> None:
    add_people(world, ["Kim Ek"] * 60 + [f"Lo {number:03}" for number in range(60)])
    first = admin.get("/people").get_data(as_text=True)
    assert link_called(first, "Föregående sida") is None
    second_url = link_called(first, "Nästa sida")
    assert second_url
    second = admin.get(second_url).get_data(as_text=True)
    third_url, back_url = link_called(second, "Nästa sida"), link_called(second, "Föregående sida")
    assert third_url
    assert back_url
    third = admin.get(third_url).get_data(as_text=True)
    assert [len(names_on(page)) for page in (first, second, third)] == [50, 50, 34]
    assert link_called(third, "Nästa sida") is None
    assert names_on(admin.get(back_url).get_data(as_text=True)) == names_on(first)
    addresses = {address for address, _name in NAME.findall(first + second + third)}
    assert len(addresses) == 134


def test_one_cannot_page_by_a_person_of_another_town(admin: PageClient, world: World) -> None:
    page = admin.get(f"/people?after={world.teacher_b}").get_data(as_text=True)
    assert names_on(page) == []


def test_the_number_of_queries_does_not_grow(admin: PageClient, world: World, count_queries: Counter) -> None:
    with count_queries() as few:
        admin.get("/people?q=nobody")
    add_people(world, [f"Nobody {number}" for number in range(70)])
    with count_queries() as many:
        admin.get("/people?q=nobody")
    assert len(few) == len(many) <= 4


def test_an_old_password_makes_nobody_active_again(admin: PageClient, world: World) -> None:
    teacher = person(world.teacher)
    teacher.password_hash, teacher.deactivated_at = passwords.hash_password("a long old password"), NOW
    db.session.commit()
    assert "Avstängd" in row_of(admin.get("/people").get_data(as_text=True), "Teacher 9901")


def test_a_very_long_search_finds_nobody(client: PageClient, world: World) -> None:
    client.sign_in(world.system_administrator)
    assert "teacher@9901.example" not in client.get("/people?q=" + "qq+" * 5000).text


def test_a_role_at_many_schools_is_one_word_and_a_list_to_open(admin: PageClient, world: World) -> None:
    names = [f"Skola {number}" for number in range(1, 5)]  # and the one of the cast
    for name in names:
        code = f"9901900{name[-1]}"
        school = Agency(municipality_id=world.town.municipality, kind=AgencyKind.SCHOOL, name=name, code=code)
        db.session.add(school)
        db.session.flush()
        give(world.programme_leader, school.id)
    db.session.commit()
    row = row_of(admin.get("/people").get_data(as_text=True), "Programme Leader 9901")
    before, _summary, inside = row.partition("5 verksamheter")
    assert "Skola 1" not in before
    assert all(f"<li>{name}</li>" in inside for name in names)
    assert "<details" not in row_of(admin.get("/people").get_data(as_text=True), "Teacher 9901")


def give(person_id: uuid.UUID, agency_id: uuid.UUID) -> None:
    here = db.session.get_one(Person, person_id).municipality_id
    held = {"person_id": person_id, "role": Role.PROGRAMME_LEADER, "agency_id": agency_id, "granted_at": NOW}
    db.session.add(RoleAssignment(municipality_id=here, **held))
