"""Read the figures back from what people get: the page, CSV, XLSX and the command line."""

import csv
import html
import io
import re
from collections.abc import Mapping

from python_calamine import CalamineWorkbook

Rows = Mapping[str, tuple[int, ...]]  # by name: lessons expected and the six states

ROW = re.compile(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
HELD = re.compile(r"</svg>([\d\s]+) av ([\d\s]+) <span>")
NUMBER = re.compile(r'<td class="number"[^>]*>([\d\s]+)</td>')
LESSON_COLUMNS = (
    "Väntade lektioner",
    "Hölls",
    "Hölls delvis",
    "Hölls inte",
    "Inte loggad",
    "Kommande",
    "Inte planerad",
)


def page_rows(page: str, heading: str) -> Rows:
    """Return the rows of the table under a heading, the bar's own figures first."""
    section = page.partition(f">{heading}</h2>")[2].partition("</section>")[0]
    return {words(name): page_figures(cells) for name, cells in ROW.findall(section)}


def page_figures(cells: str) -> tuple[int, ...]:
    held = HELD.search(cells)
    if held is None:
        return ()
    return (whole(held[2]), whole(held[1]), *(whole(number) for number in NUMBER.findall(cells)))


def csv_rows(content: bytes, name: str) -> Rows:
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return {row[name]: tuple(int(row[column]) for column in LESSON_COLUMNS) for row in rows}


def xlsx_rows(content: bytes, name: str) -> Rows:
    heading, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    places = [heading.index(column) for column in LESSON_COLUMNS]
    return {str(row[heading.index(name)]): tuple(int(float(str(row[place]))) for place in places) for row in rows}


def words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def whole(text: str) -> int:
    return int(re.sub(r"\s", "", text))
