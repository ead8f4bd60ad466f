"""How migrations run: as the owner of the tables, one transaction each, on SQLite and PostgreSQL from one history."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine

from prevention.database import Moment
from prevention.extensions import db


def configure(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        transaction_per_migration=True,
        compare_type=True,
        render_item=render_plainly,
    )


def render_plainly(kind: str, thing: object, _context: object) -> str | Literal[False]:
    """Write our own column type as what it is in the database: a migration imports nothing of the application."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(thing, Moment) else False


def migrate(connection: Connection) -> None:
    """Run with SQLite's foreign keys off (a batch step rebuilds tables others point at), then check them all."""
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql("SET lock_timeout = '10s'")
        connection.commit()
    configure(connection)
    with without_foreign_keys(connection) if sqlite else nullcontext(), context.begin_transaction():
        context.run_migrations()
    if sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"Rows point at rows that are gone: {broken[:5]}")


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Switch them off beneath SQLAlchemy: SQLite passes the switch over once a transaction has begun."""
    raw = connection.connection.cursor()
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    owner = current_app.config["OWNER_DATABASE_URI"]
    engine = create_engine(owner) if owner else db.engine
    with engine.connect() as connection:
        migrate(connection)
    if owner:
        engine.dispose()


run()
