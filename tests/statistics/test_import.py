"""Every form a value has in the source, and what becomes of it; again and again without a change."""

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.authority import Files, Import
from tests.world import World

from .conftest import ELIGIBLE, FREE, MERIT, NORTH, TWINS, counts, stored


def test_twice_the_second_time_changes_nothing(import_json: Import) -> None:
    assert import_json(TWINS) == {"created": 2, "updated": 0, "unchanged": 0, "rejected": 0, "rejections": []}
    before = stored()
    assert counts(import_json(TWINS)) == (0, 0, 2, 0)
    assert stored() == before


@pytest.mark.parametrize(
    ("measure", "period", "value"),
    [
        (MERIT, "2021/22", ("exact", "230,0", 230.0)),
        ("totalNumberOfPupils", "2025/26", ("about", "cirka 270", 270.0)),
        (ELIGIBLE, "2021/22", ("about", "~100", 100.0)),
        ("specialTeacherPositions", "2024/25", ("suppressed", "..", None)),
        ("specialEducatorsQuota", "2025/26", ("missing", ".", None)),
        ("ratioOfPupilsIn6thGradeWithAllSubjectsPassed", "", ("missing", "", None)),
        ("certifiedTeachersQuota", "2024/25", ("exact", "67,0", 67.0)),
    ],
)
def test_a_value_keeps_its_text_and_gets_its_kind(
    import_json: Import, files: Files, measure: str, period: str, value: tuple[str, str, float | None]
) -> None:
    (files.folder / FREE).unlink()
    import_json(files.folder)
    assert stored()[measure, period] == value


def test_teachers_that_are_not_counted(import_json: Import, files: Files) -> None:
    (files.folder / NORTH).unlink()
    import_json(files.folder)
    assert stored()["certifiedTeachersQuota", "2025/26"] == ("excluded", "*", None)


def test_what_changed_is_taken_over_and_what_left_the_source_stays(import_json: Import, files: Files) -> None:
    import_json(files.folder)

    def next_year(body: dict[str, Any]) -> None:
        body[MERIT] = [{"value": "240,5", "valueType": "EXISTS", "timePeriod": "2025/26"}]

    files.change(NORTH, next_year)
    assert counts(import_json(files.folder)) == (0, 1, 1, 0)
    assert stored()[MERIT, "2025/26"][1] == "240,5"
    assert stored()[MERIT, "2021/22"][1] == "230,0"
    assert counts(import_json(files.folder)) == (0, 0, 2, 0)


def test_a_measure_that_the_source_adds_comes_in_too(import_json: Import, files: Files) -> None:
    files.change(NORTH, lambda body: body.update(newMeasure=body[MERIT]))
    assert counts(import_json(files.folder)) == (2, 0, 0, 0)
    assert stored()["newMeasure", "2024/25"] == ("exact", "222,1", 222.1)


def test_the_folder_above_is_taken_too(import_json: Import, files: Files) -> None:
    assert counts(import_json(files.folder.parent)) == (2, 0, 0, 0)


def test_each_municipality_gets_one_event(import_json: Import, files: Files, world: World) -> None:
    db.session.get_one(Agency, world.town.other_school).municipality_id = world.other_town.municipality
    files.change(FREE, lambda body: body.update(schoolUnit="99010001"))
    import_json(files.folder)
    events = select(AuditEvent).where(AuditEvent.event == "statistics.imported")
    told = {event.object_id: event.details for event in db.session.scalars(events)}
    assert told == {
        world.town.municipality: {"created": 1, "updated": 0, "unchanged": 0, "rejected": 0},
        world.other_town.municipality: {"created": 0, "updated": 0, "unchanged": 0, "rejected": 1},
    }


def test_people_read_a_summary(run: Callable[..., Result], files: Files) -> None:
    result = run("statistics", "import", files.folder)
    assert result.stdout == "2 created, 0 updated, 0 unchanged, 0 rejected\n"
    assert result.stderr == "Reading statistics: 2 of 2\n"
