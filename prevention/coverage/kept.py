"""Pieces of a page that are rendered once and kept, each for the very values it is rendered from.

Between two looks few figures change. Nothing else goes into a piece than what it is kept by: none can be out of date.
"""

import sys
import uuid
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app
from flask_babel import LazyString, get_locale
from markupsafe import Markup
from wtforms import SelectField

from prevention.addresses import address_of_any
from prevention.formats import gettext, number
from prevention.organisations.grades import grade_title

from . import words
from .cells import Cell, cells_in, grades_in
from .figures import CoverageRow, Figures
from .forecast import Outlook
from .forms import FilterForm
from .links import Links
from .outlook_words import MEANINGS, left_in_words, name
from .overview import Failing, Overview
from .places import Level
from .reports import Report

MOST_PAGES = 64
PAGES: dict[tuple[object, ...], Markup] = {}


class Line(NamedTuple):
    """A row as it is shown; `code` is a programme's. A template takes a tuple apart quicker than an object."""

    name: str
    url: str | None
    cells: Markup
    code: str | None


class SchoolCells(NamedTuple):
    id: uuid.UUID
    name: str
    cells: str


class ShownCell(NamedTuple):
    """A cell of the heat map; `band` is 0 where nothing is held, else its quarter."""

    url: str
    share: str
    held: str
    band: int


class Ends(NamedTuple):
    """How it looks for the end of the school year; of the worst classes, the school is named but on its own page."""

    ends_on: date
    is_over: bool
    failing: int
    outlooks: tuple[tuple[Outlook, int], ...]
    worst: tuple[Failing, ...]
    at_school: bool


class Worst(NamedTuple):
    url: str
    name: str
    left: str


class Field(NamedTuple):
    """A choice of the filter, as it is shown."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    chosen: str
    errors: tuple[str, ...]


def page(report: Report, overview: Overview | None, ways: Links) -> Markup:
    """Return all of a page but its frame, rendered when what it shows is not what was shown before."""
    key = shown_by(report, overview, ways)
    kept = PAGES.get(key)
    if kept is None:
        template = current_app.jinja_env.get_template("coverage/main.html")
        shown = template.render(report=report, overview=overview, ways=ways, kept=sys.modules[__name__])
        kept = PAGES[key] = Markup(shown)  # noqa: S704  a rendered template
        if len(PAGES) > MOST_PAGES:
            PAGES.pop(next(iter(PAGES)), None)
    return kept


def shown_by(report: Report, overview: Overview | None, ways: Links) -> tuple[object, ...]:
    """Return everything a page is made from. Districts are not named: they are sums of the rows."""
    whose = (ways.address, ways.classes, ways.targets, str(get_locale()))
    sums = (*report.rows, *report.programmes, *report.owners)
    beside = (*report.outside, *report.schools_without_classes)
    chosen = (report.place, report.year, report.year_before, report.programme, fields_of(report.form))
    return (whose, chosen, bool(report.districts), report.has_classes, sums, beside, overview)


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
    return rendered_filter(fields_of(form), without, str(get_locale()))


def fields_of(form: FilterForm) -> tuple[Field, ...]:
    return tuple(
        Field(one.name, one.label.text, tuple(one.choices), one.data, tuple(one.errors))
        for one in form
        if isinstance(one, SelectField)
    )


def glossary(counts_lessons: bool) -> Markup:
    return rendered_glossary(counts_lessons, str(get_locale()))


def answers(total: Figures, counts_lessons: bool, rows_url: str) -> Markup:
    return rendered_answers(total, counts_lessons, rows_url, str(get_locale()))


def states(total: Figures, rows_url: str) -> Markup:
    return rendered_states(total, rows_url, str(get_locale()))


def heat_map(rows: Iterable[CoverageRow], rows_url: str) -> Markup:
    """Return schools × grades, the lowest school first; each cell leads to its classes."""
    schools = tuple(SchoolCells(row.id, row.name, row.cells) for row in rows if row.id)
    return rendered_heat_map(schools, rows_url, str(get_locale()))


def about_to_fail(report: Report, overview: Overview, rows_url: str) -> Markup:
    assert report.year  # noqa: S101  there is an overview
    at_school = report.place.level is Level.SCHOOL
    ends = Ends(report.year.ends_on, overview.is_over, overview.failing, overview.outlooks, overview.worst, at_school)
    return rendered_ends(ends, report.total, rows_url, str(get_locale()))


def headings(first: str, at_school: bool, counts_lessons: bool) -> Markup:
    return head(first, at_school, counts_lessons, str(get_locale()))


@lru_cache(2048)
def of_figures(macro: str, figures: Figures, counts_lessons: bool, _language: str) -> Markup:
    return Markup(getattr(macros(), macro)(figures, counts_lessons, words))  # noqa: S704  a rendered template


@lru_cache(256)
def rendered_answers(total: Figures, counts_lessons: bool, rows_url: str, _language: str) -> Markup:
    return Markup(macros().answers(total, counts_lessons, rows_url, words, explained))  # noqa: S704  as above


@lru_cache(256)
def rendered_states(total: Figures, rows_url: str, _language: str) -> Markup:
    return Markup(macros().states(total, rows_url, words, explained))  # noqa: S704  a rendered template


@lru_cache(64)
def rendered_heat_map(schools: tuple[SchoolCells, ...], rows_url: str, language: str) -> Markup:
    grades = grades_in(cells_in(one.cells) for one in schools)
    rows = [heat_row(one, grades, rows_url, language) for one in schools]
    return Markup(macros().heat_map([grade_title(grade) for grade in grades], rows))  # noqa: S704  as above


@lru_cache(2048)
def heat_row(school: SchoolCells, grades: tuple[str, ...], rows_url: str, _language: str) -> Markup:
    cells = cells_in(school.cells)
    shown = [shown_cell(school.id, cells.get(grade), rows_url) for grade in grades]
    return Markup(macros().heat_row(school.name, shown))  # noqa: S704  a rendered template


def shown_cell(school: uuid.UUID, cell: Cell | None, rows_url: str) -> ShownCell | None:
    """Return a cell; none where no class is expected. It is shaded in quarters, and its number is told in any case."""
    if cell is None or cell.share is None:
        return None
    held = gettext("%(part)s of %(whole)s", part=number(cell.held), whole=number(cell.lessons))
    url = f"{rows_url}&school={school}&grade={cell.grade}"
    return ShownCell(url, words.share(cell.share), held, min(int(cell.share * 4), 3) + 1 if cell.held else 0)


@lru_cache(256)
def rendered_ends(ends: Ends, total: Figures, rows_url: str, _language: str) -> Markup:
    looks = [(one, name(one, ends.is_over), MEANINGS[one], count) for one, count in ends.outlooks if count]
    worst = worst_in_words(ends)
    return Markup(macros().about_to_fail(ends, looks, worst, total, rows_url, words, explained))  # noqa: S704  as above


def worst_in_words(ends: Ends) -> list[Worst]:
    address = address_of_any("classes.show_class", "school_class")
    return [
        Worst(
            address % one.id,
            one.name if ends.at_school else f"{one.name}, {one.school}",
            left_in_words(one.left, ends.is_over),
        )
        for one in ends.worst
    ]


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
def rendered_glossary(counts_lessons: bool, _language: str) -> Markup:
    return Markup(macros().glossary(counts_lessons, words))  # noqa: S704  a rendered template


def macros() -> Any:
    return current_app.jinja_env.get_template("coverage/kept.html").module
