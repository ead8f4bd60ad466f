"""Rows as they are shown. A page has hundreds of figures, so what they have in common is looked up once."""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup

from prevention import charts
from prevention.formats import number

from .figures import CoverageRow, Figures
from .words import share


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words. `counts` are the states after the first; `code` is a programme's."""

    name: str
    url: str | None
    bar: Markup
    held: str
    share: str
    counts: tuple[str, ...]
    started: str
    figures: Figures
    code: str | None


def lines_of(rows: Iterable[CoverageRow], url_of: Callable[[uuid.UUID], str]) -> list[Line]:
    pattern = gettext("%(part)s of %(whole)s")

    def of(part: int, whole: int) -> str:
        return str(pattern % {"part": short(part), "whole": short(whole)})

    return [
        Line(
            row.name,
            url_of(row.id) if row.id else None,
            charts.bar(lessons := row.figures.lessons),
            of(row.figures.held, sum(count for _state, count in lessons)),
            share(row.figures.share_held),
            tuple(short(count) for _state, count in lessons[1:]),
            of(row.figures.classes_started, row.figures.classes_expected),
            row.figures,
            row.code,
        )
        for row in rows
    ]


def short(value: int) -> str:
    """Write a number. Below a thousand there is nothing to group, in any language."""
    return str(value) if value < 1000 else number(value)
