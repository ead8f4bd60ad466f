"""The service as it answers: a real server on this machine that serves the hand-made answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result

from tests.authority import Answers, Import, serving

from .conftest import TWINS, counts, stored


class Statistics(Answers):
    """Serves /v4/school-units/CODE/statistics/gr."""

    def file_at(self, address: str) -> Path | None:
        *before, code, _statistics, form = address.split("/")
        return TWINS / f"{code}_{form}.json" if before == ["", "v4", "school-units"] else None


@pytest.fixture
def service() -> Iterator[str]:
    with serving(Statistics) as address:
        yield address


def test_each_school_that_is_here_is_asked_for(service: str, import_json: Import) -> None:
    """Those of the other municipality have no statistics there, which is no fault."""
    assert counts(import_json(service)) == (2, 0, 0, 0)
    assert counts(import_json(f"{service}/v4/")) == (0, 0, 2, 0)


def test_a_service_that_breaks_off_changes_nothing(
    service: str, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Statistics, "broken", "99010002")
    result = run("statistics", "import", service, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "99010002" in result.stderr and "503" in result.stderr
    assert stored() == {}
