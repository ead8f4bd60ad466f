"""Importing a roster at the page: what is read, what is refused, the preview, and all rows or none."""

import html
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from prevention import clock
from prevention.audit.models import AuditEvent
from prevention.classes.models import SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.world import World

from .counting import CountQueries
from .rosters import csv_of, xlsx_of

SCHOOL, OTHER_SCHOOL, FAR_SCHOOL = "99010001", "99010002", "99020001"
NEW = (SCHOOL, "2026/27", "8A", "8", "21")


@pytest.fixture
def admin(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.coverage_administrator)


def send(client: PageClient, content: str | bytes, name: str = "klasser.csv") -> TestResponse:
    data = content if isinstance(content, bytes) else content.encode()
    return client.post("/classes/import", data={"file": (BytesIO(data), name)})


def said(response: TestResponse) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))).split())


def confirm(client: PageClient, preview: TestResponse) -> TestResponse:
    sealed = re.search(r'name="rows"[^>]*value="([^"]+)"', preview.get_data(as_text=True))
    assert sealed, said(preview)
    return client.post("/classes/import/confirm", data={"rows": sealed[1]})


def class_named(name: str) -> SchoolClass:
    return db.session.query(SchoolClass).filter_by(name=name).populate_existing().one()


def figures(response: TestResponse) -> list[str]:
    found = re.findall(r'class="figure-value">([^<]*)<', response.get_data(as_text=True))
    return [" ".join(text.split()) for text in found]


def test_previews_new_changed_and_unchanged_and_stores_nothing(admin: PageClient) -> None:
    rows = (NEW, (SCHOOL, "2026/27", "7B", "7", "25"), (OTHER_SCHOOL, "2026/27", "7C", "7", "24"))
    preview = send(admin, csv_of(*rows))
    assert preview.status_code == 200
    assert figures(preview) == ["1", "1", "1"]
    assert "22 → 25" in said(preview)
    assert class_named("7B").pupils == 22
    assert db.session.query(SchoolClass).filter_by(name="8A").count() == 0


def test_confirming_stores_all_rows_with_one_event(admin: PageClient, world: World) -> None:
    preview = send(admin, csv_of(NEW, (SCHOOL, "2026/27", "7B", "8", "25")))
    assert confirm(admin, preview).status_code == 303
    assert (class_named("8A").pupils, class_named("8A").school_id) == (21, world.town.school)
    assert (class_named("7B").grade, class_named("7B").pupils) == ("8", 25)
    told = db.session.query(AuditEvent).filter_by(event="classes.imported").one()
    assert told.details == {"created": 1, "changed": 1, "unchanged": 0}
    assert "Nya: 1, ändrade: 1, oförändrade: 0." in said(admin.get("/classes"))


