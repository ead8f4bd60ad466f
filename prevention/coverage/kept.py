"""Pieces of a page that are rendered once and kept, each for the very values it is rendered from.

Between two looks few figures change. Nothing else goes into a piece than what it is kept by: none can be out of date.
"""

import uuid
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import LazyString, get_locale
from markupsafe import Markup
from wtforms import SelectField

from . import words
from .figures import CoverageRow, Figures
from .forms import FilterForm


class Line(NamedTuple):
    """A row as it is shown; `code` is a programme's. A template takes a tuple apart quicker than an object."""

    name: str
    url: str | None
    cells: Markup
    code: str | None


class Field(NamedTuple):
    """A choice of the filter, as it is shown."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    errors: tuple[str, ...]


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


def filter_form(form: FilterForm, without: str | None) -> Markup:
    """Return the filter with what is chosen; `without` is the page where nothing narrows it."""
    fields = tuple(
        Field(one.name, one.label.text, tuple(one.choices), one.data, tuple(one.errors))
        for one in form
        if isinstance(one, SelectField)
    )
    return rendered_filter(fields, without, str(get_locale()))


def glossary() -> Markup:
    return piece("glossary", str(get_locale()))


def answers(total: Figures, counts_lessons: bool) -> Markup:
    return rendered_answers(total, counts_lessons, str(get_locale()))


def states(total: Figures) -> Markup:
    return rendered_states(total, str(get_locale()))


def headings(first: str, at_school: bool, counts_lessons: bool) -> Markup:
    return head(first, at_school, counts_lessons, str(get_locale()))


@lru_cache(2048)
def of_figures(macro: str, figures: Figures, counts_lessons: bool, _language: str) -> Markup:
    return Markup(getattr(macros(), macro)(figures, counts_lessons, words))  # noqa: S704  a rendered template


@lru_cache(256)
def rendered_answers(total: Figures, counts_lessons: bool, _language: str) -> Markup:
    return Markup(macros().answers(total, counts_lessons, words, explained))  # noqa: S704  a rendered template


@lru_cache(256)
def rendered_states(total: Figures, _language: str) -> Markup:
    return Markup(macros().states(total, words, explained))  # noqa: S704  a rendered template


def explained(term: str, meaning: str | LazyString) -> Markup:
    """Return what a word means, one tap away."""
    return definition(str(term), str(meaning), str(get_locale()))


@lru_cache(64)
def definition(term: str, meaning: str, _language: str) -> Markup:
    return Markup(macros().definition(term, meaning))  # noqa: S704  a rendered template


@lru_cache(256)
def rendered_filter(fields: tuple[Field, ...], without: str | None, _language: str) -> Markup:
    return Markup(macros().filter(fields, without))  # noqa: S704  a rendered template


@lru_cache(64)
def head(first: str, at_school: bool, counts_lessons: bool, _language: str) -> Markup:
    return Markup(macros().headings(first, at_school, counts_lessons, words))  # noqa: S704  a rendered template


@lru_cache(8)
def piece(macro: str, _language: str) -> Markup:
    return Markup(getattr(macros(), macro)(words))  # noqa: S704  a rendered template


def macros() -> Any:
    return current_app.jinja_env.get_template("coverage/kept.html").module
