"""Changing the master key: everything stays readable, nothing is half-done, and running it again changes nothing."""

import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, update
from sqlalchemy.orm import scoped_session

import config
from prevention import clock
from prevention.audit.models import AuditEvent
from prevention.cli import create_command_app
from prevention.crypto import CannotOpen, MasterKey
from prevention.database import acting_as
from prevention.extensions import db
from prevention.owner import as_owner
from prevention.referrals.actions import read
from prevention.referrals.models import Referral
from prevention.sealing import safe
from prevention.sealing.models import DataKey
from prevention.sealing.rotation import MasterKeyMissing, rotate, standing
from tests.conftest import NOW
from tests.world import World, build_world

NEW = "n" * 40
NEW_ID = MasterKey.from_text(NEW).id
Change = Callable[..., None]


@pytest.fixture
def change_master_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Change:
    def change(to: str = NEW, keep: bool = True, on: Flask = app) -> None:
        earlier = (on.config["MASTER_KEY"],) if keep else ()
        monkeypatch.setitem(on.config, "EARLIER_MASTER_KEYS", earlier)
        monkeypatch.setitem(on.config, "MASTER_KEY", to)

    return change


def silent(_done: int, _of: int) -> None:
    """Nobody watches."""


def all_texts(session: scoped_session[Session]) -> set[str]:
    return {read(row).name for row in session.scalars(select(Referral))}


def test_all_is_wrapped_anew_and_reads_as_before(
    owner_session: scoped_session[Session], change_master_key: Change
) -> None:
    before, count = all_texts(owner_session), owner_session.scalar(select(func.count(DataKey.id)))
    change_master_key()
    told: list[tuple[int, int]] = []
    outcome = rotate(lambda done, of: told.append((done, of)), batch=4)
    assert (outcome.done, outcome.broken) == (count, [])
    assert told[0] == (4, count)
    assert told[-1] == (count, count)
    assert standing().wrapped == {NEW_ID: count}
    change_master_key(keep=False)
    assert all_texts(owner_session) == before


def test_again_changes_nothing(owner_session: scoped_session[Session], change_master_key: Change) -> None:
    change_master_key()
    rotate(silent)
    before = dict(owner_session.execute(select(DataKey.id, DataKey.wrapped)).all())
    assert rotate(silent).done == 0
    assert dict(owner_session.execute(select(DataKey.id, DataKey.wrapped)).all()) == before


def test_a_run_that_was_stopped_is_taken_up_where_it_stood(
    owner_session: scoped_session[Session], change_master_key: Change
) -> None:
    change_master_key()

    def pull_the_plug(done: int, _of: int) -> None:
        raise KeyboardInterrupt(done)

    with pytest.raises(KeyboardInterrupt):
        rotate(pull_the_plug, batch=3)
    owner_session.rollback()
    assert standing().wrapped[NEW_ID] == 3
    rest = sum(standing().wrapped.values()) - 3
    assert rotate(silent, batch=3).done == rest


def test_a_missing_earlier_key_is_named_by_its_id_and_nothing_is_changed(
    owner_session: scoped_session[Session], change_master_key: Change, app: Flask
) -> None:
    old, secret = standing().wrapped, app.config["MASTER_KEY"]
    change_master_key(keep=False)
    with pytest.raises(MasterKeyMissing):
        rotate(silent)
    told = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert told.exit_code == 1
    assert next(iter(old)).hex() in told.output
    assert "Nothing was changed" in told.output
    assert secret not in told.output
    assert standing().wrapped == old


def test_a_key_that_was_tampered_with_is_named_and_the_others_go_on(
    owner_session: scoped_session[Session], change_master_key: Change, app: Flask
) -> None:
    row = owner_session.scalars(select(DataKey).order_by(DataKey.id).limit(1)).one()
    assert row.wrapped
    owner_session.execute(
        update(DataKey).where(DataKey.id == row.id).values(wrapped=row.wrapped[:-1] + bytes([row.wrapped[-1] ^ 1]))
    )
    change_master_key()
    told = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert told.exit_code == 1
    assert str(row.id) in told.output
    assert min(standing().wrapped.values()) == 1


def test_a_destroyed_key_stays_destroyed(owner_session: scoped_session[Session], change_master_key: Change) -> None:
    key = owner_session.scalars(select(DataKey.id).limit(1)).one()
    safe.destroy(key)
    owner_session.flush()
    change_master_key()
    rotate(silent)
    assert owner_session.get_one(DataKey, key).wrapped is None
    assert standing().destroyed == 1


def test_the_trail_of_each_municipality_tells_of_it(
    owner_session: scoped_session[Session], change_master_key: Change, world: World
) -> None:
    change_master_key()
    rotate(silent)
    rows = owner_session.scalars(select(AuditEvent).where(AuditEvent.event == "keys.rotated")).all()
    assert {row.chain for row in rows} == {world.town.municipality, world.other_town.municipality}
    assert {row.details["master_key"] for row in rows} == {NEW_ID.hex()}


def test_status_counts_by_master_key_and_names_one_that_is_gone(
    owner_session: scoped_session[Session], change_master_key: Change, app: Flask
) -> None:
    count = owner_session.scalar(select(func.count(DataKey.id)))
    sound = app.test_cli_runner().invoke(args=["keys", "status"])
    assert sound.exit_code == 0
    assert f"(in use): {count} data keys\ndestroyed: 0" in sound.output
    change_master_key(keep=False)
    gone = app.test_cli_runner().invoke(args=["keys", "status"])
    assert gone.exit_code == 1
    assert f"(NOT AT HAND): {count} data keys" in gone.output


@pytest.fixture
def own_world(own_settings: config.Testing, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Flask, World]]:
    """A database of one's own, where commits are commits and others read meanwhile."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    app = create_command_app(own_settings)
    with app.app_context():
        upgrade()
        cast = build_world()
        db.session.commit()
    yield app, cast
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_reader_reads_throughout(own_world: tuple[Flask, World], change_master_key: Change) -> None:
    app, cast = own_world
    change_master_key(on=app)
    seen: list[str | Exception] = []

    def look() -> None:
        with app.app_context(), acting_as(cast.teacher):
            try:
                seen.append(read(db.session.get_one(Referral, cast.messages.taken)).name)
            except CannotOpen as error:
                seen.append(error)

    def look_between_two_batches(_done: int, _of: int) -> None:
        reader = threading.Thread(target=look)
        reader.start()
        reader.join()

    with app.app_context(), as_owner():
        done = rotate(look_between_two_batches, batch=1).done
    assert done == len(seen) > 5
    assert set(seen) == {"Kim Exempelsson"}


def test_the_login_of_the_pages_cannot_rotate(own_world: tuple[Flask, World], change_master_key: Change) -> None:
    app, _cast = own_world
    if app.config["OWNER_DATABASE_URI"] is None:
        return
    change_master_key(on=app)
    app.config["OWNER_DATABASE_URI"] = None
    told = app.test_cli_runner().invoke(args=["keys", "rotate"])
    assert isinstance(told.exception, config.ConfigurationError)
    assert "Set PREVENTION_OWNER_DATABASE_URL" in str(told.exception)