def test_confirming_twice_changes_nothing_more(admin: PageClient) -> None:
    preview = send(admin, csv_of(NEW))
    confirm(admin, preview)
    assert confirm(admin, preview).status_code == 303
    assert db.session.query(SchoolClass).filter_by(name="8A").count() == 1
    assert figures(send(admin, csv_of(NEW))) == ["0", "0", "1"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_reads_what_programs_write(admin: PageClient, delimiter: str, encoding: str) -> None:
    headings = ("Elever", "Årskurs", "Klass", "Anteckning", "Läsår", "Skolenhetskod")
    row = ("24", "åk 8", "8Ö", "går bra", "26/27", SCHOOL)
    text = csv_of(row, headings=headings, delimiter=delimiter)
    preview = send(admin, text.replace("\n", "\r\n").encode(encoding))
    assert "De här kolumnerna hoppades över: Anteckning." in said(preview)
    confirm(admin, preview)
    assert (class_named("8Ö").grade, class_named("8Ö").pupils) == ("8", 24)


@pytest.mark.parametrize("written", ["24", "24,0", "24.0", " 24 ", "24,00"])
def test_reads_counts_as_people_write_them(admin: PageClient, written: str) -> None:
    confirm(admin, send(admin, csv_of((SCHOOL, "2026/2027", "8A", "8", written))))
    assert class_named("8A").pupils == 24


def test_reads_a_spreadsheet_with_numbers_in_its_cells(admin: PageClient) -> None:
    content = xlsx_of((int(SCHOOL), "2026/27", 8, 8, 24.0), (), (SCHOOL, "2026/27", "8B", "8", "23"))
    preview = send(admin, content, "klasser.xlsx")
    assert figures(preview) == ["2", "0", "0"]
    confirm(admin, preview)
    assert (class_named("8").pupils, class_named("8B").pupils) == (24, 23)


@pytest.mark.parametrize(
    ("place", "written", "column", "expected"),
    [
        (0, "12345678", "school_unit_code", "den åttasiffriga koden"),
        (0, FAR_SCHOOL, "school_unit_code", "den åttasiffriga koden"),
        (0, "", "school_unit_code", "den åttasiffriga koden"),
        (1, "2031/32", "school_year", "något av 2026/27"),
        (1, "2026", "school_year", "något av 2026/27"),
        (2, "", "class", "ett namn som 7A"),
        (2, "x" * 41, "class", "högst 40 tecken"),
        (2, "2026-01-07", "class", "gjort om det till ett datum"),
        (3, "12", "grade", "en årskurs"),
        (4, "-1", "pupils", "ett heltal från 0 till 500"),
        (4, "501", "pupils", "ett heltal från 0 till 500"),
        (4, "24,5", "pupils", "ett heltal från 0 till 500"),
        (4, "många", "pupils", "ett heltal från 0 till 500"),
        (4, "", "pupils", "ett heltal från 0 till 500"),
    ],
)
def test_tells_row_column_what_stood_there_and_what_is_expected(
    admin: PageClient, place: int, written: str, column: str, expected: str
) -> None:
    faulty = list(NEW)
    faulty[place] = written
    response = send(admin, csv_of((SCHOOL, "2026/27", "8B", "8", "20"), faulty))
    text = said(response)
    assert response.status_code == 422
    assert f" Rad 3 {column} " in text
    assert f"”{written[:60]}”" in text if written else "ingenting" in text
    assert expected in text
    assert 'name="rows"' not in response.get_data(as_text=True)


def test_a_fault_names_the_column_as_the_file_does(admin: PageClient) -> None:
    headings = (" Skolenhetskod", "LÄSÅR", "Klass", "åk", "Antal elever")
    text = said(send(admin, csv_of(("1", "x", "", "y", "många"), headings=headings)))
    for heading in ("Skolenhetskod", "LÄSÅR", "Klass", "åk", "Antal elever"):
        assert f"Rad 2 {heading} " in text
    assert "school_unit_code ”" not in text


def test_a_warning_names_the_column_as_the_file_does(admin: PageClient) -> None:
    headings = ("Skolenhetskod", "Läsår", "Klass", "Årskurs", "Elever")
    assert "Rad 2 Årskurs ”4”" in said(send(admin, csv_of((SCHOOL, "2026/27", "4A", "4", "20"), headings=headings)))


def test_tells_every_fault_at_once(admin: PageClient) -> None:
    response = send(admin, csv_of(("x", "y", "", "z", "-1"), NEW, ("x", "2026/27", "8C", "8", "2")))
    assert "Filen har 6 fel." in said(response)
    assert response.get_data(as_text=True).count('<th scope="row">Rad 2') == 5  # rows 2 and 4 share one


def test_a_class_twice_in_the_file(admin: PageClient) -> None:
    text = said(send(admin, csv_of(NEW, (OTHER_SCHOOL, *NEW[1:]), (*NEW[:4], "30"))))
    assert "Filen har 1 fel." in text
    assert "varje klass en gång i filen" in text


@pytest.mark.parametrize(("there", "written"), [("7B", "7b"), ("Åk 7 é", "åK 7 é"), ("ÄÖ", "äö")])
def test_a_class_is_the_same_in_other_letters(admin: PageClient, world: World, there: str, written: str) -> None:
    db.session.get_one(SchoolClass, world.class_7b).name = there
    db.session.commit()
    confirm(admin, send(admin, csv_of((SCHOOL, "2026/27", written, "7", "30"))))
    assert class_named(there).pupils == 30
    assert db.session.query(SchoolClass).filter_by(name=written).count() == 0
    twice = said(send(admin, csv_of(NEW, (*NEW[:2], NEW[2].lower(), *NEW[3:]))))
    assert "varje klass en gång i filen" in twice


def test_of_two_in_other_letters_the_very_name_is_meant(admin: PageClient, world: World) -> None:
    for there in ("ak", "AK", "aK"):
        kept = {"school_id": world.town.school, "school_year_id": world.town.school_year, "grade": "7", "pupils": 1}
        db.session.add(SchoolClass(municipality_id=world.town.municipality, name=there, **kept))
    db.session.commit()
    confirm(admin, send(admin, csv_of((SCHOOL, "2026/27", "AK", "7", "30"))))
    assert [class_named(name).pupils for name in ("ak", "AK", "aK")] == [1, 30, 1]


def test_a_closed_school(admin: PageClient, world: World) -> None:
    db.session.get_one(Agency, world.town.school).active_to = date(2026, 10, 1)
    db.session.flush()
    assert "den här stängde 1 oktober 2026" in said(send(admin, csv_of(NEW)))


def test_a_grade_the_school_does_not_offer_is_a_warning(admin: PageClient) -> None:
    preview = send(admin, csv_of((SCHOOL, "2026/27", "4A", "4", "20")))
    assert preview.status_code == 200
    assert "har årskurs 7, 8, 9" in said(preview)
    assert confirm(admin, preview).status_code == 303


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen är tom."),
        (b"\n\n  \n", "Filen är tom."),
        (b"\xef\xbb\xbf", "Filen är tom."),
        (csv_of().encode(), "Filen har rubriker men inga rader under dem."),
        (
            b"school_unit_code;class\n1;7A\n",
            "rubrikerna skolenhetskod, läsår, klass, årskurs, elever. "
            "Det saknas: läsår (school_year), årskurs (grade), elever (pupils).",
        ),
        (csv_of(headings=("klass", "class", "a", "b", "c")).encode(), "Kolumnen class står två gånger"),
        (b"%PDF-1.7 \x00", "typen PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "typen XLS"),
        (b"\x89PNG\r\n\x1a\n", "typen PNG"),
        (b"\xff\xd8\xff\xe0", "typen JPEG"),
        (b"PK\x03\x04 something else", "Filen är skadad"),
        (b"a\x00b\x00", "varken ett kalkylblad eller en textfil"),
        (csv_of(NEW).encode() + b'"never closed;2\n', "leta efter ett citattecken"),
        (xlsx_of()[:-30], "Filen är skadad"),
        (xlsx_of(), "Filen har rubriker men inga rader under dem."),
    ],
)
def test_a_file_that_is_no_roster(admin: PageClient, content: bytes, sentence: str) -> None:
    response = send(admin, content, "klasser.xlsx")
    assert response.status_code == 422
    assert sentence in said(response)


