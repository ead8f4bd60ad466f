"""The process that makes one PDF: HTML on standard input, PDF on standard output; started by `prevention.pdf`.

It is given the folder of static files and the standard to follow, and reads nothing else: no network, no other file, no
setting, no key. On standard error it tells the number of each page that is laid out.
"""

import logging
import mimetypes
import re
import resource
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = "http://static.invalid/"  # never looked up: the fetcher below answers for it
FIRST_ROW = "0"
LAID_OUT = re.compile(r"Creating layout - Page (\d+)")
MOST_MEMORY = 2 << 30  # bytes of address space; a report of 300 pages takes half of it


class FetchRefused(ValueError):
    """A document asked for something that is not a bundled file."""


class BundledFiles(URLFetcher):  # type: ignore[misc]
    def __init__(self, root: Path) -> None:
        super().__init__()
        self.root = root

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        path = bundled(url, self.root)
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})


class Progress(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        if told := LAID_OUT.search(record.getMessage()):
            print(told[1], file=sys.stderr, flush=True)  # noqa: T201  whoever started us reads it


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    steps = logging.getLogger("weasyprint.progress")
    steps.addHandler(Progress())
    steps.setLevel(logging.INFO)
    folder, standard = sys.argv[1:]
    document = HTML(string=sys.stdin.read(), base_url=STATIC, url_fetcher=BundledFiles(Path(folder)))
    sys.stdout.buffer.write(document.write_pdf(pdf_variant=standard, finisher=finish))


def bundled(url: str, root: Path) -> Path:
    """Return the static file behind an address.

    :raises FetchRefused: for every other address, and for a path that leaves the folder.
    """
    path = (root / unquote(urlsplit(url).path).lstrip("/")).resolve()
    if not url.startswith(STATIC) or not path.is_relative_to(root.resolve()) or not path.is_file():
        raise FetchRefused(url)
    return path


def finish(_document: object, pdf: Any) -> None:
    """Mend what the standards ask for and WeasyPrint leaves out."""
    for thing in pdf.objects:
        tell_header_scope(thing)
        leave_metadata_plain(thing)


def leave_metadata_plain(thing: Any) -> None:
    """PDF/A wants to find out what a file is without unpacking anything."""
    if isinstance(extra := getattr(thing, "extra", None), dict) and extra.get("Type") == "/Metadata":
        thing.compress = False


def tell_header_scope(thing: Any) -> None:
    """Say of a table heading whether it heads a column or a row, which WeasyPrint leaves out.

    Its ids are `table-row-column`: the headings of our tables are the first row, and in the rows below the first cell.
    Without it the corner of a table with row headings is an orphan to a screen reader.
    """
    if isinstance(thing, dict) and thing.get("S") == "/TH":
        row = thing["ID"].string.split("-")[1]
        thing["A"]["Scope"] = "/Column" if row == FIRST_ROW else "/Row"


if __name__ == "__main__":
    main()
