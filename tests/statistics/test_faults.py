"""What cannot be used is named with file, field and reason; nothing of that file is stored, and the rest is."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from prevention.extensions import db
from prevention.import_report import silent
from prevention.statistics.models import StatisticValue
from prevention.statistics.storing import import_statistics
from tests.authority import Files, Import
from tests.world import World

from .conftest import ELIGIBLE, FREE, MERIT, NORTH, TWINS, counts


def entry(value: object, kind: object = "EXISTS", period: object = "2024/25") -> list[dict[str, object]]:
    return [{"value": value, "valueType": kind, "timePeriod": period}]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (entry("23O,5"), f"has {MERIT} for 2024/25 with value '23O,5' and valueType 'EXISTS'"),
        (entry("230.5"), "which is no form we know"),
        (entry(230.5), "which is no form we know"),
        (entry("ungefär 230"), "which is no form we know"),
        (entry("230,5", "ESTIMATED"), "valueType 'ESTIMATED', which is no form we know"),
        (entry("..", "EXISTS"), "which is no form we know"),
        (entry("230,5", "MISSING"), "which is no form we know"),
        (entry("1" * 21), "which is no form we know"),
        (entry("230,5", period="2024"), f"has {MERIT} with timePeriod '2024', which is no school year"),
        (entry("230,5", period="2024/26"), "which is no school year"),
        (entry("230,5", period=None), "which is no school year"),
        (entry("230,5") * 2, f"has {MERIT} twice for 2024/25"),
        ("230,5", f"has {MERIT} that is no list of objects"),
        (["230,5"], f"has {MERIT} that is no list of objects"),
    ],
)
def test_a_value_in_no_form_we_know(
    import_json: Import, files: Files, world: World, value: object, reason: str
) -> None:
    files.change(NORTH, lambda body: body.update({MERIT: value}))
    report = import_json(files.folder)
    assert counts(report) == (1, 0, 0, 1)
    assert report["rejections"][0]["file"] == NORTH
    assert reason in report["rejections"][0]["reason"]
    assert values_of(world.town.school) == 0
    assert values_of(world.town.other_school) == 4


def values_of(school: object) -> int:
    count = select(func.count()).select_from(StatisticValue).where(StatisticValue.school_id == school)
    return db.session.scalars(count).one()


def test_a_field_that_is_no_measure(import_json: Import, files: Files) -> None:
    files.change(NORTH, lambda body: body.update({"merit rating": []}))
    assert "'merit rating', which is no name of a measure" in import_json(files.folder)["rejections"][0]["reason"]


def test_an_answer_about_another_school(import_json: Import, files: Files) -> None:
    files.change(NORTH, lambda body: body.update(schoolUnit="99010002"))
    report = import_json(files.folder)
    assert report["rejections"] == [{"file": NORTH, "reason": "is about the unit 99010002"}]


def test_a_school_that_is_not_here(import_json: Import, files: Files) -> None:
    (files.folder / NORTH).rename(files.folder / "99019999_gr.json")
    report = import_json(files.folder)
    assert report["rejections"][0]["file"] == "99019999_gr.json"
    assert "no school here. Import the schools first" in report["rejections"][0]["reason"]


def test_a_file_of_another_name(import_json: Import, files: Files) -> None:
    (files.folder / NORTH).rename(files.folder / "99010001_gy.json")
    assert "is not named as statistics of a school" in import_json(files.folder)["rejections"][0]["reason"]


def test_a_faulty_file_leaves_what_stood_before(import_json: Import, files: Files, world: World) -> None:
    import_json(files.folder)
    before = values_of(world.town.school)
    files.change(NORTH, lambda body: body.update({ELIGIBLE: entry("99,9"), MERIT: entry("?")}))
    assert counts(import_json(files.folder)) == (0, 0, 1, 1)
    texts = select(StatisticValue.text).where(
        StatisticValue.school_id == world.town.school, StatisticValue.measure == ELIGIBLE
    )
    assert values_of(world.town.school) == before
    assert "99,9" not in set(db.session.scalars(texts))


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_a_source_that_cannot_be_read_changes_nothing(run: Callable[..., Result], tmp_path: Path, place: str) -> None:
    (tmp_path / "empty").mkdir()
    result = run("statistics", "import", tmp_path / place, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert place in result.stderr


@given(
    file=st.sampled_from([NORTH, FREE]),
    place=st.floats(0, 1, exclude_max=True),
    cut=st.integers(0, 200),
    put=st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b"{", b"}", b"null", b"0", b"\\u0000", b"\\ud800"])),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_bytes(session: object, world: World, file: str, place: float, cut: int, put: bytes) -> None:
    """Never a traceback, never half a school; the other one stands whole."""
    with tempfile.TemporaryDirectory() as folder:
        for path in TWINS.glob("*.json"):
            content = path.read_bytes()
            at = int(place * len(content))
            damaged = content[:at] + put + content[at + cut :] if path.name == file else content
            (Path(folder) / path.name).write_bytes(damaged)
        trial = db.session.begin_nested()
        report = import_statistics(folder, silent)
        db.session.flush()
        rejected: dict[str, Any] = {one.file: one.reason for one in report.rejections}
        assert rejected.keys() <= {file}
        schools = {NORTH: world.town.school, FREE: world.town.other_school}
        assert all((values_of(school) > 0) == (name not in rejected) for name, school in schools.items())
        trial.rollback()
