"""A test browser that looks at every page: page quality costs nothing per test."""

import contextvars
import uuid
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from prevention import clock
from prevention.accounts.models import Person
from prevention.extensions import db

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class PageClient(FlaskClient):
    """Signs the cast in, sends forms without the token, and checks the HTML it gets back."""

    checks_tokens = False

    def sign_in(self, person_id: uuid.UUID) -> "PageClient":
        """Put the person's session in place, as the sign-in page would."""
        person = db.session.get_one(Person, person_id)
        at = int(clock.now().timestamp())
        with self.session_transaction() as session:
            session.clear()
            session.update({"_user_id": f"{person.id}:{person.session_epoch}", "since": at, "seen": at})
        return self

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        self.application.config["WTF_CSRF_ENABLED"] = self.checks_tokens
        kwargs.setdefault("buffered", True)
        response = contextvars.Context().run(super().open, *args, **kwargs)  # not in the test's own app context
        is_page = response.mimetype == "text/html" and "HX-Request" not in response.request.headers
        if is_page and response.status_code not in {302, 303, 308}:
            check_page(response.get_data(as_text=True))
        return response


def check_page(html: str) -> None:
    """Fail on what no page may have: two h1, an id twice, a field without a label, inline style or script."""
    page = PageCheck()
    page.feed(html)
    page.close()
    faults = page.faults()
    assert not faults, "\n".join(faults) + "\n\n" + html


class PageCheck(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open_tags: list[str] = []
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.headings = 0
        self.found: list[str] = []
        self.in_title = False
        self.title = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        if tag not in VOID:
            self.open_tags.append(tag)
        self.headings += tag == "h1"
        self.in_title = tag == "title" and "svg" not in self.open_tags
        if identity := known.get("id"):
            self.ids.append(identity)
        if tag == "label" and (target := known.get("for")):
            self.labelled.add(target)
        if tag in {"select", "textarea"} or (tag == "input" and known.get("type") not in {"hidden", "submit"}):
            self.fields.append(known | ({"wrapped": "yes"} if "label" in self.open_tags else {}))
        self.found += [f"inline {name} on <{tag}>" for name in known if name == "style" or name.startswith("on")]
        if tag == "script" and not known.get("src"):
            self.found.append("inline script")
        if tag == "img" and known.get("alt") is None:
            self.found.append("a picture without alt")
        if tag == "form" and known.get("method", "get") == "post" and not known.get("action", "x"):
            self.found.append("a form with an empty action")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.open_tags.pop()

    def handle_endtag(self, tag: str) -> None:
        self.in_title = False
        if not self.open_tags or self.open_tags[-1] != tag:
            self.found.append(f"</{tag}> closes {self.open_tags[-1:]}")
        if tag in self.open_tags:
            while self.open_tags.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.in_title:
            self.title += data

    def faults(self) -> list[str]:
        found = list(self.found)
        found += [f"{self.headings} h1"] if self.headings != 1 else []
        found += [f"the id {name} twice" for name in set(self.ids) if self.ids.count(name) > 1]
        found += [f"not closed: {self.open_tags}"] if self.open_tags else []
        found += [] if self.title.strip() else ["no title"]
        for field in self.fields:
            if not (field.get("id") in self.labelled or field.get("aria-label") or field.get("wrapped")):
                found.append(f"a field without a label: {field}")
        return found
