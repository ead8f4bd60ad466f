"""Whatever bytes come, the import answers with a sentence; what is right goes in as it was."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from prevention.classes.importing.checking import RosterCheck, RosterLine, School, Year
from prevention.classes.importing.columns import BadHeading, Column
from prevention.classes.importing.reading import NotReadable
from prevention.classes.importing.roster_file import open_roster

from .rosters import HEADINGS, csv_of, xlsx_of

SCHOOL = School(uuid4(), "Skolan", (), None)
YEAR = Year(UUID(int=1), "2026/27", date(2026, 8, 17), date(2027, 6, 11))
GRADES = ("F", "1", "7", "9", "gy1")
NO_ROSTER = (NotReadable, BadHeading)
relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(autouse=True)
def in_app(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def check() -> RosterCheck:
    return RosterCheck({"99010001": SCHOOL}, {"2026/27": YEAR}, date(2026, 11, 18))


def read(content: bytes) -> tuple[RosterCheck, list[RosterLine]]:
    one = check()
    return one, [line for row, cells in open_roster(BytesIO(content)).rows if (line := one.line(row, cells))]


names = st.text(st.characters(codec="cp1252", categories=("L", "N", "P", "S")), min_size=1, max_size=12)
roster = st.lists(
    st.tuples(names, st.sampled_from(GRADES), st.integers(0, 500)),
    min_size=1,
    max_size=20,
    unique_by=lambda row: row[0].casefold(),
)


def plain(name: str) -> bool:
    """Leave out what CSV quotes or a spreadsheet would take for a formula or a date: other tests have those."""
    return not any(character in name for character in "\"';,\t=+-@:#{")


@relaxed
@given(rows=roster, delimiter=st.sampled_from(";,\t"), encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]))
def test_csv_comes_out_as_it_went_in(rows: list[tuple[str, str, int]], delimiter: str, encoding: str) -> None:
    kept = [row for row in rows if plain(row[0])] or [("7A", "7", 1)]
    lines = [("99010001", "2026/27", *row) for row in kept]
    content = csv_of(*lines, delimiter=delimiter).encode(encoding)
    assume(encoding != "cp1252" or not reads_as_utf8(content))
    one, found = read(content)
    assert list(one.faults) == []
    assert [(line.name, line.grade, line.pupils) for line in found] == kept


def reads_as_utf8(content: bytes) -> bool:
    """Tell whether these bytes mean something in UTF-8 as well: then they are read so, as they most often are meant."""
    try:
        return not content.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return False


@relaxed
@given(rows=roster)
def test_xlsx_comes_out_as_it_went_in(rows: list[tuple[str, str, int]]) -> None:
    kept = [row for row in rows if plain(row[0])] or [("7A", "7", 1)]
    one, found = read(xlsx_of(*(("99010001", "2026/27", *row) for row in kept)))
    assert list(one.faults) == []
    assert [(line.name, line.grade, line.pupils) for line in found] == kept


@relaxed
@given(content=st.binary(max_size=400))
def test_any_bytes_are_answered(content: bytes) -> None:
    try:
        read(content)
    except NO_ROSTER as fault:
        assert str(fault).endswith(".")


@relaxed
@given(content=st.binary(max_size=400))
def test_any_bytes_under_right_headings_are_answered(content: bytes) -> None:
    try:
        one, found = read(";".join(HEADINGS).encode() + b"\n" + content)
    except NO_ROSTER:
        return
    assert one.faults or found


SOUND = xlsx_of(*(("99010001", "2026/27", f"K{number}", "7", number) for number in range(30)))


@relaxed
@given(at=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_spreadsheet_is_answered(at: int, byte: int, cut: bool) -> None:
    content = SOUND[:at] if cut else SOUND[:at] + bytes([byte]) + SOUND[at + 1 :]
    with suppress(*NO_ROSTER):
        read(content)


@relaxed
@given(cells=st.lists(st.text(max_size=60), min_size=5, max_size=5))
def test_a_line_is_right_or_each_fault_is_told(cells: list[str]) -> None:
    one = check()
    line = one.line(2, dict(zip(Column, cells, strict=True)))
    assert (line is None) == bool(one.faults)
    for fault in one.faults:
        assert fault.rows == "2"
        assert fault.expected
