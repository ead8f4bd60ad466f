"""One history for both databases: one head, models = migrations, up, down and up again."""

import os
from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import MetaData, select, text, update

import config
from prevention.classes.models import SchoolClass
from prevention.cli import create_command_app
from prevention.coverage.models import coverage_sum
from prevention.coverage.verify import differences
from prevention.extensions import db
from tests.conftest import DATABASE
from tests.postgres import running_cluster
from tests.world import build_world


@pytest.fixture
def empty_app(tmp_path: os.PathLike[str]) -> Iterator[Flask]:
    """An app on a database of its own, with nothing in it, as the owner."""
    if DATABASE == "sqlite":
        yield from app_on(f"sqlite:///{tmp_path}/empty.db")
        return
    with running_cluster() as cluster:
        yield from app_on(cluster.url("owner", "postgres"))


def app_on(url: str) -> Iterator[Flask]:
    settings = config.Testing({})
    settings.SQLALCHEMY_DATABASE_URI = url
    app = create_command_app(settings)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_there_is_one_head_and_numbers_without_gaps() -> None:
    script = ScriptDirectory(str(config.ROOT / "migrations"))
    assert len(script.get_heads()) == 1
    numbers = sorted(revision.revision for revision in script.walk_revisions())
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_models_are_what_the_migrations_make(empty_app: Flask) -> None:
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_goes_down_to_nothing_and_up_to_the_same(empty_app: Flask) -> None:
    upgrade()
    first = tables()
    downgrade(revision="base")
    assert tables() == {"alembic_version": ["version_num"]}
    upgrade()
    assert tables() == first


def test_goes_down_and_up_with_a_row_in_place(empty_app: Flask) -> None:
    upgrade(revision="0001")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO municipality (id, code, name, created_at, updated_at) VALUES"
                " ('00000000000000000000000000000001', '9901', 'Almköping', CURRENT_TIMESTAMP, CURRENT_TIMESTAMP)"
            )
        )
    upgrade()
    downgrade(revision="0001")
    upgrade()
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT name FROM municipality")) == "Almköping"


def test_coverage_sums_are_filled_for_what_is_there(empty_app: Flask, now: object) -> None:
    upgrade()
    world = build_world()
    at_6 = update(SchoolClass).values(grade="6")
    db.session.execute(at_6.where(SchoolClass.id == world.class_7c.school_class))  # outside the target
    db.session.commit()
    downgrade(revision="0009")
    upgrade()
    assert db.session.execute(select(coverage_sum)).all()
    assert list(differences(world.town.municipality)) == []
    assert list(differences(world.other_town.municipality)) == []


def tables() -> dict[str, list[str]]:
    found = MetaData()
    with db.engine.connect() as connection:
        found.reflect(connection)
    return {name: sorted(column.name for column in table.columns) for name, table in found.tables.items()}
