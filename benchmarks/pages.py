"""The pages of the main job and the open data, each against the floor: the median of the ratios of some rounds."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import event

from prevention.extensions import db

from .databases import Place
from .figures import Figure
from .load import requests_a_second
from .serving import Server, serving
from .world import PASSWORD, World

ROUNDS = 5
MEMORY_MB = 150
FLOOR = "benchmarks.floor:create_floor()"
APP = "prevention.wsgi:app"


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    email: str
    at_least: float


def pages_of(world: World) -> list[Page]:
    return [
        Page("my-sessions", "/my-sessions", world.teacher, 0.5),
        Page("class-page", f"/classes/{world.class_id}", world.teacher, 0.5),
        Page("open-data", "/open-data/9991.json", world.administrator, 0.25),
        Page("coverage", "/coverage", world.administrator, 0.25),
    ]


def measure_pages(place: Place, app: Flask, world: World, only: str | None, seconds: int) -> Iterator[Figure]:
    pages = [page for page in pages_of(world) if only in {None, "memory", page.name}]
    with serving(FLOOR, place.environ) as floor, serving(APP, place.environ, ready="/sign-in") as server:
        for page in pages:
            cookie = server.sign_in(page.email, PASSWORD)
            yield from measure_page(page, cookie, floor, server, seconds)
            yield Figure(f"{page.name}: queries", count_queries(app, page, cookie), "", at_most=8)
        if only in {None, "memory"}:
            yield from measure_memory(pages[-1], floor, server)


def measure_page(page: Page, cookie: str, floor: Server, server: Server, seconds: int) -> Iterator[Figure]:
    rates = []
    for _ in range(ROUNDS):
        below = requests_a_second(floor, "/", seconds=seconds)
        rates.append((requests_a_second(server, page.path, cookie, seconds), below))
    size = len(server.fetch(page.path, cookie).content)
    yield Figure(f"{page.name}: requests a second", statistics.median(rate for rate, _floor in rates), "a second")
    yield Figure(f"{page.name}: the floor then", statistics.median(below for _rate, below in rates), "a second")
    ratio = statistics.median(rate / below for rate, below in rates)
    yield Figure(f"{page.name}: share of the floor", ratio, "", at_least=page.at_least)
    yield Figure(f"{page.name}: size", size / 1024, "kB")


def count_queries(app: Flask, page: Page, cookie: str) -> int:
    """Return how many statements the page sends to the database, the guard's included."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    answer = app.test_client(use_cookies=False).get(page.path, headers={"Cookie": cookie})
    event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.path} answers {answer.status_code}")
    return sum(not statement.startswith("BEGIN") for statement in sent)


def measure_memory(coverage: Page, floor: Server, server: Server) -> Iterator[Figure]:
    """Tell the peak of a worker after the load, and after a PDF on top: WeasyPrint is the largest thing it does."""
    yield Figure("memory: peak of a floor worker", floor.peak_memory(), "MB")
    yield Figure("memory: peak of a worker after the load", server.peak_memory(), "MB", at_most=MEMORY_MB)
    answer = server.fetch(f"{coverage.path}?format=pdf", server.sign_in(coverage.email, PASSWORD))
    if answer.status != 200 or not answer.content.startswith(b"%PDF"):
        raise RuntimeError(f"The report answers {answer.status}: {answer.content[:200]!r}")
    yield Figure("memory: peak of a worker after a PDF", server.peak_memory(), "MB", at_most=MEMORY_MB)
