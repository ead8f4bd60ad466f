"""A request that only reads opens no transaction on PostgreSQL; on SQLite it reads like any other."""

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from prevention.accounts.models import Person
from prevention.database import AppSession, reading_engine
from prevention.extensions import db
from tests.world import World


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_reading_is_spared_a_transaction(app: Flask, world: World, method: str) -> None:
    with app.test_request_context(method=method):
        session = sessionmaker(class_=AppSession, db=db)()
        spared = getattr(session.connection().connection.driver_connection, "autocommit", False) is True
        assert session.scalar(select(Person.id).where(Person.id == world.teacher)) == world.teacher
        session.close()
        assert spared == (method == "GET" and db.engine.dialect.name == "postgresql")
        assert (reading_engine(db.engine) is db.engine) == (db.engine.dialect.name == "sqlite")
        reading_engine(db.engine).dispose()  # type: ignore[union-attr]
