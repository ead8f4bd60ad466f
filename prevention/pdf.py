"""PDF reports, each made by a process of its own: WeasyPrint's memory leaves with it, and it holds none of our keys."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from flask import current_app, render_template

PRINTER = Path(__file__).with_name("printing.py")
KEPT = ("HOME", "LANG", "LC_ALL", "PATH", "TMPDIR", "XDG_CACHE_HOME")  # what fonts need; no key, no database address
WITHIN_A_REQUEST = 25  # seconds, less than the server waits for a page


class NotPrinted(RuntimeError):
    """The process that makes the PDF failed or took too long."""


def render_pdf(template: str, seconds: int = WITHIN_A_REQUEST, **values: Any) -> bytes:
    """Return the template as PDF/UA-1: tagged, with language and title, and readable by assistive technology.

    :param seconds: how long it may take; half a second goes to starting, and some 0.1 s to each page.
    :raises NotPrinted: when it takes longer, or fails. What the document says is in no message.
    """
    html = render_template(template, **values)
    command = [sys.executable, "-I", str(PRINTER), current_app.static_folder or ""]
    try:
        done = subprocess.run(  # noqa: S603  our own script, the document on its standard input
            command,
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


def environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}
