"""Making, listing and stopping tokens: who, where, for how long; shown once, recorded without its text."""

import re
import uuid
from datetime import date
from typing import Any

import pytest
from sqlalchemy import String, insert, literal, select, text
from sqlalchemy.exc import DBAPIError

from prevention.api.models import ApiToken, TokenPermission
from prevention.api.secrets import hash_of
from prevention.audit.models import AuditEvent
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .giving import Given, ask, give_token

SHOWN = re.compile(r'id="token" value="(fp_[\w-]{43})"')


def typed(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Utbildningskontorets tavla",
        "agency": str(world.town.municipality_agency),
        "permission": "coverage:read",
        "expires_on": "2027-06-30",
    } | changes


def tokens() -> list[ApiToken]:
    return list(db.session.scalars(select(ApiToken)))


def events(name: str) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == name)))


def test_a_token_is_shown_once_and_works(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    made = client.post("/system-access", data=typed(world))
    assert (made.status_code, made.location) == (303, "/system-access")
    page = client.get("/system-access").text
    shown = SHOWN.search(page)
    assert shown and "Utbildningskontorets tavla" in page
    assert "fp_" not in client.get("/system-access").text
    (token,) = tokens()
    assert token.token_hash == hash_of(shown[1])
    assert ask(client, "/schools", Given(token.id, shown[1])).status_code == 200


def test_making_and_stopping_are_recorded_without_the_token(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator).post("/system-access", data=typed(world))
    (token,) = tokens()
    (made,) = events("api_token.made")
    assert (made.actor_id, made.object_id) == (world.coverage_administrator, token.id)
    assert made.details == {
        "agency_id": str(world.town.municipality_agency),
        "permission": "coverage:read",
        "expires_on": "2027-06-30",
    }
    for _ in range(2):
        assert client.post(f"/system-access/{token.id}/revoke").status_code == 303
    assert len(events("api_token.revoked")) == 1
    assert token.token_hash not in str([one.details for one in db.session.scalars(select(AuditEvent))])


def test_a_stopped_token_opens_nothing(client: PageClient, world: World) -> None:
    token = give_token(world.town)
    assert ask(client, "/schools", token).status_code == 200
    page = client.sign_in(world.system_administrator)
    page.post(f"/system-access/{token.id}/revoke")
    assert ask(client, "/schools", token).status_code == 401
    assert "Stoppad" in client.get("/system-access").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Skriv systemets namn."),
        ({"name": "x" * 81}, "Skriv högst 80 tecken."),
        ({"agency": ""}, "Välj kommunen eller en skola."),
        ({"permission": "referral:read"}, "Välj en i listan."),
        ({"expires_on": ""}, "Skriv den sista dagen det fungerar."),
        ({"expires_on": "2026-11-17"}, "Välj en dag från och med i dag, högst ett år framåt."),
        ({"expires_on": "2027-11-20"}, "Välj en dag från och med i dag, högst ett år framåt."),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_kept(
    client: PageClient, world: World, changes: dict[str, str], sentence: str
) -> None:
    answer = client.sign_in(world.coverage_administrator).post("/system-access", data=typed(world, **changes))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "name" in changes or "Utbildningskontorets tavla" in answer.text
    assert tokens() == []


def test_pressed_twice_it_is_made_once_and_still_shown(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert client.post("/system-access", data=typed(world)).status_code == 303
    again = client.post("/system-access", data=typed(world))
    assert again.status_code == 422 and "läser där redan" in again.text
    assert len(tokens()) == 1
    assert SHOWN.search(client.get("/system-access").text)


def test_a_name_is_free_again_when_it_is_stopped(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator).post("/system-access", data=typed(world))
    client.post(f"/system-access/{tokens()[0].id}/revoke")
    assert client.post("/system-access", data=typed(world)).status_code == 303


@pytest.mark.parametrize("agency", ["other_school", "municipality_agency", "social_services"])
def test_a_principal_lets_systems_read_of_the_own_school_only(client: PageClient, world: World, agency: str) -> None:
    client.sign_in(world.principal)
    page = client.get("/system-access/new").text
    assert "Almköpings norra skola" in page and "Almköpings friskola" not in page
    elsewhere = typed(world, agency=str(getattr(world.town, agency)))
    assert client.post("/system-access", data=elsewhere).status_code == 422
    assert client.post("/system-access", data=typed(world, agency=str(world.town.school))).status_code == 303


def test_each_sees_the_tokens_of_their_own_places(client: PageClient, world: World) -> None:
    rows = {
        "own": give_token(world.town, world.town.school),
        "other school": give_token(world.town, world.town.other_school),
        "municipality": give_token(world.town),
        "other municipality": give_token(world.other_town),
    }
    names = {where: token.row.name for where, token in rows.items()}

    def seen(person: str) -> set[str]:
        page = client.sign_in(getattr(world, person)).get("/system-access").text
        return {where for where, name in names.items() if re.search(rf"\b{name}\b", page)}

    assert seen("principal") == {"own"}
    assert seen("coverage_administrator") == seen("system_administrator") == {"own", "other school", "municipality"}


def test_the_list_says_what_a_system_may_and_whether_it_is_used(client: PageClient, world: World) -> None:
    token = give_token(world.town, permission=TokenPermission.CLASS_READ)
    give_token(world.town, expires_on=date(2026, 11, 17))
    ask(client, "/schools", token)
    page = client.sign_in(world.system_administrator).get("/system-access").text
    for words in (
        "Klasser: namn, årskurs och antal elever",
        "18 november 2026",
        "Sista dagen har passerat",
        "Fungerar",
    ):
        assert words in page
    assert "Ge ett system en nyckel" not in page  # who gives people access lets no system read


def test_an_empty_list_says_what_to_do(client: PageClient, world: World) -> None:
    assert "Inget system läser här" in client.sign_in(world.principal).get("/system-access").text
    assert "Inget system läser här" in client.sign_in(world.system_administrator).get("/system-access").text


def test_the_list_takes_as_many_queries_for_two_as_for_seven(
    client: PageClient, world: World, count_queries: Any
) -> None:
    client.sign_in(world.coverage_administrator)
    counts = []
    for more in (2, 5):
        for _ in range(more):
            give_token(world.town)
        with count_queries() as sent:
            client.get("/system-access")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4


def test_a_long_list_comes_in_pages(client: PageClient, world: World) -> None:
    for _ in range(60):
        give_token(world.town)
    first = client.sign_in(world.coverage_administrator).get("/system-access").text
    link = re.search(r'href="(/system-access\?after=[\w-]+)"', first)
    assert link
    second = client.get(link[1]).text
    rows = [set(re.findall(r"System \d+", page)) for page in (first, second)]
    assert not rows[0] & rows[1] and len(rows[0] | rows[1]) == 60


@pytest.mark.parametrize("elsewhere", ["other_school", "municipality_agency"])
def test_a_page_begins_at_no_token_of_another_place(client: PageClient, world: World, elsewhere: str) -> None:
    """Else the own ones, before it or after, would tell what a system elsewhere is called."""
    own, theirs = (give_token(world.town, getattr(world.town, place)) for place in ("school", elsewhere))
    client.sign_in(world.principal)
    assert own.row.name in client.get("/system-access").text
    for way in ("before", "after"):
        assert own.row.name not in client.get(f"/system-access?{way}={theirs.id}").text


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change", ["permission = 'class:read'", "expires_on = '2099-01-01'", "agency_id = municipality_id"]
)
def test_what_a_token_gives_stays_as_it_was_made(session: object, world: World, change: str) -> None:
    give_token(world.town)
    with pytest.raises(DBAPIError, match="permission denied"):
        db.session.execute(text(f"UPDATE api_token SET {change}"))  # noqa: S608  one of the three above


def test_the_database_takes_no_other_permission(session: object, world: World) -> None:
    token = give_token(world.town).row
    values = {column.name: getattr(token, column.name) for column in ApiToken.__table__.columns}
    values |= {
        "id": uuid.uuid4(),
        "name": "Another",
        "token_hash": "0" * 64,
        "permission": literal("referral:read", String),
    }
    with pytest.raises(DBAPIError, match="token_permission"):
        db.session.execute(insert(ApiToken).values(values))
