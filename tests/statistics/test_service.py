"""The service as it answers: a real server on this machine that serves the hand-made answers."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import Result

from tests.organisations.test_import_service import MEDIA_TYPE

from .conftest import TWINS, Import, counts, stored


class Answers(BaseHTTPRequestHandler):
    """Serves /planned-educations/v4/school-units/CODE/statistics/gr."""

    broken = ""

    def do_GET(self) -> None:
        *before, code, _statistics, form = self.path.split("/")
        path = TWINS / f"{code}_{form}.json"
        if self.headers["Accept"] != MEDIA_TYPE:
            return self.send_error(406)
        if self.broken == code:
            return self.send_error(503)
        if before != ["", "planned-educations", "v4", "school-units"] or not path.is_file():
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


def test_each_school_that_is_here_is_asked_for(service: str, import_json: Import) -> None:
    """Those of the other municipality have no statistics there, which is no fault."""
    assert counts(import_json(service)) == (2, 0, 0, 0)
    assert counts(import_json(f"{service}/v4/")) == (0, 0, 2, 0)


def test_a_service_that_breaks_off_changes_nothing(
    service: str, run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answers, "broken", "99010002")
    result = run("statistics", "import", service, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "99010002" in result.stderr and "503" in result.stderr
    assert stored() == {}
