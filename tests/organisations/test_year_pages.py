from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from prevention.extensions import db
from prevention.organisations.models import SchoolBreak, SchoolYear
from tests.client import PageClient
from tests.world import World

LIST = "/organisation/school-years"


@pytest.fixture
def admin(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.system_administrator)


@pytest.fixture
def address(world: World) -> str:
    return f"{LIST}/{world.town.school_year}"


def breaks(world: World) -> list[tuple[str, date, date]]:
    query = select(SchoolBreak).where(SchoolBreak.school_year_id == world.town.school_year)
    rows = db.session.scalars(query.order_by(SchoolBreak.starts_on))
    return [(one.name, one.starts_on, one.ends_on) for one in rows]


def test_lists_years_with_their_breaks(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(LIST).text
    assert "2026/27" in page and "17 augusti 2026" in page and "Höstlov, Jullov" in page
    assert f"{LIST}/new" not in page


def test_the_same_queries_for_one_year_and_many(
    admin: PageClient, world: World, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    with count_queries() as one:
        admin.get(LIST)
    for first in range(2030, 2040):
        year = SchoolYear(
            municipality_id=world.town.municipality,
            name=f"{first}/{first - 1999}",
            starts_on=date(first, 8, 17),
            ends_on=date(first + 1, 6, 10),
        )
        db.session.add(year)
    db.session.flush()
    with count_queries() as many:
        admin.get(LIST)
    assert len(one) == len(many) <= 4


def test_proposes_the_year_after_the_last(admin: PageClient) -> None:
    page = admin.get(f"{LIST}/new").text
    assert "2027/28" in page and 'value="2027-08-16"' in page and 'value="2028-06-09"' in page


def test_adds_a_year_with_the_usual_breaks(admin: PageClient, world: World) -> None:
    answer = admin.post(f"{LIST}/new", data={"starts_on": "2027-08-18", "ends_on": "2028-06-13"})
    year = db.session.scalars(select(SchoolYear).where(SchoolYear.name == "2027/28")).one()
    assert (answer.status_code, answer.location) == (303, f"{LIST}/{year.id}")
    assert (year.municipality_id, year.starts_on) == (world.town.municipality, date(2027, 8, 18))
    page = admin.get(answer.location).text
    assert all(name in page for name in ("Höstlov", "Jullov", "Sportlov", "Påsklov"))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "told"),
    [
        ("", "2028-06-13", "Skriv läsårets första dag."),
        ("2027-08-18", "", "Skriv läsårets sista dag."),
        ("0001-08-18", "0002-06-13", "Skriv ett år mellan 1900 och 2199."),
        ("i höst", "2028-06-13", "Skriv dagen som år-månad-dag"),
        ("2027-08-18", "2027-09-18", "fem till tolv månader"),
        ("2027-08-18", "2027-01-18", "fem till tolv månader"),
        ("2027-06-11", "2028-04-13", "Läsåret 2026/27 har redan några av de dagarna."),
        ("2026-08-17", "2027-06-11", "Läsåret 2026/27 har redan några av de dagarna."),
    ],
)
def test_refuses_a_year_with_a_sentence(starts_on: str, ends_on: str, told: str, admin: PageClient) -> None:
    answer = admin.post(f"{LIST}/new", data={"starts_on": starts_on, "ends_on": ends_on})
    assert answer.status_code == 422 and told in answer.text


def test_the_other_towns_years_are_no_hindrance(client: PageClient, world: World) -> None:
    db.session.get_one(SchoolYear, world.other_town.school_year).ends_on = date(2028, 6, 1)
    db.session.flush()
    client.sign_in(world.system_administrator)
    assert client.post(f"{LIST}/new", data={"starts_on": "2027-08-18", "ends_on": "2028-06-13"}).status_code == 303


