"""A page that only reads opens no transaction on PostgreSQL; on SQLite, and where something is written, one is open."""

import sqlite3

import pytest
from flask import Flask
from psycopg import Connection
from psycopg.pq import TransactionStatus
from sqlalchemy import select, text

from prevention.accounts.models import Person
from prevention.database import acting_as
from prevention.extensions import db
from tests.world import World

WHO_ACTS = text("SELECT current_setting('app.user_id', true)")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_reading_is_spared_a_transaction(app: Flask, world: World, method: str) -> None:
    with app.test_request_context(method=method), db.engine.connect() as connection:
        assert connection.scalar(select(Person.id).where(Person.id == world.teacher)) == world.teacher
        spared = method == "GET" and db.engine.dialect.name == "postgresql"
        assert in_transaction(connection.connection.driver_connection) != spared


@pytest.mark.postgresql
def test_the_database_knows_who_acts_on_a_page_that_only_reads(app: Flask, world: World) -> None:
    """The statement that tells it holds for one transaction: without one it would be forgotten at once."""
    with app.test_request_context():
        assert db.session.scalar(WHO_ACTS) in {None, ""}
        with acting_as(world.teacher):
            assert db.session.scalar(WHO_ACTS) == str(world.teacher)
        assert db.session.scalar(WHO_ACTS) == ""


def in_transaction(driver: object) -> bool:
    if isinstance(driver, sqlite3.Connection):
        return driver.in_transaction
    assert isinstance(driver, Connection)
    return driver.info.transaction_status == TransactionStatus.INTRANS
