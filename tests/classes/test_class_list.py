"""The list of classes: whose classes, how far they are, filters and paging."""

import re
import uuid
from datetime import date

import pytest
from sqlalchemy import update

from prevention.access.kinds import AgencyKind
from prevention.classes.models import Participation, ParticipationStatus
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from tests.client import PageClient
from tests.world import World, school_class

from .counting import CountQueries


def names(client: PageClient, address: str = "/classes") -> list[str]:
    html = client.get(address).get_data(as_text=True)
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', html)


@pytest.mark.parametrize(
    ("person", "seen"),
    [
        ("teacher", ["7A"]),
        ("programme_leader", ["7A"]),
        ("principal", ["7A", "7B"]),
        ("teacher_elsewhere", ["7C"]),
        ("coverage_administrator", ["7C", "7A", "7B"]),
    ],
)
def test_each_sees_their_classes(client: PageClient, world: World, person: str, seen: list[str]) -> None:
    assert names(client.sign_in(getattr(world, person))) == seen


def test_says_what_a_class_takes_and_how_far_it_is(client: PageClient, world: World) -> None:
    html = client.sign_in(world.principal).get("/classes").get_data(as_text=True)
    assert "MVP högstadiet: 1 av 4 lektioner hölls, 1 inte loggad" in html
    assert "Inget program än" in html


def test_says_that_a_programme_is_broken_off(client: PageClient, world: World) -> None:
    db.session.get_one(Participation, world.class_7a.participation).status = ParticipationStatus.BROKEN_OFF
    db.session.flush()
    html = client.sign_in(world.principal).get("/classes").get_data(as_text=True)
    assert "MVP högstadiet: Avbrutet, 1 av 4 lektioner hölls<" in html


def test_filters_by_school_and_grade(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert names(client, f"/classes?school={world.town.other_school}") == ["7C"]
    assert names(client, "/classes?grade=8") == []
    assert names(client, "/classes?grade=7&school=") == ["7C", "7A", "7B"]


def test_a_filter_that_makes_no_sense_is_passed_over(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    assert names(client, "/classes?school_year=2026&school=x&grade=99&after=no&before=") == ["7A", "7B"]


def test_another_schools_filter_opens_nothing(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    assert names(client, f"/classes?school={world.town.other_school}") == ["7A", "7B"]


def coming_year(world: World) -> SchoolYear:
    later = SchoolYear(
        municipality_id=world.town.municipality,
        name="2027/28",
        starts_on=date(2027, 8, 16),
        ends_on=date(2028, 6, 9),
    )
    db.session.add(later)
    db.session.flush()
    return later


def test_an_empty_list_says_what_to_do(client: PageClient, world: World) -> None:
    later = coming_year(world)
    html = client.sign_in(world.coverage_administrator).get(f"/classes?school_year={later.id}").get_data(as_text=True)
    assert "/classes/import" in html
    assert "Inga klasser här än" in html


def test_where_there_is_no_school_the_schools_come_first(client: PageClient, world: World) -> None:
    schools = (Agency.municipality_id == world.town.municipality, Agency.kind == AgencyKind.SCHOOL)
    db.session.execute(update(Agency).where(*schools).values(kind=AgencyKind.OTHER))
    client.sign_in(world.coverage_administrator)
    for address in (f"/classes?school_year={coming_year(world).id}", "/classes/new"):
        html = client.get(address).get_data(as_text=True)
        assert "Det finns inga skolor än" in html
        assert "Lägg till klassen" not in html


def test_a_choice_that_no_class_fits_leads_back_to_all(client: PageClient, world: World) -> None:
    html = client.sign_in(world.coverage_administrator).get("/classes?grade=9").get_data(as_text=True)
    assert "Ingen klass stämmer med valet" in html
    assert "Inga klasser här än" not in html


def add_classes(world: World, count: int) -> None:
    for number in range(count):
        db.session.add(school_class(world.town, world.town.school, f"8.{number:03}", 20))
    db.session.flush()


def test_pages_by_key_forwards_and_back(client: PageClient, world: World) -> None:
    add_classes(world, 110)
    client.sign_in(world.principal)
    first, pages = client.get("/classes?grade=7").get_data(as_text=True), []
    while following := re.search(r'href="([^"]*after=[^"]*)"', first):
        pages.append(re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', first))
        first = client.get(following[1].replace("&amp;", "&")).get_data(as_text=True)
    pages.append(re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', first))
    assert [len(page) for page in pages] == [50, 50, 12]
    seen = [name for page in pages for name in page]
    assert seen == sorted(seen)
    back = re.search(r'href="([^"]*before=[^"]*)"', first)
    assert back
    assert names(client, back[1].replace("&amp;", "&")) == pages[1]


def test_schools_and_classes_stand_in_swedish_order_on_every_page(client: PageClient, world: World) -> None:
    for school, name in ((world.town.school, "Ängsskolan"), (world.town.other_school, "Åsskolan")):
        db.session.get_one(Agency, school).name = name
    for name in ("Öst", "ädel", "Åsk", "zebra", "Bo"):
        db.session.add(school_class(world.town, world.town.school, name, 20))
    add_classes(world, 50)
    client.sign_in(world.coverage_administrator)
    html = client.get("/classes").get_data(as_text=True)
    following = re.search(r'href="([^"]*after=[^"]*)"', html)
    assert following
    rest = names(client, following[1].replace("&amp;", "&"))
    seen = [name for name in names(client) + rest if not name.startswith("8.")]
    assert seen == ["7C", "7A", "7B", "Bo", "zebra", "Åsk", "ädel", "Öst"]


def test_as_many_queries_for_many_classes_as_for_few(
    client: PageClient, world: World, count_queries: CountQueries
) -> None:
    client.sign_in(world.coverage_administrator)
    with count_queries() as few:
        client.get("/classes")
    add_classes(world, 45)
    with count_queries() as many:
        client.get("/classes")
    assert len(many) == len(few) <= 5


def test_the_year_that_holds_today_is_shown_unless_another_is_chosen(client: PageClient, world: World) -> None:
    later = coming_year(world)
    coming = school_class(world.town, world.town.school, "8A", 24)
    coming.school_year_id = later.id
    db.session.add(coming)
    db.session.flush()
    client.sign_in(world.principal)
    assert names(client) == ["7A", "7B"]
    assert names(client, f"/classes?school_year={later.id}") == ["8A"]


@pytest.mark.parametrize("way", ["after", "before"])
def test_a_class_one_may_not_see_is_no_place_in_the_list(client: PageClient, world: World, way: str) -> None:
    """Else its place would tell that it exists, and between which names it stands."""
    client.sign_in(world.principal)
    for hidden in (world.class_7c.school_class, world.class_7d.school_class, uuid.uuid4()):
        assert names(client, f"/classes?{way}={hidden}") == []
