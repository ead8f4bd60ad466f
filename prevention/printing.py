"""The process that makes one PDF: HTML on standard input, PDF/UA-1 on standard output; started by `prevention.pdf`.

It is given the folder of static files, and reads nothing else: no network, no other file, no setting, no key.
"""

import mimetypes
import resource
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

STATIC = "http://static.invalid/"  # never looked up: the fetcher below answers for it
FIRST_ROW = "0"
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


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    document = HTML(string=sys.stdin.read(), base_url=STATIC, url_fetcher=BundledFiles(Path(sys.argv[1])))
    sys.stdout.buffer.write(document.write_pdf(pdf_variant="pdf/ua-1", finisher=tell_header_scopes))


def bundled(url: str, root: Path) -> Path:
    """Return the static file behind an address.

    :raises FetchRefused: for every other address, and for a path that leaves the folder.
    """
    path = (root / unquote(urlsplit(url).path).lstrip("/")).resolve()
    if not url.startswith(STATIC) or not path.is_relative_to(root.resolve()) or not path.is_file():
        raise FetchRefused(url)
    return path


def tell_header_scopes(_document: object, pdf: Any) -> None:
    """Say of each table heading whether it heads a column or a row, which WeasyPrint leaves out.

    Its ids are `table-row-column`: the headings of our tables are the first row, and in the rows below the first cell.
    Without it the corner of a table with row headings is an orphan to a screen reader.
    """
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("S") == "/TH":
            row = thing["ID"].string.split("-")[1]
            thing["A"]["Scope"] = "/Column" if row == FIRST_ROW else "/Row"


if __name__ == "__main__":
    main()