def test_no_file_chosen(admin: PageClient) -> None:
    response = admin.post("/classes/import", data={})
    assert response.status_code == 422
    assert "Välj en fil" in said(response)


def test_the_form_takes_5000_rows_and_says_so(admin: PageClient) -> None:
    rows = [(SCHOOL, "2026/27", f"K{number}", "8", "20") for number in range(5001)]
    assert "fler än 5 000 rader" in said(send(admin, csv_of(*rows)))
    preview = send(admin, csv_of(*rows[:5000]))
    assert figures(preview)[0] == "5 000"
    assert "Och 4" in said(preview)
    assert confirm(admin, preview).status_code == 303


def test_the_preview_is_bound_to_the_person(client: PageClient, world: World) -> None:
    preview = send(client.sign_in(world.coverage_administrator_b), csv_of((FAR_SCHOOL, *NEW[1:])))
    client.sign_in(world.coverage_administrator)
    response = confirm(client, preview)
    assert response.status_code == 422
    assert "Förhandsvisningen är för gammal" in said(response)
    assert db.session.query(SchoolClass).filter_by(name="8A").count() == 0


def test_what_was_changed_on_the_way_is_refused(admin: PageClient) -> None:
    sealed = re.search(r'name="rows"[^>]*value="([^"]+)"', send(admin, csv_of(NEW)).get_data(as_text=True))
    assert sealed
    for broken in (sealed[1][:-2], "x", "", "." + sealed[1]):
        assert admin.post("/classes/import/confirm", data={"rows": broken}).status_code == 422
    assert db.session.query(SchoolClass).filter_by(name="8A").count() == 0


def test_a_preview_grows_old(admin: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = send(admin, csv_of(NEW))
    monkeypatch.setattr("prevention.classes.importing.sealing.LIFETIME", timedelta(seconds=-1))
    assert confirm(admin, preview).status_code == 422


def test_what_became_wrong_since_the_preview_stops_all_of_it(admin: PageClient, world: World) -> None:
    preview = send(admin, csv_of((OTHER_SCHOOL, *NEW[1:]), NEW))
    db.session.get_one(Agency, world.town.school).active_to = clock.today()
    db.session.flush()
    response = confirm(admin, preview)
    assert response.status_code == 422
    assert "stängde" in said(response)
    assert "Rad 3 skolenhetskod (school_unit_code) " in said(response), "the file itself is gone by now"
    assert db.session.query(SchoolClass).filter_by(name="8A").count() == 0


def test_as_many_queries_for_many_rows_as_for_few(admin: PageClient, count_queries: CountQueries) -> None:
    with count_queries() as few:
        send(admin, csv_of(NEW))
    with count_queries() as many:
        send(admin, csv_of(*((SCHOOL, "2026/27", f"K{number}", "8", "20") for number in range(900))))
    assert len(few) == len(many) <= 5
