"""Servers under load: gunicorn as in production with one plain sync worker, on a free port of the loopback."""

import http.client
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 30.0


@dataclass(frozen=True)
class Answer:
    """What came back; `cookie` is the one to send from now on."""

    status: int
    cookie: str
    content: bytes


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def fetch(self, path: str, cookie: str = "", form: Mapping[str, str] | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST" if form else "GET", path, urllib.parse.urlencode(form or {}), headers)
        answer = connection.getresponse()
        content, sent = answer.read(), answer.getheader("Set-Cookie", "")
        connection.close()
        return Answer(answer.status, sent.partition(";")[0] or cookie, content)

    def sign_in(self, email: str, password: str) -> str:
        """Sign in as a person does, and return the cookie."""
        page = self.fetch("/sign-in")
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.content.decode())
        if token is None:
            raise RuntimeError("The sign-in page has no token.")
        form = {"csrf_token": token[1], "email": email, "password": password}
        answer = self.fetch("/sign-in", page.cookie, form)
        if answer.status != 303:
            raise RuntimeError(f"Signing in answers {answer.status}.")
        return self.fetch("/help", answer.cookie).cookie

    def peak_memory(self) -> float:
        """Return the highest resident memory of any worker so far, in MB."""
        return max(peak_of(pid) for pid in children(self.pid))


@contextmanager
def serving(application: str, environ: Mapping[str, str], ready: str = "/") -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--log-level", "warning", application]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environ))
    try:
        wait_until_open(port, process, ready)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_open(port: int, process: subprocess.Popen[bytes], ready: str) -> None:
    """Wait for the workers: gunicorn listens before they can answer, so a whole answer is asked for."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            Server(port, process.pid).fetch(ready)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"The server on port {port} did not start.")


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def peak_of(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else 0.0
