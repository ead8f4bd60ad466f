"""What anybody can read: nothing until it is switched on, the same rows in every view, and none of what is hidden."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select, update

from prevention.audit.models import AuditEvent
from prevention.classes.models import SchoolClass
from prevention.coverage.statements import school_list
from prevention.coverage.sums import Scope as Counted
from prevention.coverage.sums import recount
from prevention.extensions import db
from prevention.opendata.models import OpenDataSetting, Scope
from prevention.organisations.models import SchoolYear
from tests.client import PageClient
from tests.statistics.reading import rows_of
from tests.world import World

Counting = Callable[[], AbstractContextManager[list[str]]]
SIX = (
    "lessons_held",
    "lessons_partly_held",
    "lessons_not_held",
    "lessons_not_logged",
    "lessons_coming",
    "lessons_not_planned",
)
FIGURES = ("classes_expected", "classes_started", "classes_completed", "lessons_expected", *SIX)


def document(client: PageClient, arguments: str = "") -> dict[str, Any]:
    answer = client.get(f"/open-data/9901.json{arguments}")
    assert answer.status_code == 200
    told: dict[str, Any] = json.loads(answer.data)
    return told


def grow(world: World, here: int, there: int) -> None:
    """Give the two schools this many more classes that nobody has planned."""
    for school, number in ((world.town.school, here), (world.town.other_school, there)):
        for one in range(number):
            row = SchoolClass(municipality_id=world.town.municipality, school_id=school, grade="7", pupils=20)
            row.school_year_id, row.name = world.town.school_year, f"7X{one}"
            db.session.add(row)
    recount(Counted(world.town.municipality))


@pytest.mark.parametrize("address", ["/open-data/9902", "/open-data/9902.json", "/open-data/9999", "/open-data/x.json"])
def test_nothing_is_there_until_it_is_switched_on(client: PageClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/open-data/%00%00%00%00", "/open-data/%00%00%00%00.json"])
def test_a_code_that_no_database_keeps_is_refused(client: PageClient, address: str) -> None:
    assert client.get(address).status_code == 400


def test_where_nobody_publishes_the_list_says_so(client: PageClient) -> None:
    assert "Ingen kommun publicerar än" not in client.get("/open-data").text
    db.session.execute(update(OpenDataSetting).values(scope=Scope.NONE))
    assert "Ingen kommun publicerar än" in client.get("/open-data").text


def test_the_administrator_switches_it_on_and_off(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator_b)
    assert "Kommunen publicerar ingenting." in client.get("/open-data/settings").text
    for scope, status in (("all", 200), ("all", 200), ("none", 404), ("over", 200)):
        assert client.post("/open-data/settings", data={"scope": scope}).status_code == 303
        assert client.get("/open-data/9902.json").status_code == status
        assert f'value="{scope}" checked' in " ".join(client.get("/open-data/settings").text.split())
    events = select(AuditEvent).where(AuditEvent.event == "open_data.scope_chosen").order_by(AuditEvent.number)
    told = [(event.actor_id, event.details["scope"]) for event in db.session.scalars(events)]
    assert told == [(world.coverage_administrator_b, scope) for scope in ("all", "none", "over")]


def test_what_is_no_choice_is_refused(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator_b)
    answer = client.post("/open-data/settings", data={"scope": "everything"})
    assert answer.status_code == 422
    assert client.get("/open-data/9902.json").status_code == 404


def test_only_the_municipality_that_publishes_is_named(client: PageClient) -> None:
    page = client.get("/open-data").text
    assert "Almköping" in page and "Björkvik" not in page


def test_small_numbers_are_hidden_everywhere(client: PageClient) -> None:
    """The cast has two classes at one school and one at the other: too few, also together."""
    told = document(client)
    assert [row["hidden"] for row in told["rows"]] == ["all"] * 3
    assert all(row[field] is None for row in told["rows"] for field in FIGURES)
    shown = rows_of(client.get("/open-data/9901").text, "MVP högstadiet, läsåret 2026/27")
    assert set(shown) == {"Hela kommunen", "Almköpings norra skola", "Almköpings friskola"}
    assert {text for row in shown.values() for text in row.values()} == {"dolt"}


def test_classes_are_shown_where_the_lessons_are_of_too_few(client: PageClient, world: World) -> None:
    grow(world, 4, 5)
    told = document(client)
    assert [(row["school"], row["hidden"], row["classes_expected"]) for row in told["rows"]] == [
        (None, "lessons", 12),
        ("Almköpings friskola", "lessons", 6),
        ("Almköpings norra skola", "lessons", 6),
    ]
    assert all(row[field] is None for row in told["rows"] for field in FIGURES[3:])


def test_where_nobody_has_begun_the_lessons_are_about_nobody(client: PageClient, world: World) -> None:
    """In the other municipality's year all classes wait for a plan."""
    grow(world, 4, 5)
    rest = update(SchoolClass).where(SchoolClass.name.in_(["7A", "7C"])).values(grade="8")
    db.session.execute(rest)
    recount(Counted(world.town.municipality))
    whole = document(client)["rows"][0]
    assert (whole["classes_expected"], whole["lessons_expected"], whole["lessons_not_planned"]) == (10, 40, 40)


