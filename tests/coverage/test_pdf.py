"""The printed report: tagged and valid PDF/UA-1, in Swedish, with our font, from bundled files only."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import page
import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import update

from prevention import pdf
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.printing import BundledFiles, FetchRefused
from prevention.programmes.models import CoverageTarget
from tests.client import PageClient
from tests.world import World

from .towns import build, uniform


@pytest.fixture
def report(client: PageClient, world: World) -> bytes:
    response = client.sign_in(world.coverage_administrator).get("/coverage?format=pdf")
    assert response.mimetype == "application/pdf"
    return bytes(response.data)


def test_is_valid_pdf_ua(report: bytes) -> None:
    checked = page.validate_pdf_bytes(report, profile="ua1")
    assert [f"{one.rule_id}: {one.message}" for one in checked.failures] == []
    assert checked.is_compliant


def test_is_sound(report: bytes, tmp_path: Path) -> None:
    program = shutil.which("qpdf")
    assert program, "qpdf is missing: scripts/test installs it"
    file = tmp_path / "report.pdf"
    file.write_bytes(report)
    subprocess.run([program, "--check", str(file)], check=True, capture_output=True)


def test_says_what_it_is_in_its_language(report: bytes) -> None:
    reader = PdfReader(io.BytesIO(report))
    assert reader.metadata is not None
    assert reader.metadata.title == "Täckning: MVP högstadiet, Almköping, 2026/27"
    assert root_of(report)["/Lang"] == "sv"


def test_tells_the_same_as_the_page(report: bytes) -> None:
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(report)).pages]
    text = " ".join(" ".join(pages).split())
    assert "2 av 12 väntade lektioner hölls." in text
    assert "framtagen 18 november 2026" in text
    assert "Almköpings norra skola 8 1 0 0 1 2 4 12 % 1/2 0/2" in text
    assert "Tillsammans 12 2 0 0 2 4 4 17 % 2/3 0/3" in text
    assert f"Sida 1 av {len(pages)}" in pages[0]
    assert "Vad siffrorna betyder" in text


def test_a_programme_without_numbered_lessons_explains_its_own_figures_only(client: PageClient, world: World) -> None:
    db.session.execute(update(CoverageTarget).values(programme_id=world.town.pax))
    recount(Scope(world.town.municipality))
    response = client.sign_in(world.coverage_administrator).get("/coverage?programme=pax&format=pdf")
    text = " ".join(one.extract_text() for one in PdfReader(io.BytesIO(response.data)).pages)
    assert "Påbörjade klasser" in text
    assert "Skolor, lägst täckning först" in text  # as on the page
    assert "sex grupperna" not in text
    assert "%" not in text


def test_every_heading_of_a_table_says_what_it_heads(report: bytes) -> None:
    scopes = [heading["/A"]["/Scope"] for heading in structure(report, "/TH")]
    assert set(scopes) == {"/Column", "/Row"}
    assert scopes[0] == "/Column"


def test_the_chart_has_a_text_alternative(report: bytes) -> None:
    lessons, months = structure(report, "/Figure")
    assert lessons["/Alt"].startswith("Staplar: vad som hände")
    assert months["/Alt"].startswith("Hållna lektioner per månad")


def test_our_font_is_embedded_and_no_other(report: bytes) -> None:
    pages: list[Any] = list(PdfReader(io.BytesIO(report)).pages)
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for one in pages
        for font in one["/Resources"]["/Font"].values()
    }
    assert fonts
    assert all(name.startswith("Source-Sans-3") for name in fonts), fonts


def test_headings_of_a_long_table_stand_on_every_page(client: PageClient, world: World) -> None:
    content = client.sign_in(build(uniform(70, 1)).administrator).get("/coverage?format=pdf").data
    pages = [one.extract_text() for one in PdfReader(io.BytesIO(content)).pages]
    assert sum("Inte planerad" in " ".join(text.split()) and "Skola 6" in text for text in pages) >= 2
    assert page.validate_pdf_bytes(content, profile="ua1").is_compliant


@pytest.mark.parametrize(
    "address",
    [
        "http://example.invalid/x.css",
        "file:///etc/passwd",
        "http://static.invalid/../../config.py",
        "http://static.invalid/%2e%2e/%2e%2e/config.py",
        "http://static.invalid/css/none.css",
        "http://static.invalid.example/css/pdf.css",
        "data:text/css,body{}",
    ],
)
def test_nothing_but_bundled_files_is_read(app: Flask, address: str) -> None:
    with pytest.raises(FetchRefused):
        BundledFiles(Path(app.static_folder or "")).fetch(address)


def test_bundled_files_are_read(app: Flask) -> None:
    answer = BundledFiles(Path(app.static_folder or "")).fetch("http://static.invalid/css/pdf.css")
    assert b"@page" in answer.read()


def test_its_process_is_given_no_key(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREVENTION_MASTER_KEY", "hidden")
    assert "hidden" not in str(pdf.environment())
    assert "PATH" in pdf.environment()


def test_a_document_that_takes_too_long_is_given_up(app: Flask) -> None:
    with app.test_request_context(), pytest.raises(pdf.NotPrinted, match=r"took more than 0 s\.$"):
        pdf.render_pdf("pdf/base.html", seconds=0, municipality="Almköping")


def test_a_failure_tells_nothing_of_the_document(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PRINTER", Path("no-such-script.py"))
    with app.test_request_context(), pytest.raises(pdf.NotPrinted, match=r"^pdf/base.html ended with 2\.$"):
        pdf.render_pdf("pdf/base.html", municipality="Hemlig")


def root_of(report: bytes) -> Any:
    return PdfReader(io.BytesIO(report)).trailer["/Root"]


def structure(report: bytes, kind: str) -> list[Any]:
    """Return the elements of a kind in reading order."""
    found: list[Any] = []

    def walk(element: Any) -> None:
        thing = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(thing, list):
            for one in thing:
                walk(one)
        elif isinstance(thing, dict):
            found.extend([thing] if thing.get("/S") == kind else [])
            walk(thing.get("/K"))

    walk(root_of(report)["/StructTreeRoot"]["/K"])
    return found
