"""Rows as they are shown. Between two looks few figures change, so a row is put into words once for each figures."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import get_locale
from markupsafe import Markup

from prevention import charts
from prevention.formats import gettext, number

from .figures import CoverageRow, Figures
from .words import held_of_expected, share


@dataclass(frozen=True, slots=True)
class Words:
    """Figures in words. `counts` are the states after the first."""

    bar: Markup
    held: str
    share: str
    counts: tuple[str, ...]
    started: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words; `code` is a programme's."""

    name: str
    url: str | None
    words: Words
    figures: Figures
    code: str | None


def lines_of(rows: Iterable[CoverageRow], url_of: Callable[[uuid.UUID], str]) -> list[Line]:
    language = str(get_locale())
    return [
        Line(row.name, url_of(row.id) if row.id else None, in_words(row.figures, language), row.figures, row.code)
        for row in rows
    ]


@lru_cache(2048)
def in_words(figures: Figures, _language: str) -> Words:
    started, expected = number(figures.classes_started), number(figures.classes_expected)
    return Words(
        charts.bar(figures.lessons),
        held_of_expected(figures),
        share(figures.share_held),
        tuple(number(count) for _state, count in figures.lessons[1:]),
        gettext("%(part)s of %(whole)s", part=started, whole=expected),
    )
