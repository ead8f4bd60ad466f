"""What the school authority answers: files to damage, a server on this machine that gives them out, their import."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

MEDIA_TYPE = "application/vnd.skolverket.plannededucations.api.v4.hal+json"
Import = Callable[..., dict[str, Any]]


class Files:
    """A copy of hand-made answers to damage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, name: str, edit: Callable[[dict[str, Any]], object]) -> None:
        """Edit the body of an answer."""
        path = self.folder / name
        document = json.loads(path.read_text(encoding="utf-8"))
        edit(document["body"])
        path.write_text(json.dumps(document), encoding="utf-8")


class Answers(BaseHTTPRequestHandler):
    """Gives out a file for each address that a room knows. An address with `broken` in it fails."""

    broken = ""

    def file_at(self, address: str) -> Path | None:
        """Return the file for what stands after /planned-educations, if there can be one."""
        raise NotImplementedError

    def do_GET(self) -> None:
        path = self.file_at(self.path.removeprefix("/planned-educations"))
        if self.headers["Accept"] != MEDIA_TYPE:
            return self.send_error(406)
        if self.broken and self.broken in self.path:
            return self.send_error(503)
        if not path or not path.is_file():
            return self.send_error(404)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(path.read_bytes())
        return None

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serving(answers: type[Answers]) -> Iterator[str]:
    """Serve on a free port, past any proxy, and yield the address that the commands are given."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            patch.delenv(name, raising=False)
        yield f"http://127.0.0.1:{server.server_address[1]}/planned-educations"
    server.shutdown()
    thread.join()
    server.server_close()


def importer(run: Callable[..., Result], room: str) -> Import:
    """Import and return the one JSON line; the exit code tells whether anything was rejected."""

    def invoke(*arguments: object) -> dict[str, Any]:
        result = run(room, "import", *arguments, "--json")
        assert result.stdout.count("\n") == 1
        report: dict[str, Any] = json.loads(result.stdout)
        assert result.exit_code == (1 if report["rejected"] else 0)
        return report

    return invoke
