"""The list of programmes, the page of one, adding, changing and retiring."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import Select, exists, select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.programmes.actions import load_catalogue
from prevention.programmes.models import CoverageTarget, CurriculumVersion, DeliveryMode, Lesson, Programme
from tests.client import PageClient
from tests.world import World

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def administrator(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.coverage_administrator)


def programme(world: World, code: str) -> Programme:
    query = select(Programme).where(Programme.municipality_id == world.town.municipality, Programme.code == code)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def events(world: World) -> list[tuple[str, uuid.UUID | None]]:
    query = select(AuditEvent).where(AuditEvent.chain == world.town.municipality).order_by(AuditEvent.number)
    return [(row.event, row.object_id) for row in db.session.scalars(query)]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_list_groups_by_family_in_plain_words(administrator: PageClient, world: World) -> None:
    load_catalogue(db.session.get_one(Municipality, world.town.municipality))
    page = text_of(administrator.get("/programmes").text)
    assert "School year 2026/27" in page or "2026/27" in page
    assert page.index("MVP Botkyrka") < page.index("MVP gymnasiet") < page.index("Brandförsvarets klassbesök")
    for name in ("MVP mellanstadiet", "Tåget", "Människan bakom uniformen", "PAX i skolan"):
        assert name in page


def test_the_list_counts_the_classes_that_take_a_programme(administrator: PageClient) -> None:
    page = administrator.get("/programmes").text
    row = page[page.index(">MVP högstadiet<") :]
    assert re.findall(r'<td class="number"[^>]*>\s*([^<\s]+)', row)[:2] == ["4", "2"]


def test_the_list_needs_as_many_queries_for_many_programmes_as_for_two(
    administrator: PageClient, world: World, count_queries: Counter
) -> None:
    with count_queries() as two:
        administrator.get("/programmes")
    load_catalogue(db.session.get_one(Municipality, world.town.municipality))
    with count_queries() as many:
        administrator.get("/programmes")
    assert len(two) == len(many) <= 5


def test_an_empty_list_says_what_to_do_and_loads_the_catalogue(administrator: PageClient, world: World) -> None:
    for one in db.session.scalars(select(Programme).where(Programme.municipality_id == world.town.municipality)):
        one.retired_at = one.created_at
    db.session.flush()
    assert "/programmes/catalogue" in administrator.get("/programmes").text
    assert administrator.post("/programmes/catalogue").status_code == 303
    assert programme(world, "taget").catalogue
    assert events(world) == [("catalogue.loaded", world.town.municipality)]


def test_the_page_of_a_programme_shows_its_editions_and_lessons(
    administrator: PageClient, world: World, count_queries: Counter
) -> None:
    with count_queries() as small:
        page = text_of(administrator.get(f"/programmes/{world.town.mvp}").text)
    assert "1. Vad är våld?" in page
    assert "3. Grupptryck" in page
    load_catalogue(db.session.get_one(Municipality, world.town.municipality))
    address = f"/programmes/{programme(world, 'mvp-hogstadiet').id}"
    with count_queries() as large:
        page = text_of(administrator.get(address).text)
    assert page.index("Nyare serien") < page.index("Äldre serien")
    assert len(small) == len(large) <= 5


NEW = {"name": "Vår egen våg", "delivery_mode": "lesson_series", "lessons": "3", "leaders_expected": "2", "level": ""}


def test_adding_a_programme_of_ones_own(administrator: PageClient, world: World) -> None:
    answer = administrator.post("/programmes", data=NEW | {"description": "Vi pratar.", "family": "MVP"})
    assert answer.status_code == 303
    added = programme(world, "var-egen-vag")
    assert (added.name, added.delivery_mode, added.leaders_expected) == ("Vår egen våg", DeliveryMode.LESSON_SERIES, 2)
    assert not added.catalogue
    edition = db.session.scalars(select(CurriculumVersion).where(CurriculumVersion.programme_id == added.id)).one()
    assert (edition.lessons_expected, edition.is_current) == (3, True)
    lessons = select(Lesson.number, Lesson.title).where(Lesson.curriculum_version_id == edition.id)
    assert sorted(db.session.execute(lessons)) == [(1, None), (2, None), (3, None)]
    assert events(world) == [("programme.added", added.id), ("edition.added", edition.id)]
    assert "Vår egen våg" in administrator.get(answer.location).text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "  "}, "name-error"),
        ({"name": "MVP"}, "name-error"),  # its code is taken
        ({"name": "mvp HÖGSTADIET"}, "name-error"),  # its name is, though its code would be another
        ({"name": "x" * 121}, "name-error"),
        ({"delivery_mode": ""}, "delivery_mode-error"),
        ({"delivery_mode": "nonsense"}, "delivery_mode-error"),
        ({"delivery_mode": "continuous"}, "lessons-error"),
        ({"lessons": "many"}, "lessons-error"),
        ({"lessons": "0"}, "lessons-error"),
        ({"lessons": "101"}, "lessons-error"),
        ({"leaders_expected": "0"}, "leaders_expected-error"),
        ({"leaders_expected": ""}, "leaders_expected-error"),
        ({"level": "none such"}, "level-error"),
    ],
)
def test_a_fault_is_told_at_the_field_and_nothing_typed_is_lost(
    administrator: PageClient, world: World, changed: dict[str, str], said: str
) -> None:
    answer = administrator.post("/programmes", data=NEW | {"owner": "Vi själva"} | changed)
    assert answer.status_code == 422
    assert f'id="{said}"' in answer.text
    assert 'value="Vi själva"' in answer.text
    assert events(world) == []


def test_changing_what_is_written_about_a_programme(administrator: PageClient, world: World) -> None:
    address = f"/programmes/{world.town.mvp}"
    assert 'value="MVP högstadiet"' in administrator.get(f"{address}/edit").text
    data = {"name": "MVP åk 7", "leaders_expected": "2", "level": "universal", "peer_mentors": "y"}
    assert administrator.post(address, data=data).status_code == 303
    changed = programme(world, "mvp")
    assert (changed.name, changed.level, changed.peer_mentors) == ("MVP åk 7", "universal", True)
    assert events(world) == [("programme.changed", world.town.mvp)]
    answer = administrator.post(address, data=data | {"name": ""})
    assert answer.status_code == 422
    assert 'id="name-error"' in answer.text


def test_no_programme_takes_the_name_of_another(administrator: PageClient, world: World) -> None:
    load_catalogue(db.session.get_one(Municipality, world.town.municipality))
    address = f"/programmes/{programme(world, 'set').id}"
    data = {"delivery_mode": "continuous", "leaders_expected": "3", "level": ""}
    answer = administrator.post(address, data=data | {"name": "Pax i skolan"})
    assert (answer.status_code, 'id="name-error"' in answer.text, 'value="3"' in answer.text) == (422, True, True)
    assert administrator.post(address, data=data | {"name": "SET"}).status_code == 303


def test_saving_without_a_change_leaves_no_trace(administrator: PageClient, world: World) -> None:
    data = {"name": "MVP högstadiet", "leaders_expected": "2", "level": ""}
    assert administrator.post(f"/programmes/{world.town.mvp}", data=data).status_code == 303
    assert events(world) == []


def test_retiring_and_taking_up_again_each_count_once(administrator: PageClient, world: World) -> None:
    for step in ("retire", "retire", "take-up", "take-up"):
        assert administrator.post(f"/programmes/{world.town.mvp}/{step}").status_code == 303
        assert (programme(world, "mvp").retired_at is not None) == (step == "retire")
    assert [name for name, _thing in events(world)] == ["programme.retired", "programme.taken_up_again"]


def delivery(world: World, code: str) -> tuple[DeliveryMode | None, int | None]:
    one = programme(world, code)
    edition = select(CurriculumVersion.lessons_expected).where(CurriculumVersion.programme_id == one.id)
    return one.delivery_mode, db.session.scalars(edition.where(CurriculumVersion.is_current)).one()


def test_how_it_is_delivered_can_be_put_right_while_nothing_relies_on_it(
    administrator: PageClient, world: World
) -> None:
    administrator.post("/programmes", data=NEW)
    one = programme(world, "var-egen-vag")
    data = {"name": one.name, "leaders_expected": "2", "level": ""}
    page = administrator.get(f"/programmes/{one.id}/edit").text
    assert re.search(r'name="delivery_mode"[^>]*value="lesson_series"[^>]*checked', page)
    administrator.post(f"/programmes/{one.id}", data=data | {"delivery_mode": "continuous"})
    assert delivery(world, one.code) == (DeliveryMode.CONTINUOUS, None)
    assert not db.session.scalar(select(exists().where(Lesson.curriculum_version_id.in_(editions_of(one)))))
    administrator.post(f"/programmes/{one.id}", data=data | {"delivery_mode": "lesson_series"})
    assert delivery(world, one.code) == (DeliveryMode.LESSON_SERIES, None)
    assert administrator.post(f"/programmes/{one.id}", data=data).status_code == 422  # nothing chosen
    assert [name for name, thing in events(world) if thing == one.id] == ["programme.added", *["programme.changed"] * 2]


def editions_of(one: Programme) -> Select[uuid.UUID]:
    return select(CurriculumVersion.id).where(CurriculumVersion.programme_id == one.id)


def test_how_it_is_delivered_stays_where_a_class_or_a_target_relies_on_it(
    administrator: PageClient, world: World
) -> None:
    administrator.post("/programmes", data=NEW)
    own = programme(world, "var-egen-vag")
    here, year = world.town.municipality, world.town.school_year
    db.session.add(CoverageTarget(municipality_id=here, school_year_id=year, programme_id=own.id, grade="7"))
    db.session.flush()
    for one in (own, programme(world, "mvp")):
        assert "delivery_mode" not in administrator.get(f"/programmes/{one.id}/edit").text
        data = {"name": one.name, "leaders_expected": "2", "level": "", "delivery_mode": "continuous"}
        assert administrator.post(f"/programmes/{one.id}", data=data).status_code == 303
        assert programme(world, one.code).delivery_mode is DeliveryMode.LESSON_SERIES


def test_of_what_nothing_is_published_it_is_asked_before_a_class_begins_it(
    administrator: PageClient, world: World
) -> None:
    load_catalogue(db.session.get_one(Municipality, world.town.municipality))
    one = programme(world, "stegvis")
    page, data = f"/programmes/{one.id}", {"name": one.name, "leaders_expected": "1", "level": ""}
    targets = f"/school-years/{world.town.school_year}/targets/new"
    offering = (targets, f"/classes/{world.class_7b}/programmes/new")
    assert "Inte känt än" in administrator.get(page).text
    assert "Berätta hur programmet genomförs" in administrator.get(page).text
    assert [address for address in offering if str(one.id) in administrator.get(address).text] == []
    assert re.search(r"Upplägg\s+<span[^>]*>\(frivilligt\)", administrator.get(f"{page}/edit").text)
    assert administrator.post(page, data=data | {"owner": "En skola"}).status_code == 303
    assert (programme(world, "stegvis").delivery_mode, programme(world, "stegvis").owner) == (None, "En skola")
    assert administrator.post(page, data=data | {"delivery_mode": "nonsense"}).status_code == 422
    assert administrator.post(page, data=data | {"delivery_mode": "continuous"}).status_code == 303
    assert "Inte känt än" not in administrator.get(page).text
    assert [address for address in offering if str(one.id) not in administrator.get(address).text] == []
