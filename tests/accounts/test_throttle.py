"""Guessing is slowed down: five failures an account, thirty an address, in fifteen minutes."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from prevention.accounts import throttle
from prevention.accounts.models import FailedSignIn
from prevention.extensions import db
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .people import PASSWORD, recorded, try_to_sign_in, with_password

TEACHER = "teacher@9901.example"
Clock = Callable[[datetime], None]


def fail(client: PageClient, email: str = TEACHER, times: int = 1, address: str = "192.0.2.1") -> list[int]:
    at = {"REMOTE_ADDR": address}
    return [try_to_sign_in(client, email, "a wrong password", environ_base=at) for _ in range(times)]


def failures() -> int:
    return db.session.scalar(select(func.count()).select_from(FailedSignIn)) or 0


@pytest.mark.parametrize("email", [TEACHER, "stranger@9901.example"])
def test_the_sixth_try_waits_for_known_and_unknown_alike(email: str, client: PageClient, world: World) -> None:
    with_password(world.teacher)
    assert fail(client, email, 5) == [422] * 5
    answer = client.post("/sign-in", data={"email": email, "password": PASSWORD})
    assert answer.status_code == 429
    assert "Vänta 15 minuter och försök igen." in answer.get_data(as_text=True)
    assert len(recorded("sign_in.throttled")) == 1


def test_the_fifth_try_may_still_be_right_and_clears_the_others(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    fail(client, times=4)
    assert try_to_sign_in(client, TEACHER) == 303
    assert failures() == 0


def test_the_door_opens_when_the_first_failure_is_fifteen_minutes_old(
    client: PageClient, world: World, now: Clock
) -> None:
    with_password(world.teacher)
    for minute in range(5):
        now(NOW + timedelta(minutes=minute))
        fail(client)
    now(NOW + timedelta(minutes=14, seconds=59))
    assert try_to_sign_in(client, TEACHER) == 429
    now(NOW + timedelta(minutes=15))
    assert try_to_sign_in(client, TEACHER) == 303


def test_knocking_on_a_closed_door_keeps_nobody_out_for_longer(client: PageClient, world: World, now: Clock) -> None:
    with_password(world.teacher)
    fail(client, times=5)
    now(NOW + timedelta(minutes=10))
    assert fail(client, times=3) == [429] * 3
    assert len(recorded("sign_in.failed")) == 5
    now(NOW + timedelta(minutes=15))
    assert try_to_sign_in(client, TEACHER) == 303


def test_thirty_failures_close_the_address_and_no_other(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    for number in range(10):
        fail(client, f"stranger{number}@9901.example", 3)
    assert fail(client) == [429]
    assert try_to_sign_in(client, TEACHER, environ_base={"REMOTE_ADDR": "192.0.2.2"}) == 303


def test_the_right_password_does_not_clear_other_accounts_from_the_same_address(
    client: PageClient, world: World
) -> None:
    with_password(world.teacher)
    fail(client, "stranger@9901.example", 3)
    fail(client, TEACHER, 2)
    assert try_to_sign_in(client, TEACHER, environ_base={"REMOTE_ADDR": "192.0.2.1"}) == 303
    assert failures() == 3


def test_what_is_too_old_to_count_is_cleared(client: PageClient, world: World, now: Clock) -> None:
    fail(client, times=3)
    now(NOW + timedelta(minutes=15))
    fail(client)
    assert failures() == 1


def test_the_table_names_nobody(client: PageClient, world: World) -> None:
    fail(client)
    (row,) = db.session.scalars(select(FailedSignIn))
    assert len(row.account_key) == len(row.address_key) == 64
    assert row.account_key != hashlib.sha256(TEACHER.encode()).hexdigest()


def test_a_network_of_ipv6_counts_as_one_address() -> None:
    assert throttle.network_of("2001:db8:1:2::1") == throttle.network_of("2001:db8:1:2:3:4:5:6")
    assert throttle.network_of("2001:db8:1:2::1") != throttle.network_of("2001:db8:1:3::1")
    assert throttle.network_of("192.0.2.1") == "192.0.2.1"
    assert throttle.network_of(None) == ""
