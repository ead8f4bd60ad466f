"""From bytes to lines of text, whatever program wrote them. A CSV is streamed; an XLSX is unpacked by its reader."""

import codecs
import csv
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from typing import BinaryIO

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

from prevention.formats import gettext

from .extent import is_too_wide

Line = tuple[int, list[str]]  # the row as the spreadsheet numbers it, and its cells
Cell = str | float | bool | time | date | datetime | timedelta

BLOCK = 1 << 16
MOST_UNPACKED = 64 << 20  # bytes of an XLSX when unpacked: a small file may hide a huge one
XLSX_PART = "xl/workbook.xml"
PARTS_OF_OTHERS = {"content.xml", "xl/workbook.bin"}  # ODS and XLSB: the reader would take them, unmeasured
DELIMITERS = ";,\t"
OTHER_KINDS = {
    b"%PDF": "PDF",
    b"\xd0\xcf\x11\xe0": "XLS",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"{\\rtf": "RTF",
}


class NotReadable(ValueError):
    """The file as a whole cannot be read; the message is a sentence that says what to do."""


def lines_of(source: BinaryIO) -> Iterator[Line]:
    """Return the rows that hold anything, with their numbers.

    :raises NotReadable: at once for a file of another kind, and on the way for a damaged one.
    """
    start = source.read(BLOCK)
    source.seek(0)
    if not start.strip():
        raise NotReadable(gettext("The file is empty."))
    for mark, kind in OTHER_KINDS.items():
        if start.startswith(mark):
            raise NotReadable(gettext("This is a file of the kind %(kind)s. Save it as XLSX or CSV.", kind=kind))
    if start.startswith(b"PK"):
        return xlsx_lines(source)
    if b"\0" in start:
        raise NotReadable(gettext("This is neither a spreadsheet nor a text. Save it as XLSX or as CSV in UTF-8."))
    return csv_lines(source)


def csv_lines(source: BinaryIO) -> Iterator[Line]:
    with TextIOWrapper(source, encoding_of(source), errors="replace", newline="") as text:
        heading = text.readline()
        text.seek(0)
        reader = csv.reader(text, delimiter=max(DELIMITERS, key=heading.count), strict=True)
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield reader.line_num, [cell.strip() for cell in cells]
        except csv.Error:
            row = reader.line_num
            raise NotReadable(
                gettext("Row %(row)s cannot be read: look for a quotation mark too many.", row=row)
            ) from None


def encoding_of(source: BinaryIO) -> str:
    """Return UTF-8 where every byte fits it, else Windows-1252, which old Excel writes."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while block := source.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        source.seek(0)
    return "utf-8-sig"


def xlsx_lines(source: BinaryIO) -> Iterator[Line]:
    refuse_what_hides_more(source)
    try:
        workbook = CalamineWorkbook.from_filelike(source)
        names = [one.name for one in workbook.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        sheet = workbook.get_sheet_by_name(names[0])
        rows = enumerate(sheet.iter_rows(), (sheet.start or (0, 0))[0] + 1)
    except (CalamineError, IndexError, OSError, ValueError):
        raise damaged() from None
    for number, cells in rows:
        texts = [as_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def refuse_what_hides_more(source: BinaryIO) -> None:
    """Unpack once to count: the sizes a file states of itself may lie, and then its checksums do not fit."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
            unpacked = sum(one.file_size for one in parts)
            too_large = unpacked > MOST_UNPACKED or any(is_too_wide(archive.read(one)) for one in parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, zlib.error):
        raise damaged() from None
    if too_large:
        raise NotReadable(gettext("The file is too large when unpacked. Save it as CSV."))
    names = {one.filename.lower() for one in parts}
    if XLSX_PART not in names or names & PARTS_OF_OTHERS:
        raise damaged()
    source.seek(0)


def damaged() -> NotReadable:
    return NotReadable(gettext("The file is damaged, or is no XLSX file. Open it in Excel and save it as XLSX or CSV."))


def as_text(cell: Cell) -> str:
    """Return what a person sees in the cell: numbers of pupils are stored as 24.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()
