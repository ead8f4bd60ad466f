"""PDF reports: the one WeasyPrint call. It reads our own static files and nothing else, neither network nor disk."""

import mimetypes
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, render_template

STATIC = "http://static.invalid/"  # never looked up: the fetcher below answers for it
FIRST_ROW = "0"


class FetchRefused(ValueError):
    """A document asked for something that is not a bundled file."""


def render_pdf(template: str, **values: Any) -> bytes:
    """Return the template as PDF/UA-1: tagged, with language and title, and readable by assistive technology.

    The import costs half a second, so it waits until somebody wants a PDF.
    """
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class BundledFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
            path = bundled(url)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    html = render_template(template, **values)
    document = HTML(string=html, base_url=STATIC, url_fetcher=BundledFiles())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=tell_header_scopes)
    return pdf


def bundled(url: str) -> Path:
    """Return the static file behind an address.

    :raises FetchRefused: for every other address, and for a path that leaves the folder.
    """
    root = Path(current_app.static_folder or "").resolve()
    path = (root / unquote(urlsplit(url).path).lstrip("/")).resolve()
    if not url.startswith(STATIC) or not path.is_relative_to(root) or not path.is_file():
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
