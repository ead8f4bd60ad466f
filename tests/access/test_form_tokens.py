"""Every form that changes something asks for its token: a page of somebody else's can make nobody's browser act."""

import uuid
from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .table import Line
from .test_matrix import MATRIX, cases, path_of

READING = {"GET", "HEAD", "OPTIONS"}
WAYS: dict[str, dict[str, Any]] = {
    "no token": {"data": {"text": "x"}},
    "htmx": {"data": {"text": "x"}, "headers": {"HX-Request": "true"}},
    "json": {"json": {"text": "x"}},
    "plain": {"data": "text=x", "content_type": "text/plain"},
    "another's token": {"data": {"csrf_token": "IjAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEi.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"}},
}


def test_what_writes_is_posted(app: Flask) -> None:
    methods = {method for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    assert methods == READING | {"POST"}


def test_nothing_is_done_without_the_forms_own_token(app: Flask, client: PageClient, world: World) -> None:
    posting = sorted(rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ()))
    done = [told for endpoint in posting for told in ways_in(MATRIX[endpoint], client, world)]
    assert (done, len(posting) > 50) == ([], True)
    assert db.session.scalar(select(func.count(AuditEvent.id))) == 0


def ways_in(line: Line, client: PageClient, world: World) -> Iterator[str]:
    """Yield how somebody who may do it gets in without the token of their own page."""
    role, key = somebody_who_may(line, client, world)
    client.sign_in(getattr(world, role))
    client.checks_tokens = True
    for way, sent in WAYS.items():
        answer = client.post(path_of(line, client, key), **sent)
        if answer.status_code != 400 or "öppen för länge" not in answer.text:
            yield f"{line.endpoint}, {way}: {answer.status}"


def somebody_who_may(line: Line, client: PageClient, world: World) -> tuple[str, uuid.UUID | None]:
    client.checks_tokens = False
    for role, cell in line.cells.items():
        for _where, key, allowed in cases(line, client, world, cell):
            if allowed:
                return role, key
    raise AssertionError(f"nobody may {line.endpoint}")
