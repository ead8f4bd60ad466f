"""Every route × role × own, other school, other municipality, unknown, signed out; and proof that it can fail."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text, true

from prevention.access import guard
from prevention.access.guard import Mark
from prevention.access.rules import RULES
from prevention.database import Base
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .objects import NAMED, Objects, objects_of
from .table import Line, read_matrix

MATRIX = read_matrix()
ASKED_TO_SIGN_IN = 401
REFUSED = {ASKED_TO_SIGN_IN, 403, 404, 500}
CLOSED_TWICE = {"reports.school", "reports.ask_for_school", "reports.school_monthly"}  # they look for the school too


def test_every_route_stands_in_the_matrix_and_nothing_else_does(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(MATRIX)


def test_every_mark_asks_for_the_kind_in_the_matrix(app: Flask) -> None:
    marks = {endpoint: guard.mark_of(app, endpoint) for endpoint in MATRIX}
    assert {name: one and one.kind for name, one in marks.items()} == {name: line.kind for name, line in MATRIX.items()}


@pytest.mark.parametrize("endpoint", sorted(MATRIX))
def test_route_answers_as_the_matrix_says(endpoint: str, client: PageClient, world: World) -> None:
    assert list(differences(MATRIX[endpoint], client, world)) == []


@pytest.mark.parametrize("endpoint", sorted(name for name, line in MATRIX.items() if not line.public))
def test_an_opened_mark_is_seen(
    endpoint: str, app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.view_functions[endpoint], "access", Mark(public="opened by the test"))
    assert next(differences(MATRIX[endpoint], client, world), None) is not None


@pytest.mark.parametrize(
    "endpoint", sorted(name for name, line in MATRIX.items() if set(line.cells.values()) & {"o", "m"})
)
def test_an_opened_rule_is_seen(
    endpoint: str, app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = guard.mark_of(app, endpoint)
    assert wanted and wanted.one
    monkeypatch.setitem(RULES, wanted.one, lambda _actor, _permission: true())
    leak = next(differences(MATRIX[endpoint], client, world), None)
    assert leak or is_closed_by_the_database(wanted.one)


@pytest.mark.parametrize(
    "endpoint",
    sorted(name for name, line in MATRIX.items() if line.kind and not line.by_token and name not in CLOSED_TWICE),
)
def test_an_opened_kind_is_seen(
    endpoint: str, app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = guard.mark_of(app, endpoint)
    assert wanted
    monkeypatch.setattr(app.view_functions[endpoint], "access", replace(wanted, kind=None))
    assert next(differences(MATRIX[endpoint], client, world), None) is not None


def is_closed_by_the_database(model: type[Base]) -> bool:
    """Tell whether fence 4 stands around these rows: with our own rule switched off they still leak nothing."""
    if db.engine.dialect.name != "postgresql":
        return False
    query = text("SELECT relforcerowsecurity FROM pg_class WHERE oid = to_regclass(:name)")
    return bool(db.session.scalar(query, {"name": model.__tablename__}))


def differences(line: Line, client: PageClient, world: World) -> Iterator[str]:
    """Yield each answer that is not what the table says."""
    if not line.public and not asks_to_sign_in(line, client, world):
        yield f"{line.endpoint} answers somebody who is not signed in"
    for role, cell in line.cells.items():
        for where, key, allowed in cases(line, client, world, cell):
            client.sign_in(getattr(world, role))
            status = answer(line, client, key)
            if wrong(status, cell, allowed):
                yield f"{line.endpoint} as {role}, {where}: {status}, the table says {cell}"


def asks_to_sign_in(line: Line, client: PageClient, world: World) -> bool:
    with client.session_transaction() as session:
        session.clear()
    key = next((key for _where, key, _allowed in cases(line, client, world, "m")), None)
    return answer(line, client, key) == ASKED_TO_SIGN_IN


def cases(line: Line, client: PageClient, world: World, cell: str) -> list[tuple[str, uuid.UUID | None, bool]]:
    """Return (whose object, its id, whether the cell opens it)."""
    argument = argument_of(line, client)
    if argument is None:
        return [("no object", None, cell in "+@*")]
    known = objects_of(world)
    these: Objects = known.get(line.endpoint, known[argument])
    by_school = these.own != these.other_school
    return [
        ("own", these.own, cell in "om"),
        *([("other school", these.other_school, cell == "m")] if by_school else []),
        ("other municipality", these.other_municipality, False),
        *([("other kind", these.other_kind, cell == "m" and not line.kind)] if these.other_kind else []),
        ("unknown id", uuid.uuid4(), False),
    ]


def argument_of(line: Line, client: PageClient) -> str | None:
    rule = next(client.application.url_map.iter_rules(line.endpoint))
    ids = [name for name, kind in rule._converters.items() if type(kind).__name__ == "UUIDConverter"]
    return ids[0] if ids else None


def path_of(line: Line, client: PageClient, key: uuid.UUID | None) -> str:
    rule = next(client.application.url_map.iter_rules(line.endpoint))
    values: dict[str, object] = {name: NAMED.get(name, "unknown") for name in rule.arguments}
    values |= {argument_of(line, client) or "": key} if key else {}
    with client.application.test_request_context():
        address = rule.build(values)
    assert address is not None
    return address[1]


def answer(line: Line, client: PageClient, key: uuid.UUID | None) -> int:
    """Send the request and return its status: 401 for being sent to sign in, 500 for a crash of an opened route."""
    rule = next(client.application.url_map.iter_rules(line.endpoint))
    method = "POST" if "POST" in (rule.methods or set()) else "GET"
    try:
        response = client.open(path_of(line, client, key), method=method)
    except Exception:  # noqa: BLE001  what an opened view does without its object
        return 500
    if response.status_code == 302 and "/sign-in?next=" in response.location:
        return ASKED_TO_SIGN_IN
    return response.status_code


def wrong(status: int, cell: str, allowed: bool) -> bool:
    if cell in ".t":
        return status != (403 if cell == "." else ASKED_TO_SIGN_IN)
    if not allowed:
        return status != 404
    return status in REFUSED
