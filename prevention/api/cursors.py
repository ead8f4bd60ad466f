"""Pages of the API: the address of the next one holds the place where this one ended, signed.

A cursor belongs to the question it came from. Changed, made up, or put into another question, it is refused.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from prevention.coverage.figures import Figures

Row = TypeVar("Row")
Key = tuple[str, ...]
ABOUT_THE_PAGE = frozenset({"cursor", "limit"})


class BadCursor(ValueError):
    """A cursor that we did not give for this question."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows, and the address of the next ones. `total` is of all pages together."""

    data: Sequence[Row]
    next: str | None
    total: Figures | None = None


def page_of(rows: Sequence[Row], key: Callable[[Row], Key], asked: Mapping[str, Any]) -> Page[Row]:
    """Cut the page that was asked for out of rows that are all at hand.

    :raises BadCursor: for one that we did not give for this question.
    """
    start = place_in(asked)
    ordered = sorted(rows, key=key)
    first = bisect_right(ordered, start, key=key) if start else 0
    return cut(ordered[first : first + asked["limit"] + 1], key, asked["limit"])


def cut(rows: Sequence[Row], key: Callable[[Row], Key], limit: int) -> Page[Row]:
    """Return a page of rows that were read with one more than fits: that one tells that there is a next page."""
    shown = rows[:limit]
    return Page(shown, address_after(key(shown[-1])) if len(rows) > limit else None)


def place_in(asked: Mapping[str, Any]) -> Key | None:
    """Return the key after which the page begins, None for the first page.

    :raises BadCursor: for one that we did not give for this question.
    """
    if "cursor" not in asked:
        return None
    try:
        return tuple(signer().loads(asked["cursor"]))
    except BadSignature:
        raise BadCursor from None


def address_after(place: Key) -> str:
    kept = {name: value for name, value in request.args.items() if name != "cursor"}
    return f"{request.script_root}{request.path}?{urlencode(kept | {'cursor': signer().dumps(place)})}"


def signer() -> URLSafeSerializer:
    filters = sorted((name, value) for name, value in request.args.items() if name not in ABOUT_THE_PAGE)
    return URLSafeSerializer(current_app.secret_key or "", salt=f"api-cursor:{request.path}?{urlencode(filters)}")
