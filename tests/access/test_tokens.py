"""Every resource × token × own, other school, other municipality; and tokens that are no good open nothing."""

import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, true, update
from werkzeug.test import TestResponse

from prevention.access.guard import Mark, mark_of
from prevention.access.permissions import SECRET, Permission
from prevention.access.roles import ROLES
from prevention.access.rules import RULES
from prevention.api.models import TokenPermission
from prevention.database import Base
from prevention.extensions import db
from prevention.organisations.models import Agency, District
from tests.api.giving import MVP, YEAR, Given, give_token
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .objects import objects_of
from .table import read_matrix

COLUMNS = tuple((permission, place) for permission in TokenPermission for place in ("municipality", "school"))
LINES = [line.split() for line in (Path(__file__).parent / "tokens.txt").read_text().splitlines() if line[:1] != "#"]
CELLS = {endpoint: dict(zip(COLUMNS, cells, strict=True)) for endpoint, *cells in LINES}
SHADOW = "Skugga"


def test_every_route_by_token_stands_in_the_table() -> None:
    assert set(CELLS) == {endpoint for endpoint, line in read_matrix().items() if line.by_token}


@pytest.mark.parametrize("endpoint", CELLS)
def test_a_resource_answers_as_the_table_says(endpoint: str, client: PageClient, world: World) -> None:
    assert list(differences(endpoint, client, world)) == []


@pytest.mark.parametrize("endpoint", CELLS)
def test_an_opened_mark_is_seen(
    endpoint: str, app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = mark_of(app, endpoint)
    assert wanted
    lax = Mark(signed_in="opened by the test", by_token=True) if wanted.permission else Mark(public="opened")
    monkeypatch.setattr(app.view_functions[endpoint], "access", lax)
    assert next(differences(endpoint, client, world), None) is not None


def test_an_opened_rule_is_seen(client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    model: type[Base] = Agency
    monkeypatch.setitem(RULES, model, lambda _actor, _permission: true())
    assert next(differences("api.coverage_of_classes", client, world), None) is not None


def differences(endpoint: str, client: PageClient, world: World) -> Iterator[str]:
    for (permission, place), cell in CELLS[endpoint].items():
        token = give_token(world.town, world.town.school if place == "school" else None, permission)
        for where, key, opens in cases(endpoint, client, world, cell):
            status = status_of(endpoint, client, token, key)
            if status != (200 if opens else 403 if cell == "." else 404):
                yield f"{endpoint} with {permission} at the {place}, {where}: {status}, the table says {cell}"
    for why, token in no_good(world).items():
        if (status := status_of(endpoint, client, token, world.town.school)) != 401:
            yield f"{endpoint} with a token that is {why}: {status}"


def no_good(world: World) -> dict[str, Given]:
    return {
        "past its last day": give_token(world.town, expires_on=date(2026, 11, 17)),
        "revoked": give_token(world.town, revoked_at=NOW),
        "unknown": Given(uuid.uuid4(), "fp_unknown"),
    }


def cases(endpoint: str, client: PageClient, world: World, cell: str) -> list[tuple[str, uuid.UUID, bool]]:
    if not next(client.application.url_map.iter_rules(endpoint)).arguments:
        return [("no object", uuid.uuid4(), cell == "+")]
    these = objects_of(world)["agency"]
    return [
        ("own school", these.own, cell in "om"),
        ("other school", these.other_school, cell == "m"),
        ("other municipality", these.other_municipality, False),
        ("no school", world.town.police, False),
        ("unknown id", uuid.uuid4(), False),
    ]


def status_of(endpoint: str, client: PageClient, token: Given, agency: uuid.UUID) -> int:
    try:
        return answer(endpoint, client, token, agency).status_code
    except Exception:  # noqa: BLE001  what an opened view does without its token
        return 500


def answer(endpoint: str, client: PageClient, token: Given, agency: uuid.UUID) -> TestResponse:
    rule = next(client.application.url_map.iter_rules(endpoint))
    question = MVP if "coverage" in endpoint else YEAR if endpoint == "api.classes" else {}
    with client.application.test_request_context():
        built = rule.build({"agency": agency} if rule.arguments else {})
    assert built
    return client.get(built[1], query_string=question, headers={"Authorization": f"Bearer {token.secret}"})


@pytest.mark.parametrize("permission", TokenPermission)
def test_no_answer_tells_of_another_municipality_or_school(
    client: PageClient, world: World, permission: TokenPermission
) -> None:
    hide(world.other_town.municipality)
    whole = give_token(world.town, permission=permission)
    assert not [endpoint for endpoint, text in answers(client, world, whole) if SHADOW in text]
    db.session.execute(update(Agency).where(Agency.id == world.town.other_school).values(name=SHADOW))
    assert [endpoint for endpoint, text in answers(client, world, whole) if SHADOW in text]
    of_school = give_token(world.town, world.town.school, permission)
    assert not [endpoint for endpoint, text in answers(client, world, of_school) if SHADOW in text]


def hide(municipality: uuid.UUID) -> None:
    """Give everything of a municipality a name that stands nowhere else."""
    models: tuple[type[Agency] | type[District], ...] = (Agency, District)
    for model in models:
        for number, key in enumerate(db.session.scalars(select(model.id).where(model.municipality_id == municipality))):
            db.session.execute(update(model).where(model.id == key).values(name=f"{SHADOW}{number}"))


def answers(client: PageClient, world: World, token: Given) -> Iterator[tuple[str, str]]:
    for endpoint in CELLS:
        yield endpoint, answer(endpoint, client, token, world.town.school).text


def test_no_token_can_hold_anything_of_a_referral(session: object, world: World) -> None:
    held = {one.permission for one in TokenPermission}
    assert not held & SECRET
    assert not [one for one in held if one.value.startswith(("referral", "case", "handover", "group"))]


def test_who_may_make_a_token_holds_what_it_gives(session: object) -> None:
    for role in ROLES.values():
        if reach := role.permissions.get(Permission.API_TOKEN_MAKE):
            assert all(role.permissions.get(one.permission) is reach for one in TokenPermission)
