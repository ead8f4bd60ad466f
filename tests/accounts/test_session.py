"""A sign-in ends when it is idle too long, too old, or of an earlier password; one is told why and comes back."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from prevention.accounts.session import SEEN_EVERY
from prevention.extensions import db
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .people import PASSWORD, is_signed_in, person, with_password

Clock = Callable[[datetime], None]
IDLE = timedelta(minutes=60)


def test_an_hour_of_rest_is_allowed_and_a_second_more_is_not(client: PageClient, world: World, now: Clock) -> None:
    client.sign_in(world.teacher)
    now(NOW + IDLE)
    assert is_signed_in(client)
    now(NOW + IDLE + IDLE + timedelta(seconds=1))
    assert not is_signed_in(client)


def test_a_working_day_is_the_longest_however_busy(client: PageClient, world: World, now: Clock) -> None:
    client.sign_in(world.teacher)
    for half_hours in range(25):
        now(NOW + half_hours * timedelta(minutes=30))
        assert is_signed_in(client)
    now(NOW + timedelta(hours=12, seconds=1))
    assert not is_signed_in(client)
    assert "en hel arbetsdag" in client.get("/sign-in").get_data(as_text=True)


def test_who_was_timed_out_is_told_and_comes_back(client: PageClient, world: World, now: Clock) -> None:
    with_password(world.teacher)
    client.sign_in(world.teacher)
    now(NOW + IDLE + timedelta(seconds=1))
    sent_away = client.get("/account?from=here")
    assert sent_away.status_code == 302
    page = client.get(sent_away.location).get_data(as_text=True)
    assert "inget hade hänt på 60 minuter" in page
    back = client.post(sent_away.location, data={"email": person(world.teacher).email, "password": PASSWORD})
    assert back.location == "/account?from=here"
    assert is_signed_in(client)


def test_who_was_never_signed_in_is_told_nothing(client: PageClient, world: World) -> None:
    assert "loggades ut" not in client.get("/sign-in").get_data(as_text=True)


@pytest.mark.parametrize("change", ["another password", "closed"])
def test_a_changed_account_ends_its_sessions(change: str, client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    assert is_signed_in(client)
    teacher = person(world.teacher)
    if change == "closed":
        teacher.deactivated_at = NOW
    else:
        teacher.session_epoch += 1
    db.session.commit()
    assert not is_signed_in(client)
    assert "ditt konto hade ändrats" in client.get("/sign-in").get_data(as_text=True)


def test_the_cookie_is_written_at_most_once_a_minute(client: PageClient, world: World, now: Clock) -> None:
    client.sign_in(world.teacher).get("/account")
    now(NOW + SEEN_EVERY)
    assert "Set-Cookie" not in client.get("/account").headers
    now(NOW + SEEN_EVERY + timedelta(seconds=1))
    assert "Set-Cookie" in client.get("/account").headers
