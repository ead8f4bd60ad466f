"""PDF reports, each made by a process of its own: WeasyPrint's memory leaves with it, and it holds none of our keys."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from threading import Timer
from typing import Any

from flask import current_app, render_template

PRINTER = Path(__file__).with_name("printing.py")
KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "XDG_CACHE_HOME")  # what fonts need; no key, no database address
WITHIN_A_REQUEST = 25  # seconds, less than the server waits for a page


class Standard(StrEnum):
    READABLE = "pdf/ua-1"  # tagged, with language and title, readable by assistive technology
    ARCHIVE = "pdf/a-3a"  # the same, and it can be opened in fifty years: nothing stands outside the file


class NotPrinted(RuntimeError):
    """The process that makes the PDF failed or took too long."""


def render_pdf(template: str, seconds: int = WITHIN_A_REQUEST, **values: Any) -> bytes:
    """Return the template as PDF/UA-1.

    :param seconds: how long it may take; half a second goes to starting, and some 0.1 s to each page.
    :raises NotPrinted: when it takes longer, or fails. What the document says is in no message.
    """
    html = render_template(template, **values)
    try:
        done = subprocess.run(  # noqa: S603  our own script, the document on its standard input
            command(Standard.READABLE),
            input=html.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise NotPrinted(f"{template} took more than {seconds} s.") from None
    except subprocess.CalledProcessError as failed:
        raise NotPrinted(f"{template} ended with {failed.returncode}.") from None
    return done.stdout


def print_long(html: str, standard: Standard, seconds: int, on_page: Callable[[int], None]) -> bytes:
    """Return a document of many pages, and tell of each as it is laid out. For jobs: nobody waits for the answer.

    :raises NotPrinted: when it takes more than so many seconds, or fails.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(html.encode())
        given.seek(0)
        with subprocess.Popen(  # noqa: S603  our own script, the document on its standard input
            command(standard), stdin=given, stdout=made, stderr=subprocess.PIPE, env=environment(), text=True
        ) as process:
            patience = Timer(seconds, process.kill)
            patience.start()
            try:
                follow(process, on_page)
            finally:
                patience.cancel()
                process.kill()
        if process.returncode:
            raise NotPrinted(f"A long document ended with {process.returncode}.")
        made.seek(0)
        return made.read()


def follow(process: subprocess.Popen[str], on_page: Callable[[int], None]) -> None:
    for line in process.stderr or ():
        if line.strip().isdecimal():  # all else are remarks about the style sheet
            on_page(int(line))
    process.wait()


def command(standard: Standard) -> list[str]:
    return [sys.executable, "-I", str(PRINTER), current_app.static_folder or "", standard]


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}
