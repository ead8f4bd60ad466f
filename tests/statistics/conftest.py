import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from prevention.extensions import db
from prevention.statistics.models import StatisticValue

TWINS = Path(__file__).parent / "twins"
NORTH, FREE = "99010001_gr.json", "99010002_gr.json"
ELIGIBLE, MERIT = "ratioOfPupils9thGradeEligibleForNationalProgramYR", "averageGradesMeritRating9thGrade"
Import = Callable[..., dict[str, Any]]


class Files:
    """A copy of the hand-made answers to damage: those of the cast's two schools."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, name: str, edit: Callable[[dict[str, Any]], object]) -> None:
        """Edit the body of an answer."""
        document = json.loads((self.folder / name).read_text(encoding="utf-8"))
        edit(document["body"])
        (self.folder / name).write_text(json.dumps(document), encoding="utf-8")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    shutil.copytree(TWINS, tmp_path / "statistics")
    return Files(tmp_path / "statistics")


@pytest.fixture
def run(app: Flask, session: object) -> Callable[..., Result]:
    """Run a command as people do."""

    def invoke(*arguments: object) -> Result:
        result = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def import_json(run: Callable[..., Result]) -> Import:
    """Import and return the one JSON line; the exit code tells whether anything was rejected."""

    def invoke(*arguments: object) -> dict[str, Any]:
        result = run("statistics", "import", *arguments, "--json")
        assert result.stdout.count("\n") == 1
        report: dict[str, Any] = json.loads(result.stdout)
        assert result.exit_code == (1 if report["rejected"] else 0)
        return report

    return invoke


def counts(report: dict[str, Any]) -> tuple[int, ...]:
    return tuple(report[key] for key in ("created", "updated", "unchanged", "rejected"))


def stored() -> dict[tuple[str, str], tuple[str, str, float | None]]:
    """Return what stands of all schools: (measure, period) to kind, text and number; of two schools the last read."""
    rows = db.session.scalars(select(StatisticValue).order_by(StatisticValue.text))
    return {(row.measure, row.period): (row.kind.value, row.text, row.number) for row in rows}


def told_by(answer: Path) -> dict[tuple[str, str], str]:
    """Return what an answer tells, read with nothing but the JSON of it: (measure, period) to text."""
    body = json.loads(answer.read_text(encoding="utf-8"))["body"]
    return {
        (measure, entry["timePeriod"]): entry["value"]
        for measure, entries in body.items()
        if isinstance(entries, list)
        for entry in entries
        if entry["timePeriod"]
    }
