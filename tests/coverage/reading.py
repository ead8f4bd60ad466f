"""Read the figures back from what people and programs get: the page, CSV, XLSX, PDF and the API."""

import csv
import html
import io
import re
from collections.abc import Mapping
from typing import Any

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

Rows = Mapping[str, tuple[int, ...]]  # by name: lessons expected and the six states
TOTAL = "Tillsammans"  # the row of all, in what tells one
STATES = ("held", "partly_held", "not_held", "overdue", "not_yet_due", "not_planned")

ROW = re.compile(r'<tr>\s*<th scope="row">(.*?)</th>(.*?)</tr>', re.DOTALL)
HELD = re.compile(r"</svg>([\d\s]+) av ([\d\s]+) <span>")
NUMBER = re.compile(r'<td class="number"[^>]*>([\d\s]+)</td>')
ALL_LESSONS = re.compile(r"Alla ([\d\s]+) väntade lektioner")
STATE = re.compile(r'states-figure"><span class="swatch" data-status="(\w+)">.*?<strong>([\d\s]+)</strong>', re.DOTALL)
PRINTED = re.compile(rf"({TOTAL}|Skola \d+|\d+A) ((?:\d+ ){{7}})(?:\d+ %|–)")
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


def page_total(page: str) -> Rows:
    """Return the sum as the page tells it above its rows; nothing where no lesson is expected."""
    expected = ALL_LESSONS.search(words(page))
    told = {state: whole(count) for state, count in STATE.findall(page)}
    return {TOTAL: (whole(expected[1]), *(told[state] for state in STATES))} if expected else {}


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
    if not rows:
        return {}  # without lessons there are no columns of lessons
    places = [heading.index(column) for column in LESSON_COLUMNS]
    return {str(row[heading.index(name)]): tuple(int(float(str(row[place]))) for place in places) for row in rows}


def pdf_rows(content: bytes) -> Rows:
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())
    return {name: tuple(map(int, numbers.split())) for name, numbers in PRINTED.findall(text)}


def api_rows(page: Any, name: str) -> Rows:
    assert page["next"] is None
    rows = {row[name]: api_figures(row["figures"]) for row in page["data"]}
    return rows | ({TOTAL: api_figures(page["total"])} if rows else {})


def api_figures(told: Mapping[str, int]) -> tuple[int, ...]:
    return tuple(told[name] for name in ("lessons_expected", *STATES))


def words(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup)).strip()


def whole(text: str) -> int:
    return int(re.sub(r"\s", "", text))
