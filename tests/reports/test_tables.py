"""The rows of classes as CSV and XLSX: typed, never a formula, and the same as the coverage page counts."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from prevention.access.permissions import Permission
from prevention.accounts.session import find
from prevention.classes.models import SchoolClass
from prevention.coverage.figures import CoverageRow, total
from prevention.coverage.queries import per_school, years_of
from prevention.extensions import db
from prevention.reports.class_rows import class_rows
from prevention.reports.contents import gather, selected, year_named
from prevention.reports.data import ClassRow
from prevention.reports.models import ReportKind
from tests.client import PageClient
from tests.coverage.reading import LESSON_COLUMNS
from tests.coverage.towns import Town, build, towns
from tests.world import World

from .asking import file_of, of_municipality, of_school

Run = Callable[[], None]


def sheets(content: bytes) -> list[list[Any]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return [list(book.get_sheet_by_index(place).to_python()) for place in range(3)]


def lines(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_each_class_has_a_row(administrator: PageClient, world: World, run_jobs: Run) -> None:
    rows = lines(file_of(administrator, run_jobs, of_municipality(world.town.municipality), "csv"))
    assert [row[:6] for row in rows[1:]] == [
        ["99010002", "Almköpings friskola", "", "7C", "7", "MVP högstadiet"],
        ["99010001", "Almköpings norra skola", "Almköping norra", "7A", "7", "MVP högstadiet"],
        ["99010001", "Almköpings norra skola", "Almköping norra", "7B", "7", "MVP högstadiet"],
    ]
    assert rows[2][6:] == ["1", "0", "24", "24", "4", "1", "0", "0", "1", "2", "0", "0,2500"]


def test_a_principal_gets_the_classes_of_their_school(principal: PageClient, world: World, run_jobs: Run) -> None:
    rows = lines(file_of(principal, run_jobs, of_school(world.town.school), "csv"))
    assert [row[3] for row in rows[1:]] == ["7A", "7B"]


def test_the_sheet_is_typed_and_explained(administrator: PageClient, world: World, run_jobs: Run) -> None:
    figures, dictionary, about = sheets(
        file_of(administrator, run_jobs, of_municipality(world.town.municipality), "xlsx")
    )
    assert figures[2][:7] == ["99010001", "Almköpings norra skola", "Almköping norra", "7A", "7", "MVP högstadiet", 1.0]
    assert figures[2][-1] == 0.25
    assert [row[0] for row in dictionary[1:]] == figures[0]
    assert all(row[1] and row[3] for row in dictionary)
    assert ["Läsår", "2026/27"] in about


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "@SUM(A1)", "+1", "http://example.invalid"])
def test_a_class_is_never_a_formula(administrator: PageClient, world: World, run_jobs: Run, name: str) -> None:
    db.session.execute(update(SchoolClass).values(name=name).where(SchoolClass.id == world.class_7c.school_class))
    address = of_municipality(world.town.municipality)
    assert sheets(file_of(administrator, run_jobs, address, "xlsx"))[0][1][3] == name
    written = lines(file_of(administrator, run_jobs, address, "csv"))[1][3]
    assert written == (name if name.startswith("http") else f"'{name}")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(towns)
def test_reports_add_up_to_what_coverage_says(session: object, town: Town) -> None:
    """In rows of classes, sections of schools, programmes and the whole: the six states are all expected lessons."""
    with db.session.begin_nested() as savepoint:
        built = build(town)
        who = find(built.administrator)
        assert who is not None
        year = year_named(years_of(who.actor.municipality_id))
        assert year is not None
        assert who.actor.everywhere(Permission.COVERAGE_READ)
        selection = selected(who.actor, None, year)
        told = total(per_school(selection))
        contents = gather(who.actor, "Slumpköping", ReportKind.MUNICIPALITY, year)
        council = gather(who.actor, "Slumpköping", ReportKind.COUNCIL, year)
        levels = [
            contents.total,
            total(contents.programmes),
            total(row for part in contents.parts for row in part.programmes),
            total(as_coverage(row) for part in contents.parts for row in part.classes),
            total(map(as_coverage, class_rows(selection))),
            total(trend.years[-1] for trend in council.trends),
        ]
        savepoint.rollback()
    assert levels == [told] * len(levels)


def as_coverage(row: ClassRow) -> CoverageRow:
    return CoverageRow(row.id, row.name, row.figures)


def test_columns_are_those_of_coverage(administrator: PageClient, world: World, run_jobs: Run) -> None:
    heading = lines(file_of(administrator, run_jobs, of_municipality(world.town.municipality), "csv"))[0]
    assert [name for name in heading if name in LESSON_COLUMNS] == list(LESSON_COLUMNS)
