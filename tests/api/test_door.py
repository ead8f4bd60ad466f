"""Only a good token in the header opens the API; each is counted, and its use recorded once a day."""

import logging
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from prevention.accounts.models import FailedSignIn
from prevention.accounts.throttle import PER_ADDRESS, WINDOW
from prevention.api import door
from prevention.api.models import TokenPermission
from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.accounts.people import try_to_sign_in, with_password
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .giving import Given, ask, give_token

Clock = Callable[[datetime], None]
UNKNOWN = Given(uuid.uuid4(), "fp_unknown")


def uses() -> int:
    return db.session.scalar(select(func.count()).where(AuditEvent.event == "api_token.used")) or 0


def test_a_good_token_is_let_in_and_no_cookie_comes_back(client: PageClient, world: World) -> None:
    answer = ask(client, "/municipality", give_token(world.town))
    assert answer.status_code == 200
    assert answer.json == {"id": str(world.town.municipality), "code": "9901", "name": "Almköping"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "header",
    [None, "Bearer", "Bearer ", "Basic {secret}", "Token {secret}", "Bearer {secret}x", "Bearer fp_å", "{secret}"],
)
def test_anything_else_is_asked_for_a_token(client: PageClient, world: World, header: str | None) -> None:
    sent = header.format(secret=give_token(world.town).secret) if header else None
    answer = client.get("/api/v1/municipality", headers={"Authorization": sent} if sent else {})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.mimetype == "application/problem+json"


def test_a_token_in_the_address_is_none(client: PageClient, world: World) -> None:
    secret = give_token(world.town).secret
    for name in ("token", "access_token"):
        answer = client.get(f"/api/v1/schools?{name}={secret}")
        assert answer.status_code == 401
        assert secret not in answer.text


def test_a_session_is_no_token_and_a_token_opens_no_page(client: PageClient, world: World) -> None:
    assert client.sign_in(world.coverage_administrator).get("/api/v1/schools").status_code == 401
    token = give_token(world.town)
    with client.session_transaction() as session:
        session.clear()
    page = client.get("/coverage", headers={"Authorization": f"Bearer {token.secret}"})
    assert page.status_code == 302 and "/sign-in" in page.location


def test_the_last_day_is_a_whole_day(client: PageClient, world: World, now: Clock) -> None:
    token = give_token(world.town, expires_on=date(2026, 11, 18))
    now(datetime.fromisoformat("2026-11-18T23:59+01:00"))
    assert ask(client, "/schools", token).status_code == 200
    now(datetime.fromisoformat("2026-11-19T00:00+01:00"))
    assert ask(client, "/schools", token).status_code == 401


def test_a_token_of_a_closed_school_opens_nothing_until_it_opens_again(client: PageClient, world: World) -> None:
    token = give_token(world.town, world.town.school)
    for closed_on, status in ((date(2026, 11, 17), 401), (date(2026, 11, 18), 200), (None, 200)):
        db.session.execute(update(Agency).where(Agency.id == world.town.school).values(active_to=closed_on))
        assert ask(client, "/schools", token).status_code == status


def test_a_use_is_recorded_once_a_day_without_the_token(client: PageClient, world: World, now: Clock) -> None:
    token = give_token(world.town)
    for _ in range(3):
        ask(client, "/schools", token)
    assert (uses(), token.row.last_used_on) == (1, date(2026, 11, 18))
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "api_token.used")).one()
    assert (event.object_type, event.object_id, event.actor_id, event.details) == ("api_token", token.id, token.id, {})
    now(NOW + timedelta(days=1))
    assert ask(client, "/schools", token).status_code == 200
    assert uses() == 2


def test_the_trail_says_that_a_system_asked(client: PageClient, world: World) -> None:
    ask(client, "/schools", give_token(world.town))
    page = client.sign_in(world.auditor).get("/audit").text
    assert "Ett annat system" in page and "Nyckel använd av ett annat system" in page


def test_a_refused_request_is_a_use_too(client: PageClient, world: World) -> None:
    token = give_token(world.town, permission=TokenPermission.CLASS_READ)
    assert ask(client, "/coverage", token, school_year="2026/27", programme="mvp").status_code == 403
    assert uses() == 1


def test_more_than_so_many_a_minute_wait_for_the_next(client: PageClient, world: World, now: Clock) -> None:
    token, other = give_token(world.town), give_token(world.town)
    now(NOW + timedelta(seconds=18))
    for _ in range(door.PER_MINUTE):
        assert ask(client, "/municipality", token).status_code == 200
    late = ask(client, "/municipality", token)
    assert (late.status_code, late.headers["Retry-After"]) == (429, "42")
    assert late.json and late.json["detail"] == "At most 120 requests a minute."
    assert ask(client, "/municipality", other).status_code == 200
    now(NOW + timedelta(minutes=1))
    assert ask(client, "/municipality", token).status_code == 200


def test_guessing_from_an_address_waits_but_locks_no_good_token_out(
    client: PageClient, world: World, now: Clock
) -> None:
    guesses = [Given(UNKNOWN.id, f"fp_{number}") for number in range(PER_ADDRESS)]
    assert {ask(client, "/schools", guess).status_code for guess in guesses} == {401}
    late = ask(client, "/schools", UNKNOWN)
    assert (late.status_code, late.headers["Retry-After"]) == (429, str(int(WINDOW.total_seconds())))
    assert ask(client, "/schools", give_token(world.town)).status_code == 200
    now(NOW + WINDOW)
    assert ask(client, "/schools", UNKNOWN).status_code == 401


def test_bad_tokens_and_failed_sign_ins_close_each_their_own_door(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    for number in range(PER_ADDRESS):
        ask(client, "/schools", Given(UNKNOWN.id, f"fp_{number}"))
    assert try_to_sign_in(client, "teacher@9901.example") == 303


def test_one_bad_token_is_refused_five_times_and_then_waits(client: PageClient) -> None:
    assert [ask(client, "/schools", UNKNOWN).status_code for _ in range(6)] == [401] * 5 + [429]
    assert db.session.scalar(select(func.count()).select_from(FailedSignIn)) == 5


def test_no_log_holds_a_token(client: PageClient, world: World, caplog: pytest.LogCaptureFixture) -> None:
    token = give_token(world.town)
    with caplog.at_level(logging.DEBUG):
        ask(client, "/schools", token)
        ask(client, "/nowhere", token)
        ask(client, "/schools", Given(token.id, f"{token.secret}x"))
    assert token.secret not in caplog.text
