"""The three pages of the main job, each against the floor: rounds of both, and the median of their ratios."""

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import event, select

from prevention import clock
from prevention.accounts.models import Person
from prevention.extensions import db

from .databases import Place
from .figures import Figure
from .load import requests_a_second
from .serving import Server, serving
from .world import World

ROUNDS = 5
MEMORY_MB = 150
FLOOR = "benchmarks.floor:create_floor()"
APP = "prevention.wsgi:app"


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    at_least: float
    by_teacher: bool = True


def pages_of(world: World) -> list[Page]:
    return [
        Page("my-sessions", "/my-sessions", 0.5),
        Page("class-page", f"/classes/{world.class_id}", 0.5),
        Page("coverage", "/coverage", 0.25, by_teacher=False),
    ]


@dataclass(frozen=True)
class Visitor:
    """Asks for pages as somebody signed in."""

    app: Flask
    world: World

    def cookie(self, page: Page) -> str:
        """Return a session as the sign-in would have made it just now."""
        person_id = self.world.teacher if page.by_teacher else self.world.administrator
        interface = self.app.session_interface
        assert isinstance(interface, SecureCookieSessionInterface)
        serializer = interface.get_signing_serializer(self.app)
        with self.app.app_context():
            epoch = db.session.scalar(select(Person.session_epoch).where(Person.id == person_id))
        at = int(clock.now().timestamp())
        content = {"_user_id": f"{person_id}:{epoch}", "since": at, "seen": at}
        assert serializer is not None
        return f"{self.app.config['SESSION_COOKIE_NAME']}={serializer.dumps(content)}"

    def queries(self, page: Page) -> int:
        """Return how many statements the page sends to the database."""
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            sent.append(statement)

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        answer = self.app.test_client(use_cookies=False).get(page.path, headers={"Cookie": self.cookie(page)})
        event.remove(engine, "before_cursor_execute", note)
        if answer.status_code != 200:
            raise RuntimeError(f"{page.path} answers {answer.status_code}")
        return sum(not statement.startswith("BEGIN") for statement in sent)


def measure_pages(place: Place, app: Flask, world: World, only: str | None, seconds: int) -> Iterator[Figure]:
    visitor = Visitor(app, world)
    pages = [page for page in pages_of(world) if only in {None, "memory", page.name}]
    with serving(FLOOR, place.environ) as floor, serving(APP, place.environ) as server:
        for page in pages:
            yield from measure_page(page, visitor, floor, server, seconds)
        if only in {None, "memory"}:
            yield from measure_memory(pages, visitor, floor, server)


def measure_page(page: Page, visitor: Visitor, floor: Server, server: Server, seconds: int) -> Iterator[Figure]:
    rates = []
    for _ in range(ROUNDS):
        below = requests_a_second(floor, "/", seconds=seconds)
        rates.append((requests_a_second(server, page.path, visitor.cookie(page), seconds), below))
    size = len(server.fetch(page.path, visitor.cookie(page))[1])
    yield Figure(f"{page.name}: requests a second", statistics.median(rate for rate, _floor in rates), "a second")
    yield Figure(f"{page.name}: the floor then", statistics.median(below for _rate, below in rates), "a second")
    ratio = statistics.median(rate / below for rate, below in rates)
    yield Figure(f"{page.name}: share of the floor", ratio, "", at_least=page.at_least)
    yield Figure(f"{page.name}: queries", visitor.queries(page), "", at_most=8)
    yield Figure(f"{page.name}: size", size / 1024, "kB")


def measure_memory(pages: list[Page], visitor: Visitor, floor: Server, server: Server) -> Iterator[Figure]:
    """Tell the peak of a worker after the load, and after a PDF on top: WeasyPrint is the largest thing it does."""
    yield Figure("memory: peak of a floor worker", floor.peak_memory(), "MB")
    yield Figure("memory: peak of a worker after the load", server.peak_memory(), "MB", at_most=MEMORY_MB)
    coverage = pages[-1]
    status, content = server.fetch(f"{coverage.path}?format=pdf", visitor.cookie(coverage))
    if status != 200 or not content.startswith(b"%PDF"):
        raise RuntimeError(f"The report answers {status}: {content[:200]!r}")
    yield Figure("memory: peak of a worker after a PDF", server.peak_memory(), "MB", at_most=MEMORY_MB)
