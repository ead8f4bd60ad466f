"""The report as files: PDF to print, XLSX with typed cells, CSV as a Swedish Excel opens it. All of the same rows."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

from flask_babel import get_locale

from prevention import charts, clock
from prevention.formats import gettext
from prevention.pdf import render_pdf

from . import change_words, words
from .columns import Column, Value, columns_of
from .figures import CoverageRow
from .overview import months_of
from .reports import Report
from .spreadsheet import xlsx_file

BARS_ON_FIRST_PAGE, BARS_ON_A_PAGE = 30, 44
RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class File:
    ending: str
    kind: str
    make: Callable[[Report, str], bytes]


def csv_file(report: Report, _municipality: str) -> bytes:
    text = io.StringIO()
    write_csv(text, columns_of(report), report.rows)
    return text.getvalue().encode("utf-8-sig")


def write_csv(text: IO[str], columns: Sequence[Column], rows: Iterable[object]) -> None:
    """Write semicolons and decimal commas; the encoding `utf-8-sig` adds the byte order mark. Rows may be a stream."""
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([str(column.title) for column in columns])
    writer.writerows([plain(column.value(row)) for column in columns] for row in rows)


def plain(value: Value) -> str:
    """Write a cell. Text that a spreadsheet would run as a formula gets an apostrophe before it.

    Some look past blanks at its start, and read a full-width sign as the plain one.
    """
    if isinstance(value, float):
        return f"{value:.4f}".replace(".", ",")
    if isinstance(value, str) and unicodedata.normalize("NFKC", value).lstrip(" ").startswith(RUN_AS_FORMULA):
        return f"'{value}"
    return "" if value is None else str(value)


def pdf_file(report: Report, municipality: str) -> bytes:
    months = months_of(report)
    return render_pdf(
        "pdf/coverage.html",
        report=report,
        months=months,
        trend=change_words.chart(report.year, months, paper=True),
        municipality=municipality,
        words=words,
        charts=paper_charts(report),
        made_on=clock.today(),
        language=str(get_locale()),
    )


def paper_charts(report: Report) -> list[str]:
    """Return the chart of lessons, cut where a page ends; nothing where no lessons are expected."""
    if not report.counts_lessons:
        return []
    rows = report.rows
    starts = [0, *range(BARS_ON_FIRST_PAGE, len(rows), BARS_ON_A_PAGE), len(rows)]
    return [lesson_chart(rows[start:end]) for start, end in pairwise(starts)]


def lesson_chart(rows: Iterable[CoverageRow]) -> str:
    title = gettext("Bars: what became of the expected lessons. The table says the same in numbers.")
    bars = [charts.Bar(row.name, row.figures.lessons, words.held_of_expected(row.figures)) for row in rows]
    return charts.bar_chart(title, bars)


FILES: Mapping[str, File] = {
    "pdf": File("pdf", "application/pdf", pdf_file),
    "xlsx": File("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "csv": File("csv", "text/csv; charset=utf-8", csv_file),
}
