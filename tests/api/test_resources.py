"""What is read by token: the same rows as on the pages, in pages of their own, by a constant number of queries."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from prevention.api.models import TokenPermission
from prevention.classes.models import SchoolClass
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World, school_class

from .giving import MVP, YEAR, Given, ask, give_token

Counting = Callable[[], AbstractContextManager[list[str]]]
NORTH = {"school_unit_code": "99010001", "name": "Almköpings norra skola", "owner": "municipal"}


@pytest.fixture
def token(session: object, world: World) -> Given:
    return give_token(world.town)


@pytest.fixture
def of_classes(session: object, world: World) -> Given:
    return give_token(world.town, permission=TokenPermission.CLASS_READ)


def told(client: PageClient, path: str, token: Given, **question: Any) -> Any:
    answer = ask(client, path, token, **question)
    assert answer.status_code == 200, answer.text
    return answer.json


def test_names_and_codes(client: PageClient, world: World, token: Given) -> None:
    north, free = told(client, "/schools", token)["data"][::-1]
    assert north == NORTH | {"id": str(world.town.school), "district_id": str(world.town.district)}
    assert (free["name"], free["owner"], free["district_id"]) == ("Almköpings friskola", "independent", None)
    (district,) = told(client, "/districts", token)["data"]
    assert district == {"id": str(world.town.district), "name": "Almköping norra"}
    (year,) = told(client, "/school-years", token)["data"]
    assert (year["name"], year["starts_on"], year["grade_scheme"]) == ("2026/27", "2026-08-17", "f-9")
    assert [one["code"] for one in told(client, "/programmes", token)["data"]] == ["mvp", "pax"]


def test_coverage_of_schools(client: PageClient, world: World, token: Given) -> None:
    page = told(client, "/coverage", token, **MVP)
    assert [row["school"] for row in page["data"]] == ["Almköpings friskola", "Almköpings norra skola"]
    assert page["data"][1] == {
        "school_id": str(world.town.school),
        "school_unit_code": "99010001",
        "school": "Almköpings norra skola",
        "district_id": str(world.town.district),
        "district": "Almköping norra",
        "figures": {
            "classes_expected": 2,
            "classes_taking": 1,
            "classes_started": 1,
            "classes_completed": 0,
            "pupils_expected": 46,
            "pupils_reached": 24,
            "lessons_expected": 8,
            "held": 1,
            "partly_held": 0,
            "not_held": 0,
            "overdue": 1,
            "not_yet_due": 2,
            "not_planned": 4,
            "share_held": 0.125,
        },
    }
    assert page["total"]["lessons_expected"] == 12 and page["next"] is None


def test_coverage_of_classes(client: PageClient, world: World, token: Given) -> None:
    page = told(client, f"/schools/{world.town.school}/coverage", token, **MVP)
    assert [(row["name"], row["grade"], row["figures"]["held"]) for row in page["data"]] == [
        ("7A", "7", 1),
        ("7B", "7", 0),
    ]
    assert page["total"]["not_planned"] == 4


def test_only_a_school_has_classes(client: PageClient, world: World, token: Given) -> None:
    assert ask(client, f"/schools/{world.town.police}/coverage", token, **MVP).status_code == 404


@pytest.mark.parametrize(
    ("narrowed", "schools"),
    [
        ({"owner": "independent"}, ["Almköpings friskola"]),
        ({"owner": "state"}, []),
        ({"stage": "upper"}, ["Almköpings friskola", "Almköpings norra skola"]),
        ({"stage": "lower"}, []),
        ({"district": "own"}, ["Almköpings norra skola"]),
    ],
)
def test_filters(client: PageClient, world: World, token: Given, narrowed: dict[str, str], schools: list[str]) -> None:
    if "district" in narrowed:
        narrowed = {"district": str(world.town.district)}
    page = told(client, "/coverage", token, **MVP | narrowed)
    assert [row["school"] for row in page["data"]] == schools
    if not schools:
        assert page["total"]["share_held"] is None  # nothing to expect is not the same as nothing held


@pytest.mark.parametrize("district", ["other", "unknown"])
def test_a_district_elsewhere_is_as_unknown_as_none(
    client: PageClient, world: World, token: Given, district: str
) -> None:
    key = world.other_town.district if district == "other" else uuid.uuid4()
    assert ask(client, "/coverage", token, **MVP, district=key).status_code == 404


def test_classes(client: PageClient, world: World, of_classes: Given) -> None:
    rows = told(client, "/classes", of_classes, **YEAR)["data"]
    assert sorted(row["name"] for row in rows) == ["7A", "7B", "7C"]
    (only,) = told(client, "/classes", of_classes, **YEAR, school=world.town.other_school)["data"]
    assert only == {
        "id": str(world.class_7c.school_class),
        "name": "7C",
        "grade": "7",
        "pupils": 24,
        "school_id": str(world.town.other_school),
        "school_unit_code": "99010002",
        "school": "Almköpings friskola",
    }
    assert told(client, "/classes", of_classes, **YEAR, school=world.other_town.school)["data"] == []


def test_a_token_of_a_school_reads_of_that_school_only(client: PageClient, world: World) -> None:
    token = give_token(world.town, world.town.school)
    assert [row["name"] for row in told(client, "/schools", token)["data"]] == ["Almköpings norra skola"]
    assert told(client, "/districts", token)["data"] == []
    page = told(client, "/coverage", token, **MVP)
    assert (len(page["data"]), page["total"]["lessons_expected"]) == (1, 8)


def every_page(client: PageClient, path: str, token: Given, **question: Any) -> list[list[Any]]:
    """Follow `next` to the end."""
    page = told(client, path, token, **question)
    pages = [page["data"]]
    while page["next"]:
        answer = client.get(page["next"], headers={"Authorization": f"Bearer {token.secret}"})
        page = answer.json
        assert page is not None
        pages.append(page["data"])
    return pages


@pytest.mark.parametrize(("path", "key"), [("/classes", "id"), ("/coverage", "school_id"), ("/schools", "id")])
def test_pages_hold_every_row_once(
    client: PageClient, world: World, token: Given, of_classes: Given, path: str, key: str
) -> None:
    asking = of_classes if path == "/classes" else token
    question = {"/classes": YEAR, "/coverage": MVP, "/schools": {}}[path]
    whole = told(client, path, asking, **question)["data"]
    pages = every_page(client, path, asking, **question, limit=1)
    assert [len(page) for page in pages] == [1] * len(whole)
    assert [page[0][key] for page in pages] == [row[key] for row in whole]


def test_a_cursor_is_for_the_question_it_came_from(client: PageClient, token: Given) -> None:
    link = told(client, "/coverage", token, **MVP, limit=1)["next"]
    headers = {"Authorization": f"Bearer {token.secret}"}
    assert client.get(link, headers=headers).status_code == 200
    assert client.get(f"{link}&owner=municipal", headers=headers).status_code == 422
    assert client.get(link.replace("/coverage", "/schools"), headers=headers).status_code == 422
    cursor = link.partition("cursor=")[2]
    for changed in (cursor[:-1], cursor[1:], f"{cursor}x", cursor.swapcase()):
        answer = client.get(link.replace(cursor, changed), headers=headers)
        assert (answer.status_code, list((answer.json or {})["errors"])) == (422, ["cursor"])


def add_classes(world: World, number: int) -> None:
    for place in range(number):
        db.session.add(school_class(world.town, world.town.school, f"7X{place}", 20))
    db.session.flush()
    recount(Scope(world.town.municipality))
    assert db.session.query(SchoolClass).count()


@pytest.mark.parametrize(
    ("path", "most"),
    [("/municipality", 5), ("/schools", 5), ("/coverage", 8), ("/schools/{school}/coverage", 8), ("/classes", 6)],
)
def test_the_number_of_queries_does_not_grow_with_rows(
    client: PageClient, world: World, token: Given, of_classes: Given, count_queries: Counting, path: str, most: int
) -> None:
    asking, question = (of_classes, YEAR) if path == "/classes" else (token, MVP if "coverage" in path else {})
    path = path.format(school=world.town.school)
    told(client, path, asking, **question)  # the first of a day records that it is used
    counts = []
    for more in (0, 5):
        add_classes(world, more)
        with count_queries() as sent:
            told(client, path, asking, **question)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= most
