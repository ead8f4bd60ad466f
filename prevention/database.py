"""What every table shares, and what happens on every connection.

Keys and times are made in Python: `INSERT … RETURNING` fails under row-level security when the writer may not read the
row back.
"""

import re
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from flask import Flask, g, has_app_context, has_request_context, request
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, DateTime, Dialect, Engine, Enum, ForeignKey, MetaData, Uuid, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, UOWTransaction, declared_attr, mapped_column
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeDecorator

from . import clock

READING = frozenset({"GET", "HEAD", "OPTIONS"})
Choice = TypeVar("Choice", bound=StrEnum)
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware time, stored as UTC. SQLite has no zones, so they are taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time without a zone says nothing. Use prevention.clock.now().")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy calls it so
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Id(Uuid[uuid.UUID]):
    """A UUID. SQLite keeps it as text: a page reads the same few again and again, and each takes a while to parse."""

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], uuid.UUID | None] | None:
        return parsed if super().result_processor(dialect, coltype) else None  # type: ignore[no-untyped-call]  # Uuid


@lru_cache(8192)
def parsed(text: str | None) -> uuid.UUID | None:
    return None if text is None else uuid.UUID(text)


class Base(DeclarativeBase):
    """A table with a random key: an address in a URL must not tell how many others there are."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: Moment, uuid.UUID: Id()}  # noqa: RUF012  SQLAlchemy reads it

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4, sort_order=-2)


class OfMunicipality:
    """A row of one municipality: the tenant, and the key to spread the database by."""

    @declared_attr
    def municipality_id(self) -> Mapped[uuid.UUID]:
        return mapped_column(ForeignKey("municipality.id"), index=True, sort_order=-1)


def tripped(error: IntegrityError, table: str, *columns: str) -> bool:
    """Tell whether it was this unique constraint: PostgreSQL says its name, SQLite its columns."""
    said = str(error.orig)
    return f"uq_{table}_{'_'.join(columns)}" in said or ", ".join(f"{table}.{column}" for column in columns) in said


def one_of(choices: type[Choice], name: str | None = None) -> Enum:
    """Return the column type of an enumeration: its value as text with a CHECK, so that a dump reads plainly.

    A table with two columns of the same enumeration names the second's CHECK.
    """
    return Enum(
        choices,
        name=name or snake(choices.__name__),
        native_enum=False,
        length=40,
        create_constraint=True,
        values_callable=lambda members: [member.value for member in members],
    )


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


class Timestamped:
    created_at: Mapped[datetime] = mapped_column(default=lambda: clock.now())
    updated_at: Mapped[datetime] = mapped_column(default=lambda: clock.now(), onupdate=lambda: clock.now())


class ReadOnlyRequest(RuntimeError):
    """A GET tried to write. GET shows, POST does."""


class AppSession(FlaskSession):
    """The session of a request; a test may bind it to one connection whose transaction it rolls back."""

    def get_bind(self, *_args: Any, **_kwargs: Any) -> Engine | Connection:
        return self._db.engine if self.bind is None else self.bind  # there is one, whatever is asked for


def init_database(app: Flask) -> None:
    """Take the transactions of this app's engine into our own hands."""
    from .extensions import db

    with app.app_context():
        engine = db.engine
    prepare, begin = CONNECTIONS[engine.dialect.name]
    event.listen(engine, "connect", prepare)
    # not a listener to "begin": with one, SQLAlchemy calls its hooks around every statement too
    engine.dialect.do_begin = begin  # type: ignore[method-assign, assignment]


def prepare_postgresql(connection: DBAPIConnection, _record: object) -> None:
    from .cursor import LeanCursor  # not above: where the database is SQLite, its driver is 9 MB for nothing

    connection.autocommit = True
    connection.cursor_factory = LeanCursor


def begin_postgresql(connection: PoolProxiedConnection) -> None:
    """Spare a page that only reads BEGIN and COMMIT, two of six round trips.

    Nothing is lost, since each statement sees its own moment anyway (READ COMMITTED). Who acts is told to a
    transaction, so where somebody does there is one. A stream of rows needs one too: no such page reads any.
    """
    if ACTING.get() or not is_page_that_reads():
        connection.cursor().execute("BEGIN")


def prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Take transactions into our own hands (the driver would open none for a SELECT) and switch on what is off."""
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101  narrows the type
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=5000", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def begin_sqlite(connection: PoolProxiedConnection) -> None:
    """Take the write lock at once where something will be written: read-then-write would fail half-way."""
    driver = connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101  narrows the type
    driver.execute("BEGIN" if is_reading() else "BEGIN IMMEDIATE")


CONNECTIONS = {"sqlite": (prepare_sqlite, begin_sqlite), "postgresql": (prepare_postgresql, begin_postgresql)}
ACTING: ContextVar[uuid.UUID | None] = ContextVar("acting", default=None)


def act_as(person_id: uuid.UUID | None) -> None:
    """Tell the database whose rows may be seen from now on, in this transaction and the next ones of the request.

    Only PostgreSQL listens (fence 4). Without it no secret row is seen at all, so forgetting it leaks nothing.
    """
    from .extensions import db

    ACTING.set(person_id)
    if not db.session().in_transaction():
        return
    if is_page_that_reads():
        db.session.commit()  # PostgreSQL has had no transaction to tell it to: the next statement begins one
    else:
        name_actor(db.session(), None, db.session.connection())


@contextmanager
def acting_as(person_id: uuid.UUID) -> Iterator[None]:
    """Act as somebody outside a request: a job on their behalf, a test."""
    act_as(person_id)
    try:
        yield
    except BaseException:
        ACTING.set(None)  # the transaction is lost, and with it who acted
        raise
    act_as(None)


@event.listens_for(Session, "after_begin")
def name_actor(_session: Session, transaction: object, connection: Connection) -> None:
    """Set who acts, and the time as this application sees it, for this transaction only."""
    person = ACTING.get()
    if connection.dialect.name == "postgresql" and (person or transaction is None):
        connection.connection.cursor().execute(ACTOR, (str(person or ""), clock.now().isoformat()))


ACTOR = """
    SELECT set_config('app.user_id', %s, true), set_config('app.now', %s, true),
        set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
"""
"""Policies make a statement look dear. PostgreSQL would compile it, which takes thirty times as long as running it, and
plan it for its values each time, which takes as long. Each of ours asks by key, so that one plan fits all values."""


def is_reading() -> bool:
    if has_request_context():
        return request.method in READING and not g.get("may_write", False)
    return has_app_context() and g.get("only_reads", False)


def is_page_that_reads() -> bool:
    return has_request_context() and is_reading()


@contextmanager
def reading() -> Iterator[None]:
    """Only read for a while outside of a request: on SQLite others may write meanwhile. Ends the transaction after."""
    from .extensions import db

    g.only_reads = True
    try:
        yield
        db.session.commit()
    finally:
        g.only_reads = False


@contextmanager
def writing() -> Iterator[None]:
    """Write a little in a request that otherwise only reads, in a transaction of its own that ends with it."""
    from .extensions import db

    db.session.commit()
    g.may_write = True
    try:
        yield
        db.session.commit()
    finally:
        g.may_write = False


NOTED = frozenset({"audit_event", "audit_head", "failed_sign_in"})


@event.listens_for(Session, "before_flush")
def refuse_writes_on_get(session: Session, _context: UOWTransaction, _instances: object) -> None:
    """Let a page change nothing; where looking is recorded, only the trail and what slows down guessing."""
    written = {thing.__tablename__ for thing in (*session.new, *session.dirty, *session.deleted)}
    if written:
        refuse_while_reading()
    if has_request_context() and request.method in READING and written - NOTED:
        raise ReadOnlyRequest(request.endpoint)


def refuse_while_reading() -> None:
    """Stop what writes where nothing is written, not even that somebody looked.

    :raises ReadOnlyRequest: there.
    """
    if is_reading():
        raise ReadOnlyRequest(request.endpoint if has_request_context() else "only reading")
