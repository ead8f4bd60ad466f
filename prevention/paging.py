"""Pages of a list. One is found by a row next to it, not by its number, so a late page costs what the first costs."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request, url_for

PLACES = {"before", "after"}


@dataclass(frozen=True, slots=True)
class Pager:
    """The neighbours of a page, as `ui.pager` shows them."""

    previous_url: str | None
    next_url: str | None


def pager(before: object, after: object) -> Pager:
    """Return this list up to one row and from another row on. None stands for: no page that way."""
    return Pager(this_list(before=before) if before else None, this_list(after=after) if after else None)


def this_list(**place: object) -> str:
    """Return the address of this list at another place, with its filter kept.

    The filter is encoded here: `url_for` would take a `_scheme` or `_external` in the address as its own.
    """
    kept = {name: value for name, value in request.args.items() if value and name not in PLACES}
    return f"{url_for(str(request.endpoint))}?{urlencode(kept | place)}".rstrip("?")
