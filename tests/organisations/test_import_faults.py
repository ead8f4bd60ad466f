"""Every fault is named with file and reason; the sound schools come in, and nothing half."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.authority import Import

from .conftest import Register, counts, imported, listed, school

PAGE, OTHER_PAGE = "school-units_9903_page0.json", "school-units_9903_page1.json"
DETAIL = "school-units/99030101.json"
Edit = Callable[[dict[str, Any]], object]


def first(edit: Edit) -> Edit:
    return lambda body: edit(listed(body)[0])


SCHOOL_FAULTS: list[tuple[str, Edit, str]] = [
    (DETAIL, lambda body: body["typeOfSchooling"].append({"code": "xyz"}), "unknown school form 'xyz'"),
    (PAGE, first(lambda unit: unit["typeOfSchooling"].append({"code": "xyz"})), "unknown school form 'xyz'"),
    (PAGE, first(lambda unit: unit.update(typeOfSchooling=[])), "names no school form"),
    (PAGE, first(lambda unit: unit.update(typeOfSchooling="gr")), "no list of objects"),
    (DETAIL, lambda body: body["typeOfSchooling"][1]["schoolYears"].append("14"), "unknown school year '14'"),
    (DETAIL, lambda body: body["typeOfSchooling"].append(body["typeOfSchooling"][0]), "'fsk' twice"),
    (PAGE, first(lambda unit: unit.update(code="9903010")), "not eight digits"),
    (PAGE, first(lambda unit: unit.update(code=99030101)), "no text"),
    (PAGE, first(lambda unit: unit.pop("name")), "has no name"),
    (PAGE, first(lambda unit: unit.update(name="x" * 201)), "201 characters"),
    (DETAIL, lambda body: body.update(name="Äng\x00skolan"), "control characters"),
    (DETAIL, lambda body: body.update(name="\ud800"), "control characters"),
    (PAGE, first(lambda unit: unit.update(geographicalAreaCode="99030")), "not four digits"),
    (DETAIL, lambda body: body.update(geographicalAreaCode="9904"), "municipality 9904, the list has 9903"),
    (DETAIL, lambda body: body.update(code="99030102"), "about the unit 99030102"),
    (DETAIL, lambda body: body.update(wgs84_Lat="north"), "no coordinate"),
    (DETAIL, lambda body: body.update(wgs84_Long="200"), "no coordinate"),
    (DETAIL, lambda body: body.update(principalOrganizerType="Kungen"), "unknown owner type 'Kungen'"),
]


@pytest.mark.parametrize(("file", "edit", "reason"), SCHOOL_FAULTS, ids=[one[2] for one in SCHOOL_FAULTS])
def test_a_rejected_school_leaves_the_others(
    file: str, edit: Edit, reason: str, register: Register, import_json: Import
) -> None:
    register.change(file, edit)
    report = import_json(register.folder)
    assert counts(report) == (6, 0, 0, 0, 1)
    assert report["rejections"][0]["file"] == file
    assert reason in report["rejections"][0]["reason"]
    assert "99030101" not in imported()


@pytest.mark.parametrize(("file", "edit", "reason"), SCHOOL_FAULTS[:1])
def test_a_school_that_is_here_stays_as_it_was(
    file: str, edit: Edit, reason: str, register: Register, import_json: Import
) -> None:
    import_json(register.folder)
    register.change(file, edit)
    register.change(file, lambda body: body.update(name="Annat namn"))
    assert counts(import_json(register.folder)) == (0, 0, 6, 0, 1)
    assert (school("99030101").name, school("99030101").active_to) == ("Ängskolan", None)


def test_a_code_that_stands_twice_is_taken_from_neither(register: Register, import_json: Import) -> None:
    def twice(body: dict[str, Any]) -> None:
        listed(body)[1] = dict(listed(body)[0], name="En annan skola")

    register.change(PAGE, twice)
    report = import_json(register.folder)
    assert counts(report) == (5, 0, 0, 0, 1)
    assert report["rejections"] == [
        {"file": PAGE, "reason": "unit 99030101, Ängskolan stands 2 times in the lists, as its code may only once"}
    ]


CODE_FAULTS: list[tuple[str, Edit]] = [
    ("a digit is lost", first(lambda unit: unit.update(code="9903010"))),
    ("a number", first(lambda unit: unit.update(code=99030101))),
    ("missing", first(lambda unit: unit.pop("code"))),
    ("another school's", first(lambda unit: unit.update(code="99030102"))),
]


@pytest.mark.parametrize(("name", "edit"), CODE_FAULTS, ids=[one[0] for one in CODE_FAULTS])
def test_a_damaged_code_closes_no_school(name: str, edit: Edit, register: Register, import_json: Import) -> None:
    import_json(register.folder)
    register.change(PAGE, edit)
    report = import_json(register.folder)
    assert (report["closed"], report["rejected"]) == (0, 1)
    assert all(one.active_to is None for one in imported().values())


LIST_FAULTS: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.write_bytes(path.read_bytes()[:-40]), "is no JSON"),
    (lambda path: path.write_bytes(b"\xff\xfe\x00"), "is no JSON"),
    (lambda path: path.write_text("[" * 200_000), "is no JSON"),
    (lambda path: path.write_text('{"body": {"page": NaN}}'), "is no JSON"),
    (lambda path: path.write_text("[]"), "has no body"),
    (lambda path: path.write_text(path.read_text().replace('"totalElements": 5', '"totalElements": 6')), "counts 6"),
    (lambda path: path.write_text(path.read_text().replace('"totalPages": 2', '"totalPages": 3')), "counts 3 pages"),
    (lambda path: path.write_text(path.read_text().replace('"number": 1', '"number": 0')), "counts 2 pages"),
    (lambda path: path.write_text(path.read_text().replace('"totalElements": 5', '"totalElements": "5"')), "no count"),
    (lambda path: path.write_text(path.read_text().replace("https://", "https://[")), "address of itself"),
    (lambda path: path.write_text('{"body": {"page": {}, "_embedded": []}}'), "no count"),
]


@pytest.mark.parametrize(("damage", "reason"), LIST_FAULTS, ids=[f"{n} {one[1]}" for n, one in enumerate(LIST_FAULTS)])
def test_a_damaged_list_is_left_out_whole_and_nothing_closes(
    damage: Callable[[Path], object], reason: str, register: Register, import_json: Import
) -> None:
    import_json(register.folder)
    damage(register.folder / OTHER_PAGE)
    register.drop("school-units_9904_page0.json", "99040101")
    report = import_json(register.folder)
    assert counts(report) == (0, 0, 1, 0, 1)
    assert report["rejections"][0]["file"] == OTHER_PAGE
    assert reason in report["rejections"][0]["reason"]
    assert all(one.active_to is None for one in imported().values())


def test_an_empty_list_closes_no_town(register: Register, import_json: Import) -> None:
    import_json(register.folder)

    def empty(body: dict[str, Any]) -> None:
        body.pop("_embedded")
        body["page"].update(totalElements=0, totalPages=0)

    register.change("school-units_9904_page0.json", empty)
    assert counts(import_json(register.folder)) == (0, 0, 5, 0, 1)
    assert school("99040101").active_to is None


def test_details_that_no_list_asks_for(register: Register, import_json: Import) -> None:
    details = register.folder / "school-units"
    (details / "99030199.json").write_bytes((details / "99030101.json").read_bytes())
    (details / "99030198.json").write_text("{")
    report = import_json(register.folder)
    assert counts(report) == (7, 0, 0, 0, 2)
    assert {one["file"] for one in report["rejections"]} == {"school-units/99030198.json", "school-units/99030199.json"}


def test_people_read_what_was_rejected(register: Register, run: Callable[..., Result]) -> None:
    register.change(*SCHOOL_FAULTS[0][:2])
    result = run("schools", "import", register.folder)
    assert result.stdout.splitlines()[0] == f"{DETAIL}: has the unknown school form 'xyz'"
    assert result.exit_code == 1


def test_a_source_that_is_none(tmp_path: Path, run: Callable[..., Result]) -> None:
    for place, reason in ((tmp_path / "nowhere", "neither a folder nor an address"), (tmp_path, "no list of schools")):
        result = run("schools", "import", place, "--json")
        assert (result.exit_code, result.stdout) == (2, "")
        assert reason in result.stderr
