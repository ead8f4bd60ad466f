"""The service as it answers: a real server on this machine that serves the hand-made register."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import Result

from tests.authority import Answers, Import, serving

from .conftest import TWINS, counts, imported

UNITS = "/v4/school-units"


class Units(Answers):
    """Serves /v4/school-units in pages of three, and each unit."""

    def file_at(self, address: str) -> Path | None:
        path, asked = urlsplit(address).path, parse_qs(urlsplit(address).query)
        if not path.startswith(UNITS):
            return None
        if name := path.removeprefix(UNITS).strip("/"):
            return TWINS / f"school-units/{name}.json"
        (code,), (number,) = asked.get("geographicalAreaCode", ["9903"]), asked.get("page", ["0"])
        return TWINS / f"school-units_{code}_page{number}.json"


@pytest.fixture
def service() -> Iterator[str]:
    with serving(Units) as address:
        yield address


def test_reads_all_pages_and_details(service: str, import_json: Import) -> None:
    chosen = ("--municipality", "9903", "--municipality", "9904")
    assert counts(import_json(service, *chosen)) == (7, 0, 0, 0, 0)
    assert counts(import_json(f"{service}/v4/", *chosen)) == (0, 0, 7, 0, 0)
    assert imported()["99030103"].latitude == 58.2
    assert imported()["99030105"].latitude is None  # the service has no details of it


def test_without_choice_all_it_lists(service: str, import_json: Import) -> None:
    assert counts(import_json(service)) == (5, 0, 0, 0, 0)


@pytest.mark.parametrize("broken", ["page=1", "school-units/99030102"])
def test_a_service_that_breaks_off_changes_nothing(
    broken: str, service: str, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Units, "broken", broken)
    result = run("schools", "import", service, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert broken in result.stderr and "503" in result.stderr
    assert imported() == {}


def test_a_wrong_address_is_told(service: str, run: Callable[..., Result]) -> None:
    result = run("schools", "import", f"{service}/elsewhere")
    assert result.exit_code == 2 and "before /v4" in result.stderr


def test_nobody_answers(run: Callable[..., Result]) -> None:
    result = run("schools", "import", "http://127.0.0.1:9/planned-educations")
    assert result.exit_code == 2 and "cannot be reached" in result.stderr


def test_pages_that_are_not_read_are_missed(service: str, import_json: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prevention.organisations.register.sources.MOST_PAGES", 1)
    report = import_json(service)
    assert report["rejected"] == 1 and "counts 2 pages, 1 are here" in json.dumps(report)
