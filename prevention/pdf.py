"""PDF reports, each made by a process of its own: WeasyPrint's memory leaves with it, and it holds none of our keys."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from threading import Timer
from time import monotonic
from typing import Any

from flask import current_app, render_template

PRINTER = Path(__file__).with_name("printing.py")
KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "XDG_CACHE_HOME")  # what fonts need; no key, no database address
OnPage = Callable[[int], None]  # told the number of each page that is laid out
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
    return print_html(template, render_template(template, **values), Standard.READABLE, seconds, tell_nobody)


def print_long(html: str, standard: Standard, seconds: int, on_page: OnPage) -> bytes:
    """Return a document of many pages, and tell of each as it is laid out. For jobs: nobody waits for the answer.

    :raises NotPrinted: when it takes more than so many seconds, or fails.
    """
    return print_html("A long document", html, standard, seconds, on_page)


def print_html(name: str, html: str, standard: Standard, seconds: int, on_page: OnPage) -> bytes:
    """Start the process, wait for it and return what it made; when the waiting ends early, so does the process."""
    begun = monotonic()
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
            late = monotonic() - begun > seconds
            raise NotPrinted(
                f"{name} took more than {seconds} s." if late else f"{name} ended with {process.returncode}."
            )
        made.seek(0)
        return made.read()


def tell_nobody(_page: int) -> None:
    """Somebody waits for the file itself."""


def follow(process: subprocess.Popen[str], on_page: OnPage) -> None:
    for line in process.stderr or ():
        if line.strip().isdecimal():  # all else are remarks about the style sheet
            on_page(int(line))
    process.wait()


def command(standard: Standard) -> list[str]:
    return [sys.executable, "-I", str(PRINTER), current_app.static_folder or "", standard]


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}
