"""Somebody in front of the screen, who reads every page they come to with axe."""

import re
import uuid
from typing import Any, Literal

from flask import Flask
from playwright.sync_api import Locator, Page

from prevention import clock
from prevention.accounts.models import Person
from prevention.extensions import db

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK = f"""async () => (await axe.run({{runOnly: {RULES}}})).violations
    .map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', '))"""


class Visitor:
    """A browser window with a language; `look` is called on each page that a journey comes to."""

    def __init__(self, page: Page, app: Flask, axe: str, language: str) -> None:
        self.page = page
        self.app = app
        self.axe = axe
        self.language = language
        self.seen: list[str] = []

    def sign_in(self, person_id: uuid.UUID) -> "Visitor":
        """Put the session of a person of the cast in place; signing in for real has its own journey."""
        with self.app.app_context():
            person = db.session.get_one(Person, person_id)
            key = f"{person.id}:{person.session_epoch}"
        at = int(clock.now().timestamp())
        self.put_session({"_user_id": key, "since": at, "seen": at, "language": self.language})
        return self

    def put_session(self, values: dict[str, Any]) -> None:
        with self.app.app_context():
            signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
            cookie = signer.dumps(values)
        self.page.context.add_cookies([{"name": "prevention", "value": cookie, "domain": "127.0.0.1", "path": "/"}])

    def open(self, address: str) -> "Visitor":
        self.page.goto(address)
        return self.look()

    def look(self) -> "Visitor":
        """Fail on anything axe finds, and on a page that scrolls sideways."""
        self.page.wait_for_load_state()
        if not self.axe:
            return self  # a browser without scripts, and axe is one
        where = self.page.url
        if self.page.evaluate("() => typeof axe") == "undefined":
            self.page.evaluate(self.axe)
        found = self.page.evaluate(LOOK)
        assert found == [], f"{where}: {found}"
        width = self.page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], f"{where} scrolls sideways: {width}"
        self.seen.append(where)
        return self

    def press(self, name: str, role: Literal["button", "link"] = "button") -> "Visitor":
        """Press a button (or follow a link) by the words on it, then look at the page it leads to."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=name, exact=True).first.click()
        return self.look()

    def fill(self, label: str, value: str) -> "Visitor":
        self.field(label).fill(value)
        return self

    def field(self, label: str) -> Locator:
        """Find a field by its label; what is not required says so after it."""
        exact = self.page.get_by_label(label, exact=True)
        return (exact if exact.count() else self.page.get_by_label(re.compile(f"^{re.escape(label)}"))).first

    def choose(self, field: str, value: str | None = None, label: str | re.Pattern[str] | None = None) -> "Visitor":
        """Choose from a list, by value or by (part of) the words shown."""
        box = self.field(field)
        if label is not None:
            value = box.locator("option").filter(has_text=label).first.get_attribute("value")
        box.select_option(value)
        return self

    def reads(self, *texts: str) -> "Visitor":
        for text in texts:
            assert self.page.get_by_text(text).first.is_visible(), f"{text!r} is not on {self.page.url}"
        return self
