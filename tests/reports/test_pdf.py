"""The printed reports: valid PDF/UA-1 or PDF/A-3a, tables that read right in order, and every page says where it is."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import page
import pytest
from flask import Flask
from pypdf import PdfReader

from prevention import pdf
from prevention.reports import contents, showing
from tests.client import PageClient
from tests.coverage.test_pdf import root_of, structure
from tests.coverage.towns import build, uniform
from tests.world import World

from .asking import file_of, for_council, of_municipality, of_school

Run = Callable[[], None]
FALSE_ALARM = "PDFA3A-STREAM-LENGTH-001"  # of a stream whose data ends in CR, by chance; qpdf checks the lengths too


def faults(content: bytes, profile: str) -> list[str]:
    return [f"{one.rule_id}: {one.message}" for one in page.validate_pdf_bytes(content, profile=profile).failures]


def texts(content: bytes) -> list[str]:
    return [" ".join(one.extract_text().split()) for one in PdfReader(io.BytesIO(content)).pages]


@pytest.fixture
def addresses(world: World) -> dict[str, str]:
    return {
        "school": of_school(world.town.school),
        "municipality": of_municipality(world.town.municipality),
        "council": for_council(world.town.municipality),
    }


@pytest.mark.parametrize("kind", ["school", "municipality", "council"])
def test_is_valid_pdf_ua(administrator: PageClient, run_jobs: Run, addresses: dict[str, str], kind: str) -> None:
    content = file_of(administrator, run_jobs, addresses[kind], "pdf")
    assert faults(content, "ua1") == []
    assert root_of(content)["/Lang"] == "sv"


def test_the_archive_copy_is_valid_pdf_a(
    administrator: PageClient, run_jobs: Run, addresses: dict[str, str], tmp_path: Path
) -> None:
    content = file_of(administrator, run_jobs, addresses["municipality"], "archive")
    assert [one for one in faults(content, "3a") if not one.startswith(FALSE_ALARM)] == []
    program = shutil.which("qpdf")
    assert program, "qpdf is missing: scripts/test installs it"
    file = tmp_path / "archive.pdf"
    file.write_bytes(content)
    subprocess.run([program, "--check", str(file)], check=True, capture_output=True)


def test_the_report_of_a_small_school_is_one_page(
    principal: PageClient, run_jobs: Run, addresses: dict[str, str]
) -> None:
    (page,) = texts(file_of(principal, run_jobs, addresses["school"], "pdf"))
    assert "Skolrapport Almköpings norra skola · Läsåret 2026/27 · framtagen 18 november 2026" in page
    assert "1 av 8 väntade lektioner hölls." in page
    assert "MVP högstadiet 8 1 0 0 1 2 4 12 % 1 av 2" in page
    assert "Klass för klass" in page
    assert "Vad siffrorna betyder" in page
    assert page.endswith("Sida 1 av 1")


def test_tables_read_in_order(principal: PageClient, run_jobs: Run, addresses: dict[str, str]) -> None:
    """Each row is read from its heading to its last cell, before the next row."""
    content = file_of(principal, run_jobs, addresses["school"], "pdf")
    tables = structure(content, "/Table")
    assert [len(rows_of(one)) for one in tables] == [2, 2, 3]  # programmes, how they are carried out, classes
    for one in tables:
        heads, *rows = rows_of(one)
        assert {cell["/S"] for cell in heads} == {"/TH"}
        assert all([cell["/S"] for cell in row] == ["/TH"] + ["/TD"] * (len(heads) - 1) for row in rows)
    assert "7A 4 1 0 0 1 2 0 25 % 7B 4 0 0 0 0 0 4 0 %" in texts(content)[0]


def rows_of(table: Any) -> list[list[Any]]:
    found: list[list[Any]] = []

    def walk(element: Any) -> None:
        thing = element.get_object() if hasattr(element, "get_object") else element
        for one in thing if isinstance(thing, list) else [thing]:
            part = one.get_object() if hasattr(one, "get_object") else one
            if isinstance(part, dict) and part.get("/S") == "/TR":
                found.append([cell.get_object() for cell in part["/K"]])
            elif isinstance(part, dict):
                walk(part.get("/K"))

    walk(table.get("/K"))
    return found


def test_every_school_has_a_page_that_the_front_names(client: PageClient, world: World, run_jobs: Run) -> None:
    town = build(uniform(7, 3))
    client.sign_in(town.administrator)
    pages = texts(file_of(client, run_jobs, of_municipality(town.municipality), "pdf"))
    for number in range(1, 8):
        (place,) = (at for at, text in enumerate(pages) if f"Skola {number} Skolenhetskod" in text)
        assert f"Skola {number} 9 3 0 0 3 3 0 33 % {place + 1}" in pages[0]
        assert f"Slumpköping Skola {number} Kommunrapport: Slumpköping, 2026/27 Sida {place + 1} av" in pages[place]
    assert "Slumpköping Skola" not in pages[0]
    assert pages[-1].startswith("Bilaga: vad orden betyder")
    assert "Slumpköping Kommunrapport" in pages[-1]


def test_headings_of_a_long_table_stand_on_every_page_and_no_row_is_broken(
    client: PageClient, world: World, run_jobs: Run
) -> None:
    town = build(uniform(1, 90))
    client.sign_in(town.administrator)
    pages = texts(file_of(client, run_jobs, of_school(town.schools[0]), "pdf"))
    with_rows = [text for text in pages if re.search(r"\b\d+A 3 1 0 0 1 1 0 33 %", text)]
    assert len(with_rows) >= 3
    assert all("Klass Väntade lektioner" in text for text in with_rows)
    assert sum(len(re.findall(r"\b\d+A 3 1 0 0 1 1 0 33 %", text)) for text in pages) == 90


def test_every_chart_has_a_text_alternative(
    administrator: PageClient, run_jobs: Run, addresses: dict[str, str]
) -> None:
    charts = structure(file_of(administrator, run_jobs, addresses["council"], "pdf"), "/Figure")
    assert len(charts) == 2
    assert all(one["/Alt"].startswith("Staplar: vad som hände") for one in charts)


def test_it_is_in_the_language_it_was_asked_for_in(
    administrator: PageClient, run_jobs: Run, addresses: dict[str, str]
) -> None:
    administrator.post("/language", data={"language": "en"})
    content = file_of(administrator, run_jobs, addresses["council"], "pdf")
    assert root_of(content)["/Lang"] == "en"
    assert "Yearly report for the council" in texts(content)[0]


def test_a_long_document_that_fails_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PRINTER", Path("no-such-script.py"))
    with app.app_context(), pytest.raises(pdf.NotPrinted, match=r"^A long document ended with 2\.$"):
        pdf.print_long("<p>Hemlig", pdf.Standard.READABLE, 20, lambda _page: None)


def test_a_long_document_that_takes_too_long_is_given_up(app: Flask) -> None:
    with app.app_context(), pytest.raises(pdf.NotPrinted, match=r"^A long document took more than 0 s\.$"):
        pdf.print_long("<p>Hemlig", pdf.Standard.READABLE, 0, lambda _page: None)


def test_a_job_that_lost_its_lease_stops_printing(app: Flask) -> None:
    class Lost(Exception):
        pass

    def lose(_page: int) -> None:
        raise Lost

    with app.app_context(), pytest.raises(Lost):
        pdf.print_long("<p>Hej", pdf.Standard.READABLE, 20, lose)


def test_with_many_schools_the_front_is_short(
    administrator: PageClient, run_jobs: Run, addresses: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (showing, contents):
        monkeypatch.setattr(module, "MANY_SCHOOLS", 1)
    content = file_of(administrator, run_jobs, addresses["municipality"], "pdf")
    assert faults(content, "ua1") == []
    assert "Almköpings norra skola 1 av 8 12 % 3" in texts(content)[0]
    assert "Med så här många skolor" in texts(content)[0]
    assert "MVP högstadiet: 1 av 8 lektioner hölls, 1 av 2 klasser har börjat." in texts(content)[2]
