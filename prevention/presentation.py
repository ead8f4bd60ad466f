"""What templates are given: the menu, who is signed in, the reader's language and the addresses of our files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, request, session, url_for
from flask_babel import get_locale
from flask_login import current_user

from . import formats
from .access.actor import Grant
from .access.roles import ROLES
from .navigation import MENU, Item

VERSION = version("prevention")
FONT = "vendor/source-sans-3/files/source-sans-3-latin-wght-normal.woff2"
LINKS = {  # what stands around every page
    "start": "pages.start",
    "help": "pages.help",
    "accessibility": "pages.accessibility",
    "set_language": "pages.set_language",
    "sign_in": "accounts.sign_in",
    "sign_out": "accounts.sign_out",
    "my_account": "accounts.my_account",
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the menu in one language."""

    label: str
    url: str
    endpoint: str
    whole_room: bool

    def at(self, endpoint: str) -> MenuItem:
        """Return the item as it stands on the page of an endpoint."""
        same_room = self.whole_room and endpoint.partition(".")[0] == self.endpoint.partition(".")[0]
        return MenuItem(self.label, self.url, endpoint == self.endpoint or same_room)


@dataclass(frozen=True, slots=True)
class Frame:
    menu: tuple[Entry, ...]
    roles: tuple[str, ...]
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SignedInPerson:
    name: str
    roles: tuple[str, ...]


def init_presentation(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters = (formats.number, formats.percent, formats.day, formats.short_day, formats.moment, formats.week)
    app.jinja_env.filters |= {each.__name__: each for each in filters}
    app.jinja_env.globals |= {
        "_": formats.text,
        "ngettext": formats.plural_text,
        "asset": asset,
        "font": f"{app.static_url_path}/{FONT}",  # without a fingerprint: the style sheet names it so
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
    around: dict[str, Any] = {
        "app_name": formats.catalogue().ugettext("Violence prevention"),
        "language": str(get_locale()),
        "app_version": VERSION,
    }
    user = current_user._get_current_object()
    if not user or not user.is_authenticated:
        links = frame_of((), around["language"]).links
        return around | {"municipality_name": None, "menu": [], "signed_in": None, "links": links}
    frame = frame_of(user.actor.grants, around["language"])
    return around | {
        "links": frame.links,
        "municipality_name": user.municipality_name,
        "menu": [item.at(request.endpoint or "") for item in frame.menu],
        "signed_in": SignedInPerson(user.actor.name, frame.roles),
    }


def start_page() -> str:
    """Return the address of the first thing in one's menu; Help is in everybody's."""
    return frame_of(current_user.actor.grants, str(get_locale())).menu[0].url


@lru_cache(1024)
def frame_of(grants: tuple[Grant, ...], _language: str) -> Frame:
    """Return menu and roles in words, made once for all who hold the same and read the same language."""
    links = {name: url_for(endpoint) for name, endpoint in LINKS.items()}
    entries = tuple(
        Entry(str(item.label), url_for(item.endpoint), item.endpoint, item.whole_room)
        for item in MENU
        if opens(item, grants)
    )
    roles = tuple(f"{ROLES[grant.role].title}, {grant.agency_name}" for grant in grants)
    return Frame(entries, roles, links)


def opens(item: Item, grants: tuple[Grant, ...]) -> bool:
    if item.permission is None:
        return True
    reaches = [reach for grant in grants if (reach := grant.reach(item.permission))]
    return item.reach in reaches if item.reach else bool(reaches)


@cache
def asset(path: str) -> str:
    """Return the address of a file of ours, with its fingerprint so that browsers may keep it for a year."""
    content = (Path(current_app.static_folder or "") / path).read_bytes()
    return url_for("static", filename=path, v=hashlib.sha256(content).hexdigest()[:12])
