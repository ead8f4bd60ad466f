import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest

from prevention.access.kinds import AgencyKind
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.world import World

LIST = "/organisation"


def district_of(school: uuid.UUID) -> uuid.UUID | None:
    return db.session.get_one(Agency, school, populate_existing=True).district_id


def add_schools(world: World, count: int) -> None:
    for number in range(count):
        db.session.add(
            Agency(
                municipality_id=world.town.municipality,
                kind=AgencyKind.SCHOOL,
                name=f"Skola {number}",
                code=f"9901{number + 100:04}",
                offers=[{"form": "gr", "grades": ["1", "2", "3"]}],
            )
        )
    db.session.flush()


@pytest.mark.parametrize("who", ["coverage_administrator", "system_administrator"])
def test_lists_the_schools_of_ones_own_municipality(who: str, client: PageClient, world: World) -> None:
    page = client.sign_in(getattr(world, who)).get(LIST).text
    assert "Almköpings norra skola" in page and "7–9" in page
    assert "Björkviks" not in page


@pytest.mark.parametrize("query", ["", "?owner=municipal"])
def test_a_filter_that_nobody_chose_is_no_error(query: str, client: PageClient, world: World) -> None:
    page = client.sign_in(world.system_administrator).get(LIST + query).text
    assert "Välj en i listan." not in page and "aria-invalid" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("owner=independent", {"Almköpings friskola"}),
        ("owner=municipal", {"Almköpings norra skola"}),
        ("stage=lower", {"Skola 0"}),
        ("stage=upper", {"Almköpings norra skola", "Almköpings friskola"}),
        ("district=none", {"Almköpings friskola", "Skola 0"}),
        ("owner=nobody&stage=x&district=7", {"Almköpings norra skola", "Almköpings friskola", "Skola 0"}),
    ],
)
def test_filters(query: str, shown: set[str], client: PageClient, world: World) -> None:
    add_schools(world, 1)
    page = client.sign_in(world.system_administrator).get(f"{LIST}?{query}").text
    names = {"Almköpings norra skola", "Almköpings friskola", "Skola 0"}
    assert {name for name in names if f">{name}</a>" in page} == shown


def test_filters_by_district(client: PageClient, world: World) -> None:
    page = client.sign_in(world.system_administrator).get(f"{LIST}?district={world.town.district}").text
    assert "Almköpings norra skola</a>" in page and "Almköpings friskola</a>" not in page


def test_nothing_fits_says_what_to_do(client: PageClient, world: World) -> None:
    page = client.sign_in(world.system_administrator).get(f"{LIST}?owner=state").text
    assert "Ingen skola passar" in page and f'href="{LIST}"' in page


def test_no_schools_yet_says_what_to_do(client: PageClient, world: World) -> None:
    for one in (world.town.school, world.town.other_school):
        db.session.get_one(Agency, one).kind = AgencyKind.OTHER
    db.session.flush()
    assert "prevention schools import" in client.sign_in(world.system_administrator).get(LIST).text


def test_closed_schools_are_folded(client: PageClient, world: World) -> None:
    db.session.get_one(Agency, world.town.other_school).active_to = date(2026, 6, 30)
    db.session.flush()
    page = client.sign_in(world.coverage_administrator).get(LIST).text
    assert page.index("1 skola") < page.index("<details") < page.index("Almköpings friskola")
    assert "30 juni 2026" in client.get(f"{LIST}/schools/{world.town.other_school}").text


def test_the_same_queries_for_two_schools_and_many(
    client: PageClient, world: World, count_queries: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    client.sign_in(world.coverage_administrator)
    with count_queries() as two:
        client.get(LIST)
    add_schools(world, 40)
    with count_queries() as many:
        client.get(LIST)
    assert len(two) == len(many) <= 4


def test_a_school_is_put_in_a_district_and_taken_out(client: PageClient, world: World) -> None:
    address = f"{LIST}/schools/{world.town.other_school}"
    client.sign_in(world.system_administrator)
    answer = client.post(f"{address}/district", data={"district": str(world.town.district)})
    assert (answer.status_code, answer.location) == (303, address)
    assert district_of(world.town.other_school) == world.town.district
    assert "selected" in client.get(address).text
    client.post(f"{address}/district", data={"district": ""})
    assert district_of(world.town.other_school) is None


def test_only_a_school_is_placed_in_a_district(client: PageClient, world: World) -> None:
    client.sign_in(world.system_administrator)
    chosen = {"district": str(world.town.district)}
    assert client.post(f"{LIST}/schools/{world.town.social_services}/district", data=chosen).status_code == 404


@pytest.mark.parametrize("district", ["other town", "unknown", "nonsense"])
def test_a_district_of_others_is_not_taken(district: str, client: PageClient, world: World) -> None:
    chosen = {"other town": str(world.other_town.district), "unknown": str(uuid.uuid4())}.get(district, district)
    client.sign_in(world.system_administrator)
    answer = client.post(f"{LIST}/schools/{world.town.other_school}/district", data={"district": chosen})
    assert answer.status_code == 422 and "Välj en i listan." in answer.text
    assert district_of(world.town.other_school) is None


def test_who_may_only_read_sees_no_form(client: PageClient, world: World) -> None:
    page = client.sign_in(world.coverage_administrator).get(f"{LIST}/schools/{world.town.school}").text
    assert "Almköping norra" in page
    assert "<select" not in page


def test_an_agency_that_is_no_school_has_no_school_page(client: PageClient, world: World) -> None:
    client.sign_in(world.system_administrator)
    assert client.get(f"{LIST}/schools/{world.town.municipality_agency}").status_code == 404
