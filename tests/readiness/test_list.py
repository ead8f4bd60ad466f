"""All schools, the least ready first."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from sqlalchemy import update

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.classes.models import Participation, SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Agency, OwnerType
from tests.client import PageClient
from tests.world import World

CountQueries = Callable[[], AbstractContextManager[list[str]]]


def schools(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>([^<]+)</a>', page)


def add_school(world: World, name: str, code: str) -> None:
    town = world.town
    place = {"municipality_id": town.municipality, "kind": AgencyKind.SCHOOL, "owner_type": OwnerType.MUNICIPAL}
    db.session.add(Agency(**place, name=name, code=code, district_id=town.district))
    db.session.flush()


def fill_in(client: PageClient, world: World, **answers: str) -> None:
    given = {f"trained_leaders-{world.town.mvp}": "2"} | answers
    assert client.post(f"/readiness/schools/{world.town.school}", data=given).status_code == 303


def test_the_least_ready_stands_first_and_schools_without_programme_last(client: PageClient, world: World) -> None:
    add_school(world, "Almköpings ana", "99010009")
    client.sign_in(world.coverage_administrator)
    fill_in(client, world, anchoring_talk="1", staff_half_day="0")
    page = client.get("/readiness").text
    assert schools(page) == ["Almköpings friskola", "Almköpings norra skola", "Almköpings ana"]
    assert "0 av 2 skolor har alla steg klara." in page
    assert "Ingen klass tar ett program i år." in page
    assert "Kunskapshalvdag för all personal: Nej" in page


def test_the_filter_narrows(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    fill_in(client, world, anchoring_talk="1", staff_half_day="1", supervision="3")
    assert schools(client.get("/readiness?show=ready").text) == ["Almköpings norra skola"]
    assert schools(client.get("/readiness?show=not_ready").text) == ["Almköpings friskola"]
    assert schools(client.get("/readiness?show=not_stated").text) == ["Almköpings friskola"]
    assert schools(client.get(f"/readiness?district={world.town.district}").text) == ["Almköpings norra skola"]
    assert len(schools(client.get("/readiness?show=what&district=nowhere&school_year=1999/00").text)) == 2
    assert "Ingen skola passar" in client.get(f"/readiness?show=not_ready&district={world.town.district}").text


def test_a_principal_comes_to_the_only_school(client: PageClient, world: World) -> None:
    answer = client.sign_in(world.principal).get("/readiness")
    assert answer.status_code == 302
    assert answer.location.startswith(f"/readiness/schools/{world.town.school}")


def test_a_class_that_is_expected_makes_the_school_concerned(client: PageClient, world: World) -> None:
    """7A takes nothing any more, and 7B is still expected to."""
    db.session.execute(
        update(Participation).where(Participation.id == world.class_7a.participation).values(status="broken_off")
    )
    client.sign_in(world.coverage_administrator)
    assert "Ingen klass tar ett program" not in client.get("/readiness").text
    db.session.execute(update(SchoolClass).values(grade="9"))
    assert "Ingen klass tar ett program" in client.get("/readiness").text


def test_a_closed_school_without_classes_is_not_listed_and_has_its_page(client: PageClient, world: World) -> None:
    db.session.execute(update(SchoolClass).values(school_id=world.town.school))
    closed = update(Agency).where(Agency.id == world.town.other_school)
    db.session.execute(closed.values(active_to=clock.today() - timedelta(days=1)))
    client.sign_in(world.coverage_administrator)
    assert schools(client.get("/readiness").text) == ["Almköpings norra skola"]
    assert "Almköpings friskola" in client.get(f"/readiness/schools/{world.town.other_school}").text


def test_queries_do_not_grow(client: PageClient, world: World, count_queries: CountQueries) -> None:
    client.sign_in(world.coverage_administrator)
    fill_in(client, world, anchoring_talk="1")
    with count_queries() as two:
        client.get("/readiness")
    for number in range(3, 8):
        add_school(world, f"Skola {number}", f"9901000{number}")
    with count_queries() as seven:
        client.get("/readiness")
    assert len(two) == len(seven) <= 8, two
    with count_queries() as one:
        client.get(f"/readiness/schools/{world.town.school}")
    assert len(one) <= 8, one
