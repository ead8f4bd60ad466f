import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from prevention.extensions import db
from prevention.statistics.models import StatisticValue
from tests.authority import Files, Import, importer

TWINS = Path(__file__).parent / "twins"
NORTH, FREE = "99010001_gr.json", "99010002_gr.json"
ELIGIBLE, MERIT = "ratioOfPupils9thGradeEligibleForNationalProgramYR", "averageGradesMeritRating9thGrade"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """Return a copy of the answers for the cast's two schools."""
    shutil.copytree(TWINS, tmp_path / "statistics")
    return Files(tmp_path / "statistics")


@pytest.fixture
def import_json(run: Callable[..., Result]) -> Import:
    return importer(run, "statistics")


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
