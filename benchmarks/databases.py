"""Scratch databases: SQLite in a folder, or a throw-away PostgreSQL talked to as the unprivileged login."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import config
from prevention.cli import create_command_app
from tests.postgres import running_cluster


@dataclass(frozen=True)
class Place:
    """Where one round of benchmarks happens: the app's database, the floor's, and a folder for files."""

    folder: Path
    url: str
    owner_url: str | None
    floor_url: str

    @property
    def kind(self) -> str:
        return "SQLite" if self.url.startswith("sqlite") else "PostgreSQL"

    @property
    def environ(self) -> dict[str, str]:
        """What a server or a command needs to use this place."""
        wanted = {
            "PREVENTION_INSTANCE": str(self.folder),
            "PREVENTION_DATABASE_URL": self.url,
            "PREVENTION_OWNER_DATABASE_URL": self.owner_url or "",
            "FLOOR_DATABASE_URL": self.floor_url,
        }
        return {**os.environ, **wanted}


@contextmanager
def sqlite(folder: Path) -> Iterator[Place]:
    yield Place(folder, f"sqlite:///{folder / 'app.db'}", None, f"sqlite:///{folder / 'floor.db'}")


@contextmanager
def postgresql(folder: Path) -> Iterator[Place]:
    with running_cluster() as cluster:
        cluster.psql("CREATE ROLE prevention_runtime NOLOGIN NOBYPASSRLS")
        cluster.psql("CREATE ROLE runtime LOGIN IN ROLE prevention_runtime")
        for name in ("prevention", "floor"):
            cluster.psql(f"CREATE DATABASE {name}{' OWNER runtime' if name == 'floor' else ''}")
        yield Place(
            folder,
            cluster.url("runtime", "prevention"),
            cluster.url("owner", "prevention"),
            cluster.url("runtime", "floor"),
        )


def beside(place: Place, name: str) -> Place:
    """Return another, empty database of the same server."""
    if not place.owner_url:
        raise RuntimeError("Databases beside each other are on one server: say --postgresql.")
    owner = make_url(place.owner_url)
    engine = create_engine(owner, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    runtime = make_url(place.url).set(database=name).render_as_string()
    return Place(place.folder, runtime, owner.set(database=name).render_as_string(), place.floor_url)


def app_at(place: Place) -> Flask:
    """Return the app on this place's database, which is brought up to date first."""
    config.INSTANCE = place.folder
    app = create_command_app(config.Development(place.environ))
    with app.app_context():
        upgrade()
    return app


def gather_statistics(place: Place) -> None:
    """Do at once, as the owner, what PostgreSQL's own housekeeping does within a minute of many new rows."""
    if place.owner_url:
        engine = create_engine(place.owner_url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("ANALYZE"))
        engine.dispose()
