"""Logging sessions as people do: by the form of a lesson."""

import re
import time
import uuid
from dataclasses import dataclass

from sqlalchemy import text

from prevention.extensions import db

from . import bare
from .serving import Server


@dataclass
class Desk:
    """Somebody signed in, with lessons that nobody logged yet, each of another class."""

    server: Server
    cookie: str
    token: str
    waiting: list[tuple[uuid.UUID, uuid.UUID]]

    @classmethod
    def opened(cls, server: Server, cookie: str, code: str) -> "Desk":
        rows = db.session.execute(text(bare.OPEN_LESSONS), {"code": code, "year": bare.YEAR})
        waiting = [(participation, lesson) for participation, lesson in rows]
        page = server.fetch(f"/participations/{waiting[0][0]}/sessions/new", cookie)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.content.decode())
        if found is None:
            raise RuntimeError(f"The form answers {page.status}.")
        return cls(server, page.cookie, found[1], waiting)

    def next_form(self) -> tuple[str, dict[str, str]]:
        """Return the address and what is told of the next lesson."""
        participation, lesson = self.waiting.pop()
        return f"/participations/{participation}/sessions", told(lesson) | {"csrf_token": self.token}


def told(lesson: uuid.UUID) -> dict[str, str]:
    return {
        "client_id": str(uuid.uuid4()),
        "status": "held",
        "lesson": str(lesson),
        "held_on": bare.TODAY.isoformat(),
        "pupils_present": "17",
    }


def log_one(desk: Desk) -> float:
    """Log the next lesson, and return how many seconds it took."""
    path, form = desk.next_form()
    started = time.perf_counter()
    answer = desk.server.fetch(path, desk.cookie, form)
    taken = time.perf_counter() - started
    if answer.status != 303:
        raise RuntimeError(f"Logging answers {answer.status}.")
    return taken
