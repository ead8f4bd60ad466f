"""The files: the same rows with the same filter, typed for a spreadsheet, and never a formula."""

import io

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from prevention.coverage.files import plain
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.world import World

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+46 8 123",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1+1",
    "\N{NO-BREAK SPACE}=1",
    "＝1+1",
)


def csv_lines(client: PageClient, address: str) -> list[str]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert response.data.startswith(b"\xef\xbb\xbf")
    return str(response.data.decode("utf-8-sig")).splitlines()


def test_csv_opens_in_a_swedish_excel(client: PageClient, world: World) -> None:
    lines = csv_lines(client.sign_in(world.coverage_administrator), "/coverage?format=csv")
    assert lines[0].startswith("Skolenhetskod;Skola;Kommundel;Väntade klasser;Påbörjade klasser;")
    assert lines[1] == "99010001;Almköpings norra skola;Almköping norra;2;1;0;46;24;8;1;0;0;1;2;4;0,1250"
    assert lines[2] == "99010002;Almköpings friskola;;1;1;0;24;24;4;1;0;0;1;2;0;0,2500"


def test_the_filter_is_kept(client: PageClient, world: World) -> None:
    lines = csv_lines(client.sign_in(world.coverage_administrator), "/coverage?format=csv&owner=independent")
    assert [line.split(";")[1] for line in lines[1:]] == ["Almköpings friskola"]


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_text_is_never_a_formula(text: str) -> None:
    assert plain(text) == f"'{text}"


def test_csv_numbers_are_numbers() -> None:
    assert [plain(-2), plain(0.5), plain(None)] == ["-2", "0,5000", ""]


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "=1+1", "{=1+1}", "@SUM(A1)", "http://example.invalid", "12"])
def test_xlsx_text_is_text_whatever_it_looks_like(client: PageClient, world: World, name: str) -> None:
    db.session.execute(update(Agency).values(name=name).where(Agency.id == world.town.school))
    content = client.sign_in(world.coverage_administrator).get("/coverage?format=xlsx").data
    first = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()[1]
    assert first[:4] == ["99010001", name, "Almköping norra", 2.0]
    assert first[-1] == 0.125


def test_xlsx_says_what_it_is(client: PageClient, world: World) -> None:
    content = client.sign_in(world.coverage_administrator).get("/coverage?format=xlsx&stage=upper").data
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(2).to_python()
    told = {row[0]: str(row[1]) for row in sheet}
    assert told["Läsår"] == "2026/27"
    assert told["Program"] == "MVP högstadiet"
    assert told["Stadium"] == "Högstadiet"
    assert told["Framtagen"] == "18 november 2026"
    assert told["Inte planerad"] == "Den har ingen dag än."


def test_xlsx_has_a_data_dictionary(client: PageClient, world: World) -> None:
    content = client.sign_in(world.coverage_administrator).get("/coverage?format=xlsx").data
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    figures, dictionary = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    assert dictionary[0] == ["Kolumn", "Betydelse", "Enhet", "Typ"]
    assert [row[0] for row in dictionary[1:]] == figures[0]
    assert all(row[1] and row[3] for row in dictionary)
    told = {row[0]: row[1:] for row in dictionary}
    assert told["Inte planerad"] == ["Den har ingen dag än.", "lektioner", "Heltal"]
    assert told["Skolenhetskod"][1:] == ["", "Text"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "pdf"])
def test_files_are_named_after_what_they_hold(client: PageClient, world: World, ending: str) -> None:
    client.sign_in(world.coverage_administrator)
    named = client.get(f"/coverage?format={ending}").headers["Content-Disposition"]
    assert named == f"attachment; filename=tackning-2026-27-mvp.{ending}"
    named = client.get(f"/coverage/schools/{world.town.school}?format={ending}").headers["Content-Disposition"]
    assert named == f"attachment; filename=tackning-2026-27-mvp-almkopings-norra-skola.{ending}"


def test_an_unknown_format_is_the_page(client: PageClient, world: World) -> None:
    response = client.sign_in(world.coverage_administrator).get("/coverage?format=exe")
    assert response.mimetype == "text/html"


def test_classes_have_no_school_columns(client: PageClient, world: World) -> None:
    lines = csv_lines(client.sign_in(world.principal), f"/coverage/schools/{world.town.school}?format=csv")
    assert lines[0].startswith("Klass;Årskurs;")
    assert lines[1].startswith("7B;7;0;0;22;0;4;0;0;0;0;0;4;0,0000")
