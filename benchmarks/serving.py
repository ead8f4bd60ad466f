"""Servers under load: gunicorn as in production, plain sync workers, on a free port of the loopback."""

import http.client
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 30.0


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def fetch(self, path: str, cookie: str = "") -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, content

    def peak_memory(self) -> float:
        """Return the highest resident memory of any worker so far, in MB."""
        return max(peak_of(pid) for pid in children(self.pid))


@contextmanager
def serving(application: str, environ: Mapping[str, str], workers: int = 1) -> Iterator[Server]:
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", str(workers)]
    command += ["--log-level", "warning", application]
    process = subprocess.Popen(command, cwd=ROOT, env=dict(environ))
    try:
        wait_until_open(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait for the workers: gunicorn listens before they can answer, so a whole answer is asked for."""
    until = time.monotonic() + START_WITHIN
    while time.monotonic() < until and process.poll() is None:
        try:
            Server(port, process.pid).fetch("/")
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
