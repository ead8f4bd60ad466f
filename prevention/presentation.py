"""What templates are given: the menu, who is signed in, the reader's language and the addresses of our files."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, request, session, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user

from . import formats
from .access.roles import ROLES
from .navigation import MENU, Item

VERSION = version("prevention")


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    current: bool
    group: str | None


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    name: str
    roles: list[str]


def init_presentation(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters = (formats.number, formats.percent, formats.day, formats.short_day, formats.moment, formats.week)
    app.jinja_env.filters |= {each.__name__: each for each in filters}
    app.jinja_env.globals |= {
        "_": formats.text,
        "ngettext": formats.plural_text,
        "asset": asset,
        "languages": app.config["LANGUAGES"],
    }
    app.context_processor(surroundings)


def chosen_language() -> str:
    """Return the language of the request: the visitor's choice, else the person's, else Swedish."""
    if not has_request_context():
        return str(current_app.config["BABEL_DEFAULT_LOCALE"])
    known = current_app.config["LANGUAGES"]
    if (choice := session.get("language")) in known:
        return str(choice)
    return str(current_user.language if current_user.is_authenticated else current_app.config["BABEL_DEFAULT_LOCALE"])


def surroundings() -> dict[str, Any]:
    """Return what every page needs around its content."""
    known = bool(current_user) and current_user.is_authenticated
    return {
        "app_name": gettext("Violence prevention"),
        "municipality_name": current_user.municipality_name if known else None,
        "menu": list(menu()) if known else [],
        "signed_in": signed_in_person() if known else None,
        "language": str(get_locale()),
        "app_version": VERSION,
    }


def signed_in_person() -> SignedInPerson:
    grants = current_user.actor.grants
    return SignedInPerson(
        current_user.actor.name, [f"{ROLES[grant.role].title}, {grant.agency_name}" for grant in grants]
    )


def menu() -> Iterator[MenuItem]:
    for item in MENU:
        if opens(item):
            group = str(item.group) if item.group else None
            yield MenuItem(str(item.label), url_for(item.endpoint), is_current(item), group)


def opens(item: Item) -> bool:
    if item.permission is None:
        return True
    actor = current_user.actor
    return bool(actor.agencies(item.permission, item.reach)) if item.reach else actor.may(item.permission)


def is_current(item: Item) -> bool:
    here, there = request.endpoint or "", item.endpoint
    return here == there or (item.whole_room and here.partition(".")[0] == there.partition(".")[0])


def asset(path: str) -> str:
    """Return the address of a file of ours, with its fingerprint so that browsers may keep it for a year."""
    return f"{request.script_root}{current_app.static_url_path}/{path}?v={fingerprint(path)}"


@cache
def fingerprint(path: str) -> str:
    """Return the mark of a file's content, read once: a page asks for ten of them."""
    return hashlib.sha256((Path(current_app.static_folder or "") / path).read_bytes()).hexdigest()[:12]
