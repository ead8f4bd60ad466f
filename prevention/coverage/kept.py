"""Pieces of a page that are rendered once and kept: words that never change, and the cells of a row by its figures.

Between two looks few figures change, and what is kept depends on nothing else: it holds no name and no address.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import get_locale
from markupsafe import Markup

from . import words
from .figures import CoverageRow, Figures


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it is shown; `code` is a programme's."""

    name: str
    url: str | None
    cells: Markup
    code: str | None


def school_lines(rows: Iterable[CoverageRow], url_of: Callable[[uuid.UUID], str], counts_lessons: bool) -> list[Line]:
    return lines(rows, url_of, "cells", counts_lessons)


def class_lines(rows: Iterable[CoverageRow], url_of: Callable[[uuid.UUID], str], counts_lessons: bool) -> list[Line]:
    return lines(rows, url_of, "class_cells", counts_lessons)


def programme_lines(rows: Iterable[CoverageRow], url_of: Callable[[uuid.UUID], str]) -> list[Line]:
    return lines(rows, url_of, "programme_cells", counts_lessons=True)


def lines(
    rows: Iterable[CoverageRow], url_of: Callable[[uuid.UUID], str], macro: str, counts_lessons: bool
) -> list[Line]:
    language = str(get_locale())
    return [
        Line(
            row.name,
            url_of(row.id) if row.id else None,
            of_figures(macro, row.figures, counts_lessons, language),
            row.code,
        )
        for row in rows
    ]


def glossary() -> Markup:
    return piece("glossary", str(get_locale()))


def answers(total: Figures, counts_lessons: bool) -> Markup:
    return of_figures("answers", total, counts_lessons, str(get_locale()))


def states(total: Figures) -> Markup:
    return of_figures("states", total, True, str(get_locale()))


def headings(first: str, at_school: bool, counts_lessons: bool) -> Markup:
    return head(first, at_school, counts_lessons, str(get_locale()))


@lru_cache(2048)
def of_figures(macro: str, figures: Figures, counts_lessons: bool, _language: str) -> Markup:
    return Markup(getattr(macros(), macro)(figures, counts_lessons, words))  # noqa: S704  a rendered template


@lru_cache(64)
def head(first: str, at_school: bool, counts_lessons: bool, _language: str) -> Markup:
    return Markup(macros().headings(first, at_school, counts_lessons, words))  # noqa: S704  a rendered template


@lru_cache(8)
def piece(macro: str, _language: str) -> Markup:
    return Markup(getattr(macros(), macro)(words))  # noqa: S704  a rendered template


def macros() -> Any:
    return current_app.jinja_env.get_template("coverage/kept.html").module
