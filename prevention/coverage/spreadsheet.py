"""XLSX: a sheet of figures with typed cells, and a sheet that says what they are."""

import io
from typing import Any

from prevention import clock
from prevention.formats import day, gettext

from . import words
from .columns import Column, Kind, Value, columns_of
from .reports import Report

WIDTHS = {Kind.TEXT: 26, Kind.WHOLE: 12, Kind.SHARE: 12}


def xlsx_file(report: Report, municipality: str) -> bytes:
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        write_figures(book.add_worksheet(gettext("Coverage")), report, heading, book.add_format({"num_format": "0.0%"}))
        write_meanings(book.add_worksheet(gettext("What the words mean")), report, municipality, heading)
    return stream.getvalue()


def write_figures(sheet: Any, report: Report, heading: Any, percent: Any) -> None:
    columns = columns_of(report)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(0, place, str(column.title), heading)
        for line, row in enumerate(report.rows, 1):
            write_cell(sheet, line, place, column, column.value(row), percent)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(report.rows), len(columns) - 1)


def write_cell(sheet: Any, line: int, place: int, column: Column, value: Value, percent: Any) -> None:
    """Write text as text, whatever it looks like: a class named `=1+1` is a name. Nothing is written for nothing."""
    if value is None:
        return
    if column.kind is Kind.TEXT:
        sheet.write_string(line, place, str(value))
    else:
        sheet.write_number(line, place, value, percent if column.kind is Kind.SHARE else None)


def write_meanings(sheet: Any, report: Report, municipality: str, heading: Any) -> None:
    assert report.year  # noqa: S101  a file is made of a year and a programme
    assert report.programme  # noqa: S101
    pairs = [
        (gettext("Municipality"), municipality),
        (gettext("Coverage"), report.place.name),
        (gettext("School year"), report.year.name),
        (gettext("Programme"), report.programme.name),
        *report.filters,
        (gettext("Made on"), day(clock.today())),
        *((str(term), str(meaning)) for term, meaning in words.GLOSSARY),
    ]
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    for line, (term, meaning) in enumerate(pairs):
        sheet.write_string(line, 0, term, heading)
        sheet.write_string(line, 1, meaning)
