"""Looking for viruses with clamd, where one is configured: its INSTREAM command over a socket."""

import socket
from collections.abc import Iterator

from flask import current_app

PATIENCE = 30.0  # seconds
CHUNK = 64 * 1024


class VirusFound(Exception):
    """The scanner knows it. What it is called stays in its own log."""


class ScannerAway(Exception):
    """No answer that says whether it is clean, so nothing is let through."""


def scan(body: bytes) -> bool:
    """Return whether it was looked at: False where no scanner is configured.

    :raises VirusFound: as it says.
    :raises ScannerAway: for no answer or one that is no verdict.
    """
    place = current_app.config["CLAMD"]
    if not place:
        return False
    try:
        verdict = ask(place, body)
    except OSError as error:
        raise ScannerAway from error
    if verdict.endswith(b" FOUND"):
        raise VirusFound
    if verdict != b"stream: OK":
        raise ScannerAway
    return True


def ask(place: str, body: bytes) -> bytes:
    with connected(place) as server:
        server.sendall(b"zINSTREAM\0")
        for chunk in chunks(body):
            server.sendall(len(chunk).to_bytes(4, "big") + chunk)
        answer = b""
        while not answer.endswith(b"\0") and (more := server.recv(CHUNK)):
            answer += more
    return answer.rstrip(b"\0\n")


def chunks(body: bytes) -> Iterator[bytes]:
    """Yield the pieces and the empty one that ends them."""
    for start in range(0, len(body), CHUNK):
        yield body[start : start + CHUNK]
    yield b""


def connected(place: str) -> socket.socket:
    """Connect to `host:port` or to the path of a socket."""
    if "/" not in place:
        host, _colon, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), PATIENCE)
    server = socket.socket(socket.AF_UNIX)
    server.settimeout(PATIENCE)
    server.connect(place)
    return server
