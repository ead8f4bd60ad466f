"""The files of a report: PDF to read, PDF/A to keep, and the rows of its classes as a spreadsheet."""

import io
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate
from typing import IO

from flask import current_app

from prevention import clock
from prevention.access.actor import Actor
from prevention.coverage import words as coverage_words
from prevention.coverage.columns import CLASS, LESSONS, PEOPLE, SCHOOL, Column, text
from prevention.coverage.figures import CoverageRow
from prevention.coverage.files import lesson_chart, write_csv
from prevention.coverage.queries import Year, years_of
from prevention.coverage.spreadsheet import write_book
from prevention.database import reading
from prevention.formats import day, gettext, lazy_gettext, locale
from prevention.pdf import Standard, print_long
from prevention.statistics.words import legend

from . import words
from .class_rows import streamed_rows
from .contents import NothingToShow, gather, selected
from .data import Asked, ClassRow
from .models import ReportFormat
from .showing import Contents

Tell = Callable[[int, int], None]  # how many schools are done, of how many
STANDARDS = {ReportFormat.PDF: Standard.READABLE, ReportFormat.ARCHIVE: Standard.ARCHIVE}
PATIENCE = 1500  # seconds; the lease of the job is kept by each school that is laid out
ROWS_ON_A_PAGE, SCHOOLS_ON_A_PAGE = 36, 40
PROGRAMME = text(
    lazy_gettext("Programme"), "programme", lazy_gettext("The programme that the class is expected to take.")
)
SCHOOL_NAME = text(lazy_gettext("School"), "school", lazy_gettext("The name of the school in the register."))
COLUMNS: tuple[Column, ...] = (SCHOOL[0], SCHOOL_NAME, SCHOOL[2], *CLASS, PROGRAMME, *PEOPLE, *LESSONS)


def make_file(actor: Actor, municipality: str, asked: Asked, tell: Tell) -> bytes:
    """Return the file, in the language that is spoken. Between its questions no transaction stands open.

    :raises NothingToShow: where school or school year are gone.
    :raises prevention.pdf.NotPrinted: where the PDF came to nothing.
    """
    with reading():
        year = year_of(actor, asked)
        if asked.format not in STANDARDS:
            return table_file(actor, municipality, asked, year)
        contents = gather(actor, municipality, asked.kind, year, asked.school_id)
    tell(0, len(contents.parts))
    return pdf_file(contents, STANDARDS[asked.format], tell)


def year_of(actor: Actor, asked: Asked) -> Year:
    year = next((one for one in years_of(actor.municipality_id) if one.id == asked.school_year_id), None)
    if year is None:
        raise NothingToShow(asked.school_year_id)
    return year


def pdf_file(contents: Contents, standard: Standard, tell: Tell) -> bytes:
    told = 0

    def on_page(page: int) -> None:
        nonlocal told
        done = schools_done(contents, page)
        if done > told:
            told = done
            tell(done, len(contents.parts))

    return print_long(document(contents), standard, PATIENCE, on_page)


def document(contents: Contents) -> str:
    """Return the HTML that is printed. There may be no request, so the template is asked for past Flask."""
    template = current_app.jinja_env.get_template("pdf/report.html")
    return template.render(
        report=contents,
        words=words,
        coverage_words=coverage_words,
        signs=legend(),
        chart=chart,
        language=locale(),
        municipality=contents.municipality,
    )


def schools_done(contents: Contents, page: int) -> int:
    """Return about how many schools are laid out after so many pages: each begins a page of its own."""
    front = 1 + len(contents.parts) // SCHOOLS_ON_A_PAGE
    ends = accumulate((1 + len(part.classes) // ROWS_ON_A_PAGE for part in contents.parts), initial=front)
    return max(0, bisect_right(list(ends), page - 1) - 1)


def chart(rows: Iterable[CoverageRow]) -> str:
    """Return bars for the rows that have lessons to expect; nothing where none has."""
    counted = [row for row in rows if row.figures.lessons_expected]
    return lesson_chart(counted) if counted else ""


def table_file(actor: Actor, municipality: str, asked: Asked, year: Year) -> bytes:
    """Return a row for each class and programme. Rows go from the database to the file one by one."""
    selection = selected(actor, asked.school_id, year)
    place = selection.schools[0].name if asked.school_id else municipality
    rows = streamed_rows(selection)
    with tempfile.TemporaryFile() as file:
        if asked.format is ReportFormat.XLSX:
            write_book(file, COLUMNS, rows, about(municipality, place, year))
        else:
            write_text(file, rows)
        file.seek(0)
        return file.read()


def about(municipality: str, place: str, year: Year) -> list[tuple[str, str]]:
    return [
        (gettext("Municipality"), municipality),
        (gettext("Coverage"), place),
        (gettext("School year"), year.name),
        (gettext("Made on"), day(clock.today())),
    ]


def write_text(file: IO[bytes], rows: Iterable[ClassRow]) -> None:
    text_file = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    write_csv(text_file, COLUMNS, rows)
    text_file.detach()