def test_the_six_states_are_all_expected_lessons(client: PageClient, world: World) -> None:
    grow(world, 9, 9)
    db.session.execute(update(SchoolClass).where(SchoolClass.name.in_(["7A", "7C"])).values(grade="8"))
    recount(Counted(world.town.municipality))
    rows = document(client)["rows"]
    assert len(rows) == 3
    for row in rows:
        assert sum(row[state] for state in SIX) == row["lessons_expected"]
    whole, *schools = rows
    assert all(whole[field] == sum(row[field] for row in schools) for field in FIGURES)


def test_every_view_is_some_of_the_same_rows(client: PageClient, world: World) -> None:
    grow(world, 4, 12)
    rows = document(client)["rows"]
    years, programmes = ("2026/27", "2025/26", None), ("mvp", "pax", None)
    for year, programme, school in product(years, programmes, ("99010001", "99019999", None)):
        asked = {"school_year": year, "programme": programme, "school": school}
        arguments = "&".join(f"{name}={value}" for name, value in asked.items() if value)
        narrow = document(client, f"?{arguments}")["rows"]
        assert narrow == list(matching(rows, year, programme, school))


def matching(
    rows: list[dict[str, Any]], year: str | None, programme: str | None, school: str | None
) -> Iterator[dict[str, Any]]:
    wanted = {"school_year": year, "programme_code": programme, "school_unit_code": school}
    for row in rows:
        if all(value is None or row[name] == value for name, value in wanted.items()):
            yield row


def test_the_page_shows_what_the_json_holds(client: PageClient, world: World) -> None:
    grow(world, 4, 12)
    page = client.get("/open-data/9901").text
    shown = rows_of(page, "MVP högstadiet, läsåret 2026/27")
    for row in document(client)["rows"]:
        cells = shown[row["school"] or "Hela kommunen"]
        assert cells["Väntade klasser"] == ("dolt" if row["hidden"] == "all" else str(row["classes_expected"]))


def test_a_year_that_runs_is_shown_only_where_that_is_chosen(
    client: PageClient, now: Callable[[datetime], None]
) -> None:
    db.session.execute(update(OpenDataSetting).values(scope=Scope.OVER))
    assert document(client)["rows"] == []
    assert "Inget läsår är publicerat än" in client.get("/open-data/9901").text
    now(datetime(2027, 6, 12, 8, tzinfo=UTC))  # the day after its last
    assert {row["school_year"] for row in document(client)["rows"]} == {"2026/27"}


def test_a_year_that_has_not_begun_is_never_shown(client: PageClient, world: World) -> None:
    later = {"starts_on": date(2026, 11, 19), "ends_on": date(2027, 6, 11)}
    db.session.execute(update(SchoolYear).where(SchoolYear.id == world.town.school_year).values(**later))
    assert document(client)["rows"] == []


def test_the_json_explains_itself(client: PageClient) -> None:
    told = document(client)
    assert (told["version"], told["smallest"], told["counted_on"]) == (1, 5, "2026-11-18")
    assert told["municipality"] == {"code": "9901", "name": "Almköping"}
    assert told["licence"]["name"] == "CC0 1.0"
    assert [field["name"] for field in told["fields"]] == list(told["rows"][0])
    assert all(
        field[text][language]
        for field in told["fields"]
        for text in ("title", "description")
        for language in ("sv", "en")
    )
    page = client.get("/open-data/9901").text
    assert all(f"<code>{field['name']}</code>" in page for field in told["fields"])


def test_the_json_may_be_read_by_any_page_and_kept_for_an_hour(client: PageClient) -> None:
    answer = client.get("/open-data/9901.json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert "Set-Cookie" not in answer.headers and "Vary" not in answer.headers
    again = client.get("/open-data/9901.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_page_itself_is_kept_by_nobody_and_opens_to_nobody(client: PageClient) -> None:
    answer = client.get("/open-data/9901")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_the_page_in_english(client: PageClient) -> None:
    client.post("/language", data={"language": "en"})
    assert "To use the figures" in client.get("/open-data/9901").text


@pytest.mark.parametrize("asked", ["school_year=1999/00", "programme=weather"])
def test_what_is_not_published_is_said_at_the_field(client: PageClient, asked: str) -> None:
    page = client.get(f"/open-data/9901?{asked}").text
    assert "Välj en i listan." in page
    assert "MVP högstadiet, läsåret 2026/27" in page


@pytest.mark.parametrize("address", ["/open-data/9901", "/open-data/9901.json"])
def test_queries_do_not_grow_with_schools(
    client: PageClient, world: World, count_queries: Counting, address: str
) -> None:
    sent = []
    for more in (0, 7):
        grow(world, more, more)
        with count_queries() as statements:
            client.get(address)
        sent.append(len(statements))
    assert sent[0] == sent[1] <= 8


def test_asked_again_no_statement_is_built_and_kept(client: PageClient) -> None:
    """A statement that is kept for each question would fill the memory of whoever anybody may ask."""
    client.get("/open-data/9901.json")
    kept = school_list.cache_info().currsize
    client.get("/open-data/9901.json")
    assert school_list.cache_info().currsize == kept
