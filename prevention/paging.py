"""Pages of a list. One is found by a row next to it, not by its number, so a late page costs what the first costs."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import ColumnElement, Row, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from .extensions import db

PAGE = 50
PLACES = {"before", "after"}
Key = Sequence[ColumnElement[Any] | InstrumentedAttribute[Any]]


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a page; `before` and `after` are those to page from, None where the list ends."""

    rows: list[Row[*tuple[Any, ...]]]
    before: uuid.UUID | None
    after: uuid.UUID | None


def read_page(
    query: Select[*tuple[Any, ...]],
    key: Key,
    place: Callable[[uuid.UUID], Key],
    before: uuid.UUID | None,
    after: uuid.UUID | None,
) -> Found:
    """Read a page of rows whose first column is their id: from the one `after` on, or back from the one `before`.

    `key` is the order of the list, and unique; `place` says where in it a row stands.
    """
    start = before or after
    return ask_page(one_page(query, key, place(start) if start else None, back=bool(before)), {}, before, after)


def one_page(
    query: Select[*tuple[Any, ...]], key: Key, start: Key | None, *, back: bool, size: int = PAGE
) -> Select[*tuple[Any, ...]]:
    """Return the statement of one page, for a list that builds it once: on from `start`, or back from there."""
    query = query.order_by(*(column.desc() for column in key) if back else key).limit(size + 1)
    if start is None:
        return query
    return query.where(tuple_(*key) < tuple_(*start) if back else tuple_(*key) > tuple_(*start))


def ask_page(
    page: Select[*tuple[Any, ...]],
    values: Mapping[str, Any],
    before: uuid.UUID | None,
    after: uuid.UUID | None,
    size: int = PAGE,
) -> Found:
    found = list(db.session.connection().execute(page, values).all())
    more, rows = len(found) > size, found[:size]
    if before:
        rows.reverse()
    first, last = (rows[0][0], rows[-1][0]) if rows else (None, None)
    return Found(rows, first if (more if before else after) else None, last if more or before else None)


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
    return f"{request.script_root}{request.path}?{urlencode(kept | place)}".rstrip("?")
