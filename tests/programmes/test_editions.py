"""Editions: a new one, changing one, and what an edition that classes take refuses."""

import uuid

import pytest
from sqlalchemy import select

from prevention.audit.models import AuditEvent
from prevention.classes.models import Participation
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.programmes.actions import load_catalogue
from prevention.programmes.models import CurriculumVersion, Lesson, Programme
from tests.client import PageClient
from tests.world import World


@pytest.fixture
def administrator(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.coverage_administrator)


def rows(*lessons: tuple[object, str], **more: str) -> dict[str, str]:
    """Return the form of these (number, title) rows."""
    data = {"audience": "pupils", "core": "y", "minutes": ""} | more
    return {
        f"lessons-{place}-{key}": str(value)
        for place, (number, title) in enumerate(lessons)
        for key, value in (data | {"number": number, "title": title}).items()
    }


def lessons(edition_id: uuid.UUID) -> list[tuple[int, str | None]]:
    query = select(Lesson.number, Lesson.title).where(Lesson.curriculum_version_id == edition_id)
    return list(db.session.execute(query.order_by(Lesson.number)))


def edition(programme_id: uuid.UUID, name: str) -> CurriculumVersion:
    query = select(CurriculumVersion).where(
        CurriculumVersion.programme_id == programme_id, CurriculumVersion.edition == name
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def event_names(world: World) -> list[str]:
    query = select(AuditEvent.event).where(AuditEvent.chain == world.town.municipality)
    return list(db.session.scalars(query.order_by(AuditEvent.number)))


def current_edition(programme_id: uuid.UUID) -> CurriculumVersion:
    is_this = (CurriculumVersion.programme_id == programme_id, CurriculumVersion.is_current)
    return db.session.scalars(select(CurriculumVersion).where(*is_this)).one()


@pytest.fixture
def unused(world: World, session: object) -> CurriculumVersion:
    """The shipped Botkyrka edition, which no class takes."""
    load_catalogue(db.session.get_one(Municipality, world.town.municipality))
    of_town = Programme.municipality_id == world.town.municipality
    programme = db.session.scalars(select(Programme).where(of_town, Programme.code == "mvp-botkyrka")).one()
    return current_edition(programme.id)


def test_a_new_edition_begins_as_a_copy_of_the_current_one(administrator: PageClient, world: World) -> None:
    page = administrator.get(f"/programmes/{world.town.mvp}/editions/new").text
    assert 'value="Våld går att förebygga"' in page
    assert page.count('-title" ') >= 4


def test_a_new_edition_becomes_current_and_running_classes_keep_theirs(administrator: PageClient, world: World) -> None:
    data = {"edition": "2027", "make_current": "y", "minutes": "50"} | rows((2, "Sedan"), (1, "Först"), ("", ""))
    assert administrator.post(f"/programmes/{world.town.mvp}/editions", data=data).status_code == 303
    new = edition(world.town.mvp, "2027")
    assert lessons(new.id) == [(1, "Först"), (2, "Sedan")]
    assert (new.lessons_expected, new.minutes, new.is_current) == (2, 50, True)
    assert not edition(world.town.mvp, "2024").is_current
    running = db.session.get_one(Participation, world.class_7a.participation)
    assert running.curriculum_version_id == world.town.curriculum
    assert event_names(world) == ["edition.added"]


def test_a_new_edition_may_wait(administrator: PageClient, world: World) -> None:
    data = {"edition": "2027"} | rows((1, "Först"))
    administrator.post(f"/programmes/{world.town.mvp}/editions", data=data)
    assert current_edition(world.town.mvp).edition == "2024"
    for _twice in range(2):
        address = f"/editions/{edition(world.town.mvp, '2027').id}/current"
        assert administrator.post(address).status_code == 303
    assert edition(world.town.mvp, "2027").is_current
    assert not edition(world.town.mvp, "2024").is_current
    assert event_names(world) == ["edition.added", "edition.made_current"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"edition": ""}, 'id="edition-error"'),
        ({"edition": "2024"}, 'id="edition-error"'),
        ({"minutes": "soon"}, 'id="minutes-error"'),
        ({"minutes": "601"}, 'id="minutes-error"'),
        (rows((1, "En"), (1, "Två")), 'href="#lessons"'),
        (rows((1, "En"), ("", "Två")), 'id="lessons-1-title-error"'),
        (rows((1, "En"), ("b", "Två")), 'id="lessons-1-number-error"'),
        (rows((1, "En"), (0, "Två")), 'id="lessons-1-number-error"'),
        (rows((1, "En"), (2, "x" * 161)), 'id="lessons-1-title-error"'),
        (rows((1, "En"), (2, "Två"), minutes="-5"), 'id="lessons-1-minutes-error"'),
        (rows((1, "En"), (2, "Två"), audience="nobody"), 'id="lessons-1-audience-error"'),
    ],
)
def test_a_fault_is_told_and_nothing_typed_is_lost(
    administrator: PageClient, world: World, changed: dict[str, str], said: str
) -> None:
    data = {"edition": "2027", "source": "Vårt arkiv"} | rows((1, "En"), (2, "Två")) | changed
    answer = administrator.post(f"/programmes/{world.town.mvp}/editions", data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Vårt arkiv"' in answer.text
    assert 'value="En"' in answer.text
    assert event_names(world) == []


def test_more_rows_without_saving(administrator: PageClient, world: World) -> None:
    data = {"edition": "2027", "more": "more"} | rows((1, "En"), (7, "Sju"))
    answer = administrator.post(f"/programmes/{world.town.mvp}/editions", data=data)
    assert answer.status_code == 200
    assert 'name="lessons-6-title"' in answer.text
    assert 'value="12"' in answer.text
    assert 'value="Sju"' in answer.text
    assert event_names(world) == []


def test_an_edition_nobody_takes_can_change_its_lessons(
    administrator: PageClient, world: World, unused: CurriculumVersion
) -> None:
    key = unused.id
    assert 'name="lessons-10-title"' in administrator.get(f"/editions/{key}/edit").text
    data = rows((1, "Start"), ("", ""), (9, "Slut"), minutes="40")
    assert administrator.post(f"/editions/{key}", data=data).status_code == 303
    assert lessons(key) == [(1, "Start"), (2, "Slut")]
    assert db.session.get_one(CurriculumVersion, key, populate_existing=True).lessons_expected == 2
    assert event_names(world)[-1] == "edition.changed"


def test_titles_of_an_edition_in_use_can_change(administrator: PageClient, world: World) -> None:
    key = world.town.curriculum
    page = administrator.get(f"/editions/{key}/edit").text
    assert 'name="more"' not in page
    assert '<input type="hidden" name="lessons-3-number" value="4">' in page
    data = rows((1, "Vad är våld?"), (2, "Nytt"), (3, ""), (4, "Fyra"))
    assert administrator.post(f"/editions/{key}", data=data).status_code == 303
    assert lessons(key) == [(1, "Vad är våld?"), (2, "Nytt"), (3, None), (4, "Fyra")]
    assert [one.id for one in db.session.scalars(select(Lesson).where(Lesson.id.in_(world.town.lessons)))]


@pytest.mark.parametrize(
    "wanted",
    [
        rows((1, "A"), (2, "B"), (3, "C")),
        rows((1, "A"), (2, "B"), (3, "C"), (4, "D"), (5, "E")),
        rows((1, "A"), (2, "B"), (3, "C"), (5, "D")),
        {},
    ],
    ids=["fewer", "more", "other", "none"],
)
def test_an_edition_in_use_keeps_its_lessons(administrator: PageClient, world: World, wanted: dict[str, str]) -> None:
    before = lessons(world.town.curriculum)
    answer = administrator.post(f"/editions/{world.town.curriculum}", data={"minutes": "45"} | wanted)
    assert answer.status_code == 422
    assert "data-error-summary" in answer.text
    assert "/editions/new" in answer.text
    db.session.expire_all()
    assert lessons(world.town.curriculum) == before
    assert event_names(world) == []


def test_stations_have_audiences_and_no_number(administrator: PageClient, world: World, unused: object) -> None:
    of_town = Programme.municipality_id == world.town.municipality
    taget = db.session.scalars(select(Programme).where(of_town, Programme.code == "taget")).one().id
    data = {"edition": "2027", "make_current": "y"} | rows((1, "Perrongen"), (2, "Resan"), audience="guardians")
    assert administrator.post(f"/programmes/{taget}/editions", data=data).status_code == 303
    new = edition(taget, "2027")
    assert (len(lessons(new.id)), new.lessons_expected) == (2, None)


def test_what_goes_on_all_the_time_has_no_lessons(administrator: PageClient, world: World) -> None:
    assert 'id="lessons"' not in administrator.get(f"/programmes/{world.town.pax}/editions/new").text
    data = {"edition": "2027"} | rows((1, "Nej"))
    assert administrator.post(f"/programmes/{world.town.pax}/editions", data=data).status_code == 303
    assert lessons(edition(world.town.pax, "2027").id) == []
