"""Pages remembered until something is written, since counting takes ten times as long as showing.

Every write in a municipality is recorded in its audit chain in the same transaction: while the head of the chain
stands, so do the figures. A remembered page is shown to those who hold exactly the same roles, and never for more than
a minute, should somebody have changed the database by hand.
"""

from collections.abc import Callable, Hashable
from typing import Any

from flask import current_app, request
from flask_babel import get_locale
from markupsafe import Markup

from prevention import clock
from prevention.access.actor import Actor

from .links import filter_kept
from .places import Place
from .queries import head_of_chain

Pages = dict[Hashable, Markup]
MOST = 64  # of about 60 kB each, in every worker


def init_memory(extensions: dict[str, Any], *, testing: bool) -> None:
    """Switch it on, except in tests: they write past the actions, and their time stands still."""
    if not testing:
        extensions["coverage_pages"] = {}


def remembered(actor: Actor, place: Place, make: Callable[[], str]) -> Markup:
    """Return the page as it was made before for the same question about the same data, else make it."""
    pages: Pages | None = current_app.extensions.get("coverage_pages")
    head = None if pages is None else head_of_chain(actor.municipality_id)
    if pages is None or head is None:
        return Markup(make())  # noqa: S704  a rendered template
    question = (actor.municipality_id, actor.grants, place, tuple(filter_kept().items()), request.script_root)
    key = (head, int(clock.now().timestamp()) // 60, str(get_locale()), question)
    page = pages.get(key)
    if page is None:
        if len(pages) >= MOST:
            pages.clear()
        page = pages[key] = Markup(make())  # noqa: S704  a rendered template
    return page
