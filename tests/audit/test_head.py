"""The end of a chain: begun by one of two, moved by the next row and by nothing else, whatever the statement."""

import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask_migrate import upgrade
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import scoped_session

import config
from prevention.audit.record import Event, record_stranger
from prevention.audit.verify import verify
from prevention.cli import create_command_app
from prevention.extensions import db
from tests.postgres import wait_until_it_waits

SEEN = Event("test.seen", frozenset({"count"}))
STRANGERS = uuid.UUID(int=0)
SKIPPED = """
    INSERT INTO audit_event (id, chain, number, at, event, object_type, details, previous_hash, hash)
    SELECT gen_random_uuid(), chain, 9, at, event, object_type, details, hash, hash FROM audit_event
"""


def refused(*statements: str) -> bool:
    try:
        with db.session.begin_nested():
            for statement in statements:
                db.session.execute(text(statement))
    except DatabaseError:
        return True
    return False


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_head SET number = 0, hash = repeat('0', 64)",
        "UPDATE audit_head SET number = number + 5",
        "UPDATE audit_head SET hash = repeat('f', 64)",
        "UPDATE audit_head SET id = gen_random_uuid()",
        "DELETE FROM audit_head",
        "INSERT INTO audit_head (id, number, hash) VALUES (gen_random_uuid(), 8, repeat('0', 64))",
        "INSERT INTO audit_head (id, number, hash) VALUES (gen_random_uuid(), 0, repeat('f', 64))",
    ],
)
def test_the_app_itself_neither_moves_a_head_nor_begins_in_the_middle(
    session: scoped_session[Session], statement: str
) -> None:
    record_stranger(SEEN, count=1)
    assert refused(statement)
    record_stranger(SEEN, count=2)
    assert verify() == (2, [])


@pytest.mark.postgresql
def test_another_table_of_the_same_name_is_no_head(session: scoped_session[Session]) -> None:
    record_stranger(SEEN, count=1)
    decoy = "CREATE TEMP TABLE audit_head ON COMMIT DROP AS SELECT id, 8 AS number, hash FROM audit_head"
    assert refused(decoy, SKIPPED)
    assert verify() == (1, [])


def test_what_is_taken_back_leaves_the_next_number_free(session: scoped_session[Session]) -> None:
    record_stranger(SEEN, count=1)
    with db.session.begin_nested() as step:
        record_stranger(SEEN, count=2)
        step.rollback()
    record_stranger(SEEN, count=3)
    assert verify() == (2, [])


def test_of_two_who_begin_a_chain_both_are_in_it(own_settings: config.Testing) -> None:
    app = create_command_app(own_settings)
    with app.app_context():
        upgrade()
    with ThreadPoolExecutor(1) as other, app.app_context():
        record_stranger(SEEN, count=1)
        answer = other.submit(record_one, app)
        wait_until_it_waits(app, answer)
        db.session.commit()
    answer.result()
    with app.app_context():
        assert verify() == (2, [])
    with app.app_context():
        db.engine.dispose()


def record_one(app: Flask) -> None:
    with app.app_context():
        record_stranger(SEEN, count=2)
        db.session.commit()
