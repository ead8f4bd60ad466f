"""The shipped catalogue, and how a municipality takes it in."""

import uuid
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.programmes.actions import load_catalogue
from prevention.programmes.catalogue import CatalogueProgramme, shipped_catalogue
from prevention.programmes.loading import Loaded
from prevention.programmes.models import Audience, CurriculumVersion, DeliveryMode, Lesson, Programme

CATALOGUE = {programme.code: programme for programme in shipped_catalogue()}


@pytest.fixture
def empty_town(session: object) -> Municipality:
    town = Municipality(code="9903", name="Cedersund")
    db.session.add(town)
    db.session.flush()
    return town


def titles(town: Municipality, code: str, edition: str) -> list[str | None]:
    query = (
        select(Lesson.title)
        .join(CurriculumVersion)
        .join(Programme)
        .where(Programme.municipality_id == town.id, Programme.code == code, CurriculumVersion.edition == edition)
    )
    return list(db.session.scalars(query.order_by(Lesson.number)))


def current_edition(town: Municipality, code: str) -> CurriculumVersion:
    query = select(CurriculumVersion).join(Programme).where(CurriculumVersion.is_current, Programme.code == code)
    return db.session.scalars(query.where(Programme.municipality_id == town.id)).one()


def with_edition(entry: CatalogueProgramme, name: str) -> CatalogueProgramme:
    newer = replace(entry.editions[-1], edition=name)
    return replace(entry, editions=(*entry.editions, newer))


def test_mvp_is_four_programmes() -> None:
    assert {p.code: p.editions[-1].lessons_expected for p in CATALOGUE.values() if p.family == "MVP"} == {
        "mvp-hogstadiet": 14,
        "mvp-gymnasiet": 14,
        "mvp-mellanstadiet": 17,
        "mvp-botkyrka": 11,
    }


@pytest.mark.parametrize("programme", CATALOGUE.values(), ids=CATALOGUE)
def test_every_edition_has_a_row_for_each_expected_lesson(programme: CatalogueProgramme) -> None:
    for edition in programme.editions:
        assert [lesson.number for lesson in edition.lessons] == list(range(1, len(edition.lessons) + 1))
        if edition.lessons_expected:
            assert len(edition.lessons) == edition.lessons_expected


def test_the_train_has_stations_for_three_audiences_and_no_number() -> None:
    taget = CATALOGUE["taget"]
    assert taget.delivery_mode is DeliveryMode.STATION_SERIES
    assert [lesson.audience for lesson in taget.editions[-1].lessons] == list(Audience)
    assert taget.editions[-1].lessons_expected is None


@pytest.mark.parametrize("code", ["friends", "stegvis", "kompissamtal", "machofabriken"])
def test_what_is_not_known_is_empty(code: str) -> None:
    one = CATALOGUE[code]
    assert (one.delivery_mode, one.level, one.suggested_grades, one.editions[-1].lessons_expected) == (None,) * 4


def test_an_empty_municipality_gets_everything_and_the_second_time_nothing(empty_town: Municipality) -> None:
    editions = sum(len(programme.editions) for programme in CATALOGUE.values())
    assert load_catalogue(empty_town) == Loaded(len(CATALOGUE), 0, 0)
    assert load_catalogue(empty_town) == Loaded(0, 0, len(CATALOGUE))
    of_town = CurriculumVersion.municipality_id == empty_town.id
    assert db.session.scalar(select(func.count()).where(of_town)) == editions
    assert db.session.scalar(select(func.count()).where(of_town, CurriculumVersion.is_current)) == len(CATALOGUE)
    assert titles(empty_town, "mvp-hogstadiet", "Äldre serien")[:4] == [
        None,
        "Vad är våld?",
        "Killar och mäns våld",
        "Våld går att förebygga",
    ]


def test_one_event_tells_of_a_load_that_added_something(empty_town: Municipality) -> None:
    load_catalogue(empty_town)
    load_catalogue(empty_town)
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.chain == empty_town.id)).all()
    assert [(row.event, row.object_id, row.details) for row in rows] == [
        ("catalogue.loaded", empty_town.id, {"programmes": len(CATALOGUE), "editions": 0})
    ]


def test_a_later_edition_becomes_current_and_the_earlier_one_stays(empty_town: Municipality) -> None:
    load_catalogue(empty_town)
    before = current_edition(empty_town, "mvp-hogstadiet")
    later = (with_edition(CATALOGUE["mvp-hogstadiet"], "2029"),)
    assert load_catalogue(empty_town, catalogue=later) == Loaded(0, 1, 1)
    assert load_catalogue(empty_town, catalogue=later) == Loaded(0, 0, 1)
    assert current_edition(empty_town, "mvp-hogstadiet").edition == "2029"
    db.session.refresh(before)
    assert (before.edition, before.is_current) == ("Nyare serien", False)
    assert len(titles(empty_town, "mvp-hogstadiet", "Nyare serien")) == 14


def test_what_administrators_wrote_stays(empty_town: Municipality) -> None:
    load_catalogue(empty_town)
    edition = current_edition(empty_town, "mvp-botkyrka")
    lesson = db.session.scalars(
        select(Lesson).where(Lesson.curriculum_version_id == edition.id, Lesson.number == 1)
    ).one()
    lesson.title = "Uppstart"
    programme = db.session.get_one(Programme, edition.programme_id)
    programme.description = "Så gör vi hos oss."
    load_catalogue(empty_town)
    assert titles(empty_town, "mvp-botkyrka", edition.edition)[0] == "Uppstart"
    assert programme.description == "Så gör vi hos oss."


def test_an_edition_of_their_own_stays_current_when_the_catalogue_grows(empty_town: Municipality) -> None:
    load_catalogue(empty_town)
    current_edition(empty_town, "pax").edition = "Vår egen"
    db.session.flush()
    load_catalogue(empty_town, catalogue=(with_edition(CATALOGUE["pax"], "2029"),))
    assert current_edition(empty_town, "pax").edition == "Vår egen"


def test_a_programme_of_their_own_with_the_same_code_is_left_alone(empty_town: Municipality) -> None:
    own = Programme(
        id=uuid.uuid4(), municipality_id=empty_town.id, code="pax", name="Vår PAX", delivery_mode=DeliveryMode.ONE_OFF
    )
    db.session.add(own)
    db.session.flush()
    assert load_catalogue(empty_town) == Loaded(len(CATALOGUE) - 1, 0, 1)
    assert db.session.scalar(select(func.count()).where(CurriculumVersion.programme_id == own.id)) == 0
