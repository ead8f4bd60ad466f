"""`prevention bench-data`: whole numbers of towns, sums as they are counted, and never among real municipalities."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

import config
from prevention.benchdata.names import MOST, towns
from prevention.benchdata.year import EXPECTED
from prevention.classes.models import PlannedSession, SchoolClass
from prevention.cli import create_command_app
from prevention.coverage.models import coverage_sum
from prevention.coverage.verify import differences
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.organisations.actions import found_municipality
from prevention.organisations.models import Municipality
from prevention.programmes.models import Programme
from tests.house.test_settings import SOUND

FIRST = towns(1)[0]
CLASSES = sum(school.classes for school in FIRST.schools)


@pytest.fixture
def own_app(own_settings: config.Testing, now: object) -> Iterator[Flask]:
    """The app on an empty database of its own."""
    app = create_command_app(own_settings)
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["bench-data", *arguments])
    return result.exit_code, result.output


def count(table: type[SchoolClass] | type[SessionLog] | type[PlannedSession]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def story() -> list[tuple[object, ...]]:
    """Return what the sums say, by names instead of keys."""
    counts = [column for column in coverage_sum.c if not column.primary_key]
    query = select(Programme.code, coverage_sum.c.grade, *(func.sum(one) for one in counts))
    of_programme = query.join(Programme, Programme.id == coverage_sum.c.programme_id)
    rows = db.session.execute(of_programme.group_by(Programme.code, coverage_sum.c.grade))
    return sorted(tuple(row) for row in rows)


def test_a_nation_has_290_towns_of_its_own_with_some_60_000_classes() -> None:
    nation = towns()
    assert len({one.code for one in nation}) == len({one.name for one in nation}) == MOST == 290
    assert 58_000 < sum(school.classes for one in nation for school in one.schools) < 62_000
    assert len({school.code for one in nation for school in one.schools}) == sum(len(one.schools) for one in nation)


def test_a_town_has_its_classes_each_year_and_its_sums_are_what_is_counted(own_app: Flask) -> None:
    code, told = run(own_app, "--municipalities", "1", "--years", "2")
    assert code == 0, told
    town = db.session.scalars(select(Municipality)).one()
    assert (town.code, town.name) == (FIRST.code, FIRST.name)
    assert count(SchoolClass) == 2 * CLASSES
    assert f"{count(SessionLog):,} logged sessions" in told
    assert list(differences(town.id)) == []
    assert {row[0] for row in story()} == EXPECTED.keys()


def test_what_is_here_already_stays_and_only_what_is_missing_is_added(own_app: Flask) -> None:
    run(own_app, "--municipalities", "1", "--years", "1")
    told_before = story()
    code, told = run(own_app, "--municipalities", "1", "--years", "1")
    assert (code, told) == (
        0,
        "Done: 0 schools, 0 people, 0 classes, 0 times a class takes a programme, 0 logged sessions.\n",
    )
    assert story() == told_before


def test_the_same_day_tells_the_same_story(own_app: Flask) -> None:
    told = run(own_app, "--municipalities", "1", "--years", "1")[1]
    counts = "384 classes, 344 times a class takes a programme, 2,182 logged sessions"
    assert told.splitlines()[-1] == f"Done: 30 schools, 193 people, {counts}."
    first = db.session.scalars(select(SchoolClass.id).order_by(SchoolClass.id).limit(1)).one()
    assert str(first) == "01036480-8243-7db9-cf5b-b9e3618b8cf9"


def test_fewer_lessons_are_as_many_classes(own_app: Flask) -> None:
    code, told = run(own_app, "--municipalities", "1", "--years", "1", "--lessons", "4")
    assert code == 0, told
    assert count(SchoolClass) == CLASSES
    assert count(PlannedSession) < 4 * CLASSES


def test_among_other_municipalities_it_adds_nothing(own_app: Flask) -> None:
    found_municipality("9902", "Ekeby")
    db.session.commit()
    code, told = run(own_app, "--municipalities", "1", "--years", "1")
    assert code == 1
    assert "There are other municipalities here (9902 Ekeby)" in told
    assert count(SchoolClass) == 0


def test_production_refuses(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SOUND.items():
        monkeypatch.setenv(name, value)
    code, told = run(own_app, "--municipalities", "1")
    assert code == 1
    assert "never built in production" in told
    assert db.session.scalar(select(func.count()).select_from(Municipality)) == 0