def test_changes_dates(admin: PageClient, address: str, world: World) -> None:
    assert 'value="2026-08-17"' in admin.get(f"{address}/dates").text
    answer = admin.post(f"{address}/dates", data={"starts_on": "2026-08-19", "ends_on": "2027-06-15"})
    assert answer.status_code == 303
    year = db.session.get_one(SchoolYear, world.town.school_year, populate_existing=True)
    assert (year.starts_on, year.ends_on) == (date(2026, 8, 19), date(2027, 6, 15))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "told"),
    [
        ("2026-10-27", "2027-06-15", "Höstlov skulle hamna utanför."),
        ("2025-08-19", "2026-06-15", "börjar hösten 2026"),
    ],
)
def test_refuses_dates_with_a_sentence(
    starts_on: str, ends_on: str, told: str, admin: PageClient, address: str
) -> None:
    answer = admin.post(f"{address}/dates", data={"starts_on": starts_on, "ends_on": ends_on})
    assert answer.status_code == 422 and told in answer.text


def test_adds_a_break_and_a_single_day(admin: PageClient, address: str, world: World) -> None:
    for data in (
        {"name": "Sportlov", "starts_on": "2027-03-01", "ends_on": "2027-03-05"},
        {"name": "Studiedag", "starts_on": "2026-10-23", "ends_on": ""},
    ):
        assert admin.post(f"{address}/breaks", data=data).status_code == 303
    assert ("Sportlov", date(2027, 3, 1), date(2027, 3, 5)) in breaks(world)
    assert ("Studiedag", date(2026, 10, 23), date(2026, 10, 23)) in breaks(world)
    assert "Studiedag är tillagt" in admin.get(address).text


@pytest.mark.parametrize(
    ("name", "starts_on", "ends_on", "told"),
    [
        ("", "2027-03-01", "", "Skriv vad lovet heter."),
        ("Lov", "", "", "Skriv lovets första dag."),
        ("Lov", "2027-03-05", "2027-03-01", "Den sista dagen är före den första."),
        ("Lov", "2026-08-16", "2026-08-18", "inom läsåret"),
        ("Lov", "2027-06-11", "2027-06-12", "inom läsåret"),
        ("Lov", "2026-10-30", "2026-11-02", "Höstlov har redan några av de dagarna."),
        ("Lov", "2026-10-01", "2026-12-31", "Höstlov har redan några av de dagarna."),
    ],
)
def test_refuses_a_break_with_a_sentence(
    name: str, starts_on: str, ends_on: str, told: str, admin: PageClient, address: str, world: World
) -> None:
    answer = admin.post(f"{address}/breaks", data={"name": name, "starts_on": starts_on, "ends_on": ends_on})
    assert answer.status_code == 422 and told in answer.text and f'value="{starts_on}"' in answer.text
    assert len(breaks(world)) == 2


def test_removes_a_break_and_a_second_click_does_no_harm(admin: PageClient, address: str, world: World) -> None:
    autumn = db.session.scalars(
        select(SchoolBreak.id).where(
            SchoolBreak.school_year_id == world.town.school_year, SchoolBreak.name == "Höstlov"
        )
    ).one()
    assert f"break={autumn}" in admin.get(address).text
    for _twice in range(2):
        assert admin.post(f"{address}/breaks/remove?break={autumn}").status_code == 303
    assert [name for name, *_days in breaks(world)] == ["Jullov"]


def test_a_break_of_another_year_is_not_found(admin: PageClient, address: str, world: World) -> None:
    theirs = select(SchoolBreak.id).where(SchoolBreak.school_year_id == world.other_town.school_year)
    for key in db.session.scalars(theirs).all():
        admin.post(f"{address}/breaks/remove?break={key}")
    admin.post(f"{address}/breaks/remove?break=nonsense")
    assert len(db.session.scalars(theirs).all()) == 2


def test_who_may_only_read_sees_no_forms(client: PageClient, address: str, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(address).text.split("<main")[1]
    assert "Höstlov" in page and "v. 44" in page and "<form" not in page
