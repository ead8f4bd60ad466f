"""The service as it answers: a real server on this machine that serves the hand-made register."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import Result

from .conftest import TWINS, Import, counts, imported

MEDIA_TYPE = "application/vnd.skolverket.plannededucations.api.v4.hal+json"


class Answers(BaseHTTPRequestHandler):
    """Serves /planned-educations/v4/school-units in pages of three, and each unit."""

    broken = ""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = {key: values[0] for key, values in parse_qs(address.query).items()}
        if self.headers["Accept"] != MEDIA_TYPE:
            return self.send_error(406)
        if self.broken and self.broken in self.path:
            return self.send_error(503)
        name = address.path.removeprefix("/planned-educations/v4/school-units").strip("/")
        code, number = asked.get("geographicalAreaCode", "9903"), asked.get("page", "0")
        path = TWINS / (f"school-units/{name}.json" if name else f"school-units_{code}_page{number}.json")
        if not address.path.startswith("/planned-educations/v4/") or not path.is_file():
            return self.send_error(404)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(path.read_bytes())
        return None

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/planned-educations"
    server.shutdown()
    thread.join()
    server.server_close()


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
    monkeypatch.setattr(Answers, "broken", broken)
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
