"""Small files that would take all memory: they are refused before their reader makes room for what they promise."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest
import xlsxwriter

from prevention.classes.importing.reading import NotReadable, lines_of

from .rosters import HEADINGS, xlsx_of

MANIFEST = "META-INF/manifest.xml"
EMPTY_MANIFEST = """<?xml version="1.0"?><manifest:manifest
    xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""
TOO_LARGE = "too large when unpacked"
REPEATED = """<?xml version="1.0"?><office:document-content
    xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
    <table:table table:name="S"><table:table-row table:number-rows-repeated="3"><table:table-cell
    office:value-type="string" table:number-columns-repeated="3"><text:p>a</text:p></table:table-cell>
    </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""


@pytest.mark.parametrize(
    ("row", "column"), [(1_048_575, 16_383), (1_048_575, 5), (200_000, 200)], ids=["corner", "last row", "wide"]
)
def test_a_cell_far_away_is_refused(row: int, column: int) -> None:
    with pytest.raises(NotReadable, match=TOO_LARGE):
        next(lines_of(BytesIO(with_a_cell_at(row, column))))


def test_a_cell_not_so_far_away_is_read() -> None:
    lines = list(lines_of(BytesIO(with_a_cell_at(70_000, 30))))
    assert [number for number, _cells in lines] == [1, 70_001]


def test_columns_are_counted_where_cells_have_no_names() -> None:
    """Only the row says where it is; the cells in it follow one another."""
    cells = b"<c><v>1</v></c>" * 5
    changed = repacked(with_a_cell_at(1_048_575, 0), lambda text: re.sub(rb'<c r="A1048576".*?</c>', cells, text))
    with pytest.raises(NotReadable, match=TOO_LARGE):
        next(lines_of(BytesIO(changed)))


@pytest.mark.parametrize("disguised", [False, True])
def test_a_spreadsheet_that_repeats_cells_by_a_number_is_refused(disguised: bool) -> None:
    """An ODS of a kilobyte holds a billion cells. The reader takes one though it begins as an XLSX."""
    target = BytesIO(xlsx_of() if disguised else b"")
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(MANIFEST, EMPTY_MANIFEST)
        archive.writestr("content.xml", REPEATED)
    target.seek(0)
    with pytest.raises(NotReadable, match="damaged"):
        next(lines_of(target))


def with_a_cell_at(row: int, column: int) -> bytes:
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        sheet.write(row, column, "x")
    return target.getvalue()


def repacked(file: bytes, change: Callable[[bytes], bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(file)) as before, zipfile.ZipFile(target, "w") as after:
        for name in before.namelist():
            after.writestr(name, change(before.read(name)) if "sheet1" in name else before.read(name))
    return target.getvalue()
