"""Files with bytes cut out, put in or turned: never a traceback, never half a school."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prevention.extensions import db
from prevention.organisations.actions import found_municipality
from prevention.organisations.register.sources import Folder
from prevention.organisations.register.storing import import_schools, values_of
from prevention.organisations.register.units import Unit, listed_unit, with_details

from .conftest import TWINS, imported

FILES = sorted(path.relative_to(TWINS).as_posix() for path in TWINS.rglob("*.json"))


def sound_units() -> dict[str, Unit]:
    folder = Folder(TWINS)
    entries = [entry for pages in folder.lists() for page in pages for entry in units_of(page.body())]
    units = [listed_unit(entry) for entry in entries]
    answers = {unit.code: folder.details(unit.code) for unit in units}
    return {unit.code: with_details(unit, answer) if (answer := answers[unit.code]) else unit for unit in units}


def units_of(body: dict[str, Any]) -> list[dict[str, Any]]:
    units: list[dict[str, Any]] = body["_embedded"]["listedSchoolUnits"]
    return units


SOUND = sound_units()


@given(
    file=st.sampled_from(FILES),
    place=st.floats(0, 1, exclude_max=True),
    cut=st.integers(0, 400),
    put=st.one_of(st.binary(max_size=8), st.sampled_from([b'"', b"{", b"}", b"null", b"0", b"\\u0000", b"\\ud800"])),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_bytes(session: object, file: str, place: float, cut: int, put: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(TWINS, folder, dirs_exist_ok=True)
        path = Path(folder) / file
        content = path.read_bytes()
        at = int(place * len(content))
        path.write_bytes(content[:at] + put + content[at + cut :])
        trial = db.session.begin_nested()
        for code in ("9903", "9904"):
            found_municipality(code, f"Kommun {code}")
        report = import_schools(Folder(Path(folder)), frozenset(), lambda _number, _total: None)
        db.session.flush()
        check_whole(file, report.as_json())
        trial.rollback()


def check_whole(file: str, report: dict[str, Any]) -> None:
    stored = imported()
    assert report["closed"] == 0
    assert all(one["file"] and one["reason"] for one in report["rejections"])
    touched = file.removeprefix("school-units/").removesuffix(".json")
    for code, unit in SOUND.items():
        if "page" not in file and code != touched:
            assert code in stored
        if code in stored and "page" not in file and code != touched:
            assert {key: getattr(stored[code], key) for key in values_of(unit)} == values_of(unit)
    for one in stored.values():
        assert (one.name and one.offers and one.code in SOUND) or "page" in file
