"""What stands around every page: the header with the menu, and the footer.

Both are rendered once for each reader, place in the menu and language, and kept: a third of what a small page costs.
The one thing that differs from request to request, the token of the header's forms, is put in afterwards.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version

from flask import current_app, request, url_for
from flask_login import current_user
from markupsafe import Markup

from .access.actor import Grant
from .access.roles import ROLES, Role
from .formats import locale, ngettext
from .navigation import MENU, Item
from .signing import form_token

VERSION = version("prevention")
TOKEN = "the-token-of-this-request"  # noqa: S105  stands in the kept header where the token belongs


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody signed in, as the header shows them."""

    name: str
    municipality: str
    grants: tuple[Grant, ...]

    @property
    def roles(self) -> list[str]:
        return [f"{ROLES[grant.role].title}, {grant.agency_name}" for grant in self.grants]

    @property
    def roles_in_short(self) -> list[str]:
        """A guest leads at a dozen schools: each role once, with its place or with how many."""
        places: dict[Role, list[str]] = {}
        for grant in self.grants:
            places.setdefault(grant.role, []).append(grant.agency_name)
        return [f"{ROLES[role].title}, {place_or_number(names)}" for role, names in places.items()]


@dataclass(frozen=True, slots=True)
class MenuItem:
    label: str
    url: str
    current: bool


def place_or_number(names: list[str]) -> str:
    return names[0] if len(names) == 1 else ngettext("%(num)s place", "%(num)s places", len(names))


def reader() -> Reader | None:
    """Return who reads the page, or None for a visitor."""
    user = current_user._get_current_object()
    if not user or not user.is_authenticated:
        return None
    return Reader(user.actor.name, user.municipality_name, user.actor.grants)


def start_page() -> str:
    """Return the address of the first thing in one's menu; Help is in everybody's."""
    return next(menu(current_user.actor.grants, "")).url


def header() -> Markup:
    kept = header_for(reader(), request.endpoint or "", locale())
    return Markup(kept.replace(TOKEN, form_token()))  # noqa: S704  a rendered template and a token of ours


def footer() -> Markup:
    return Markup(footer_in(locale()))  # noqa: S704  a rendered template


@lru_cache(1024)
def header_for(who: Reader | None, endpoint: str, language: str) -> str:
    items = list(menu(who.grants, endpoint)) if who else []
    template = current_app.jinja_env.get_template("macros/header.html")
    return template.render(signed_in=who, menu=items, language=language, token=TOKEN)


@lru_cache(8)
def footer_in(_language: str) -> str:
    return current_app.jinja_env.get_template("macros/footer.html").render(app_version=VERSION)


def menu(grants: tuple[Grant, ...], endpoint: str) -> Iterator[MenuItem]:
    for item in MENU:
        if opens(item, grants):
            yield MenuItem(str(item.label), url_for(item.endpoint), is_at(item, endpoint))


def opens(item: Item, grants: tuple[Grant, ...]) -> bool:
    if item.permission is None:
        return True
    reaches = [reach for grant in grants if (reach := grant.reach(item.permission))]
    return item.reach in reaches if item.reach else bool(reaches)


def is_at(item: Item, endpoint: str) -> bool:
    same_room = item.whole_room and endpoint.partition(".")[0] == item.endpoint.partition(".")[0]
    return endpoint == item.endpoint or same_room or endpoint in item.beside
