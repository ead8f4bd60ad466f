"""XLSX: a sheet of figures with typed cells, one that says what each column is, and one that says what it is about.

Rows are written one by one and kept nowhere, so sixty thousand of them take no more memory than six.
"""

import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

from prevention import clock
from prevention.formats import day, gettext

from . import words
from .columns import KINDS, Column, Kind, Value, columns_of
from .reports import Report

WIDTHS = {Kind.TEXT: 26, Kind.WHOLE: 12, Kind.SHARE: 12}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Pairs = Iterable[tuple[str, str]]


def xlsx_file(report: Report, municipality: str) -> bytes:
    stream = io.BytesIO()
    write_book(stream, columns_of(report), report.rows, about(report, municipality))
    return stream.getvalue()


def about(report: Report, municipality: str) -> Pairs:
    assert report.year  # noqa: S101  a file is made of a year and a programme
    assert report.programme  # noqa: S101
    return [
        (gettext("Municipality"), municipality),
        (gettext("Coverage"), report.place.name),
        (gettext("School year"), report.year.name),
        (gettext("Programme"), report.programme.name),
        *report.filters,
        (gettext("Made on"), day(clock.today())),
    ]


def write_book(stream: IO[bytes], columns: Sequence[Column], rows: Iterable[object], about: Pairs) -> int:
    """Write the three sheets and return how many rows of figures there are. The rows may be a stream."""
    from xlsxwriter import Workbook

    with Workbook(stream, OPTIONS) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        figures = book.add_worksheet(gettext("Coverage"))
        count = write_figures(figures, columns, rows, heading, book.add_format({"num_format": "0.0%"}))
        write_dictionary(book.add_worksheet(gettext("Columns")), columns, heading, wrapped)
        write_pairs(book.add_worksheet(gettext("About the file")), [*about, *glossary()], heading, wrapped)
    return count


def glossary() -> Pairs:
    return ((str(term), str(meaning)) for term, meaning in words.GLOSSARY)


def write_figures(sheet: Any, columns: Sequence[Column], rows: Iterable[object], heading: Any, percent: Any) -> int:
    line = 0
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(0, place, str(column.title), heading)
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            write_cell(sheet, line, place, column, column.value(row), percent)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, line, len(columns) - 1)
    return line


def write_cell(sheet: Any, line: int, place: int, column: Column, value: Value, percent: Any) -> None:
    """Write text as text, whatever it looks like: a class named `=1+1` is a name. Nothing is written for nothing."""
    if value is None:
        return
    if column.kind is Kind.TEXT:
        sheet.write_string(line, place, str(value))
    else:
        sheet.write_number(line, place, value, percent if column.kind is Kind.SHARE else None)


def write_dictionary(sheet: Any, columns: Sequence[Column], heading: Any, wrapped: Any) -> None:
    """Write the data dictionary: a line for each column of the first sheet, in the same order."""
    titles = (gettext("Column"), gettext("Meaning"), gettext("Unit"), gettext("Type"))
    lines = [(one.title, one.meaning, one.unit or "", KINDS[one.kind]) for one in columns]
    for place, width in enumerate((26, 80, 12, 30)):
        sheet.set_column(place, place, width)
    for number, cells in enumerate([titles, *lines]):
        for place, cell in enumerate(cells):
            sheet.write_string(number, place, str(cell), heading if number == 0 or place == 0 else wrapped)
    sheet.freeze_panes(1, 0)


def write_pairs(sheet: Any, pairs: Pairs, heading: Any, wrapped: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for line, (term, meaning) in enumerate(pairs):
        sheet.write_string(line, 0, term, heading)
        sheet.write_string(line, 1, meaning, wrapped)
