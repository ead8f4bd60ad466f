"""Load: requests a second of one page, by `wrk` where it is installed, else by two threads of our own."""

import re
import shutil
import subprocess
import threading
import time

from .serving import Server

CONNECTIONS = 4


def requests_a_second(server: Server, path: str, cookie: str = "", seconds: int = 3) -> float:
    """Return how many requests a second are answered with 200.

    :raises RuntimeError: when the page answers anything else: the speed of an error page says nothing.
    """
    answer = server.fetch(path, cookie)
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}: {answer.content[:200]!r}")
    return by_wrk(server, path, cookie, seconds) if shutil.which("wrk") else by_threads(server, path, cookie, seconds)


def by_wrk(server: Server, path: str, cookie: str, seconds: int) -> float:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", f"Cookie: {cookie}"]
    command.append(f"http://127.0.0.1:{server.port}{path}")
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if refused := re.search(r"Non-2xx or 3xx responses: (\d+)", told):
        raise RuntimeError(f"{path}: {refused[1]} answers were errors")
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if found is None:
        raise RuntimeError(told)
    return float(found[1])


def by_threads(server: Server, path: str, cookie: str, seconds: int) -> float:
    until = time.monotonic() + seconds
    counts = [0, 0]

    def ask(number: int) -> None:
        while time.monotonic() < until:
            counts[number] += server.fetch(path, cookie).status == 200

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(counts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
