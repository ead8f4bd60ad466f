"""Roster files for tests: CSV as text, XLSX as a spreadsheet program writes it."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

HEADINGS = ("school_unit_code", "school_year", "class", "grade", "pupils")


def csv_of(*rows: Sequence[object], headings: Sequence[str] = HEADINGS, delimiter: str = ";") -> str:
    return "\n".join(delimiter.join(map(str, row)) for row in (headings, *rows)) + "\n"


def xlsx_of(*rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((headings, *rows)):
            sheet.write_row(number, 0, row)
    return target.getvalue()
