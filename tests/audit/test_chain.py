"""The chain: in the same transaction, exact keys, and any change is found, whoever made it."""

import uuid
from collections.abc import Callable

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import scoped_session

from prevention.access.actor import Actor
from prevention.accounts.models import Person
from prevention.audit.models import AuditEvent, AuditHead
from prevention.audit.record import EVENTS, HASHED, Event, UndeclaredDetails, hash_of, record, record_stranger
from prevention.audit.verify import Broken, verify
from prevention.extensions import db
from tests.world import World

SEEN = Event("test.seen", frozenset({"count"}))


@pytest.fixture
def three_rows(session: scoped_session[Session], world: World) -> uuid.UUID:
    """Three rows by the teacher; returns the chain."""
    actor = Actor(world.teacher, world.town.municipality, "Teacher", ())
    thing = session.get_one(Person, world.nobody)
    for count in range(3):
        record(actor, SEEN, thing, count=count)
    return world.town.municipality


def test_a_whole_chain_is_whole(three_rows: uuid.UUID) -> None:
    assert verify() == (3, [])


def test_details_must_be_exactly_the_declared_keys(session: scoped_session[Session], world: World) -> None:
    with pytest.raises(UndeclaredDetails, match="count"):
        record_stranger(SEEN, name="Kim")


def test_a_stranger_has_a_chain_of_their_own(three_rows: uuid.UUID) -> None:
    record_stranger(SEEN, count=1)
    assert verify() == (4, [])
    assert db.session.scalar(select(AuditEvent.number).where(AuditEvent.chain == uuid.UUID(int=0))) == 1


def change_content(chain: uuid.UUID) -> None:
    db.session.execute(update(AuditEvent).where(AuditEvent.number == 2).values(details={"count": 7}))


def change_content_and_hash(chain: uuid.UUID) -> None:
    change_content(chain)
    db.session.expire_all()
    row = db.session.scalars(select(AuditEvent).where(AuditEvent.number == 2)).one()
    db.session.execute(update(AuditEvent).where(AuditEvent.number == 2).values(hash=hash_of(row)))


def remove_from_the_middle(chain: uuid.UUID) -> None:
    db.session.execute(delete(AuditEvent).where(AuditEvent.number == 2))


def remove_the_last(chain: uuid.UUID) -> None:
    db.session.execute(delete(AuditEvent).where(AuditEvent.number == 3))


def remove_the_head(chain: uuid.UUID) -> None:
    db.session.execute(delete(AuditHead))


@pytest.mark.parametrize(
    ("crime", "row", "fault"),
    [
        (change_content, 2, "its content was changed after it was written"),
        (change_content_and_hash, 3, "it does not build on the row before it"),
        (remove_from_the_middle, 2, "row 2 is missing"),
        (remove_the_last, 3, "what stood from here on was cut off, or the end was changed"),
        (remove_the_head, 4, "what stood from here on was cut off, or the end was changed"),
    ],
)
def test_what_the_owner_of_the_database_changes_is_named(
    crime: Callable[[uuid.UUID], None], row: int, fault: str, three_rows: uuid.UUID, as_owner: Callable[[], None]
) -> None:
    as_owner()
    crime(three_rows)
    db.session.expire_all()
    assert verify()[1] == [Broken(three_rows, row, fault)]


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET number = 9", "DELETE FROM audit_event"])
def test_the_app_itself_cannot_rewrite_the_trail(statement: str, three_rows: uuid.UUID) -> None:
    with pytest.raises(DatabaseError, match=r"insert only|permission denied"), db.session.begin_nested():
        db.session.execute(text(statement))


@pytest.mark.parametrize(("number", "builds_on_last"), [(5, True), (4, False)])
def test_only_the_next_row_of_a_chain_is_taken(number: int, *, builds_on_last: bool, three_rows: uuid.UUID) -> None:
    last = db.session.scalars(select(AuditEvent).where(AuditEvent.number == 3)).one()
    row = {name: getattr(last, name) for name in (*HASHED, "hash")} | {"id": uuid.uuid4(), "number": number}
    row["previous_hash"] = last.hash if builds_on_last else last.previous_hash
    with pytest.raises(DatabaseError, match="not the next row"), db.session.begin_nested():
        db.session.execute(insert(AuditEvent).values(row))
    db.session.expire_all()
    assert verify() == (3, [])


def test_verify_command_names_the_row_and_fails(
    app: Flask, three_rows: uuid.UUID, as_owner: Callable[[], None]
) -> None:
    as_owner()
    change_content(three_rows)
    db.session.expire_all()
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert f"Chain {three_rows}, row 2: its content was changed" in result.output


def test_verify_command_says_when_all_is_well(app: Flask, three_rows: uuid.UUID) -> None:
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (0, "3 rows, every one as it was written.\n")


def test_every_event_is_declared_once_under_a_plain_name() -> None:
    assert all(name == event.name and name.count(".") == 1 for name, event in EVENTS.items())
