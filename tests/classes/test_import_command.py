"""`prevention classes import`: for rosters that are too large for a form."""

import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from prevention.audit.models import AuditEvent
from prevention.classes.models import SchoolClass
from prevention.extensions import db

from .rosters import csv_of, xlsx_of

SCHOOL = "99010001"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["classes", "import", "--municipality", "9901", *arguments])


def rows(count: int) -> list[tuple[str, ...]]:
    return [(SCHOOL, "2026/27", f"K{number}", "8", "20") for number in range(count)]


def test_imports_more_than_a_chunk(app: Flask, session: object, tmp_path: Path) -> None:
    path = tmp_path / "klasser.csv"
    path.write_text(csv_of(*rows(2500)))
    result = run(app, str(path), "--json")
    assert result.exit_code == 0, result.output
    counts = json.loads(result.stdout)
    assert (counts["created"], counts["changed"], counts["unchanged"]) == (2500, 0, 0)
    assert db.session.query(SchoolClass).filter(SchoolClass.name.like("K%")).count() == 2500
    assert db.session.query(AuditEvent).filter_by(event="classes.imported").count() == 1
    assert json.loads(run(app, str(path), "--json").stdout)["unchanged"] == 2500


def test_a_fault_in_the_last_row_stores_nothing(app: Flask, session: object, tmp_path: Path) -> None:
    path = tmp_path / "klasser.csv"
    path.write_text(csv_of(*rows(1500), (SCHOOL, "2026/27", "K1", "8", "20"), ("x", "2026/27", "K1", "8", "20")))
    result = run(app, str(path), "--json")
    assert result.exit_code == 1
    faults = json.loads(result.stdout)["faults"]
    assert [(fault["rows"], fault["column"]) for fault in faults] == [("1502", "class"), ("1503", "school_unit_code")]
    db.session.rollback()
    assert db.session.query(SchoolClass).filter(SchoolClass.name.like("K%")).count() == 0


def test_says_the_faults_in_words(app: Flask, session: object, tmp_path: Path) -> None:
    path = tmp_path / "klasser.xlsx"
    path.write_bytes(xlsx_of((SCHOOL, "2026/27", "8A", "8", -1), (SCHOOL, "2026/27", "8B", "8", -1)))
    result = run(app, str(path))
    assert result.exit_code == 1
    assert "Row 2–3, pupils: “-1”, expected: a whole number from 0 to 500" in result.output
    assert "2 faults. Nothing was imported." in result.output


def test_the_words_name_the_column_as_the_file_does_and_scripts_get_the_code(
    app: Flask, session: object, tmp_path: Path
) -> None:
    path = tmp_path / "klasser.csv"
    headings = ("Skolenhetskod", "Läsår", "Klass", "Årskurs", "Elever")
    path.write_text(csv_of((SCHOOL, "2026/27", "8A", "8", -1), headings=headings))
    assert "Row 2, Elever: “-1”" in run(app, str(path)).output
    assert json.loads(run(app, str(path), "--json").stdout)["faults"][0]["column"] == "pupils"


def test_a_warning_is_said_and_stops_nothing(app: Flask, session: object, tmp_path: Path) -> None:
    path = tmp_path / "klasser.csv"
    path.write_text(csv_of((SCHOOL, "2026/27", "4A", "4", "20")))
    result = run(app, str(path))
    assert result.exit_code == 0
    assert "Warning: Row 2, grade: “4”" in result.output
    assert "1 created, 0 changed, 0 unchanged" in result.output


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"no;headings\n1;2\n"])
def test_a_file_that_is_no_roster(app: Flask, session: object, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "klasser.csv"
    path.write_bytes(content)
    assert run(app, str(path)).exit_code == 2


def test_asks_which_municipality_where_there_are_several(app: Flask, session: object, tmp_path: Path) -> None:
    path = tmp_path / "klasser.csv"
    path.write_text(csv_of(*rows(1)))
    result = app.test_cli_runner().invoke(args=["classes", "import", str(path)])
    assert result.exit_code == 1
    assert "--municipality" in result.output
    unknown = app.test_cli_runner().invoke(args=["classes", "import", "--municipality", "0000", str(path)])
    assert "There is no municipality 0000" in unknown.output
