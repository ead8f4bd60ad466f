"""No page asks the database more than eight times, whoever opens it and whatever it links to of itself.

Every statement counts: who asks, what the guard loads, what the trail is told. Beginning and ending a transaction does
not, nor telling PostgreSQL who acts, which is part of beginning one.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape
from itertools import chain
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse

from prevention.api.models import TokenPermission
from prevention.database import READING
from tests.api.giving import MVP, YEAR, give_token
from tests.client import PageClient
from tests.world import World

from .table import Line
from .test_matrix import MATRIX, cases, path_of

MOST = 8
NO_PAGE = {  # they send on, or say that the link is spent
    "accounts.invitation",
    "accounts.open_invitation",
    "pages.start",
    "programmes.targets",
    "reports.choose_school",
}
NARROWED = {"api", "coverage", "observations", "quality", "readiness", "reports", "statistics", "surveys"}
Counting = Callable[[], AbstractContextManager[list[str]]]


class Look(NamedTuple):
    who: str
    address: str
    status: int
    asked: int


def test_no_page_asks_more_than_eight_times(
    app: Flask, client: PageClient, world: World, count_queries: Counting
) -> None:
    looks = {endpoint: list(looks_at(MATRIX[endpoint], client, world, count_queries)) for endpoint in reading(app)}
    assert [one for one in chain(*looks.values()) if one.asked > MOST] == []
    assert {endpoint for endpoint, found in looks.items() if not any(one.status == 200 for one in found)} == NO_PAGE


def reading(app: Flask) -> list[str]:
    return sorted({one.endpoint for one in app.url_map.iter_rules() if not (one.methods or set()) - READING})


def looks_at(line: Line, client: PageClient, world: World, counting: Counting) -> Iterator[Look]:
    """Open a page as everybody who may, of each object that they may, narrowed and not; then its links to itself.

    Narrowed first: what a token asks first on a day is told to the trail.
    """
    for who, path, headers in openings(line, client, world):
        waiting = [*(f"{path}?{one}" for one in questions(line.endpoint, world)), path]
        for address in waiting:
            with counting() as sent:
                answer = client.get(address, headers=headers)
            yield Look(who, address, answer.status_code, len(sent))
            if address == path:
                waiting += links_to_itself(path, answer)


def openings(line: Line, client: PageClient, world: World) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Yield who opens it, signed in by then, and with which path and headers."""
    if line.by_token:
        for permission in TokenPermission:
            token = give_token(world.town, permission=permission)
            path = path_of(line, client, world.town.school if line.kind else None)
            yield permission, path, {"Authorization": f"Bearer {token.secret}"}
    elif line.public:
        client.delete_cookie("prevention")
        yield "anybody", path_of(line, client, None), {}
    else:
        for role, cell in line.cells.items():
            known = cases(line, client, world, cell) if cell in "+@om" else []
            for key in [key for _whose, key, allowed in known if allowed]:
                client.sign_in(getattr(world, role))
                yield role, path_of(line, client, key), {}


def questions(endpoint: str, world: World) -> list[str]:
    """Return what a form or a system asks for in the address: no link leads there."""
    room = endpoint.partition(".")[0]
    receivers = (world.town.rescue_service, world.town.police, world.town.school)
    asked = {
        "api.classes": [urlencode(YEAR)],
        "api.coverage_of_schools": [urlencode(MVP | {"district": str(world.town.district)})],
        "handovers.new_handover": [f"receiver={one}" for one in receivers],
        "unit.handlers": [f"agency={world.town.social_services}"],
    }
    return asked.get(endpoint, [urlencode(MVP)] if room in NARROWED else [])


def links_to_itself(path: str, answer: TestResponse) -> list[str]:
    """Return the next page, the files and the forms that it offers, but for what takes a second to print."""
    if answer.mimetype != "text/html":
        return []
    found = re.findall(rf'href="({re.escape(path)}\?[^"#]*)', answer.text)
    return sorted({unescape(one) for one in found if "format=pdf" not in one})
