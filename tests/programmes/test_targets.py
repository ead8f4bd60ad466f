"""Targets: what is in force in words, setting, copying and removing."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import Agency, GradeScheme, SchoolYear
from prevention.programmes.models import CoverageTarget, DeliveryMode, Programme
from tests.client import PageClient
from tests.world import World

Counter = Callable[[], AbstractContextManager[list[str]]]
Place = tuple[uuid.UUID, uuid.UUID | None, str]


@pytest.fixture
def administrator(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.coverage_administrator)


@pytest.fixture
def next_year(world: World, session: object) -> SchoolYear:
    year = SchoolYear(
        id=uuid.uuid4(),
        municipality_id=world.town.municipality,
        name="2027/28",
        starts_on=date(2027, 8, 16),
        ends_on=date(2028, 6, 9),
    )
    db.session.add(year)
    db.session.flush()
    return year


def places(year: uuid.UUID) -> set[Place]:
    columns = (CoverageTarget.programme_id, CoverageTarget.school_id, CoverageTarget.grade)
    return set(db.session.execute(select(*columns).where(CoverageTarget.school_year_id == year)))


def events(world: World) -> list[tuple[str, dict[str, object]]]:
    query = select(AuditEvent).where(AuditEvent.chain == world.town.municipality).order_by(AuditEvent.number)
    return [(row.event, row.details) for row in db.session.scalars(query)]


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def address(world: World) -> str:
    return f"/school-years/{world.town.school_year}/targets"


def test_the_menu_page_leads_to_the_year_that_is_now(administrator: PageClient, world: World) -> None:
    assert administrator.get("/targets").location == address(world)


def test_without_a_school_year_it_says_what_to_do(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prevention.programmes.target_views.current_school_year", lambda _municipality: None)
    assert client.sign_in(world.coverage_administrator).get("/targets").status_code == 200


def test_a_target_is_told_in_words_with_the_classes_it_reaches(administrator: PageClient, world: World) -> None:
    page = administrator.get(address(world)).text
    assert re.search(r'<th scope="row">[^<]*7[^<]*</th>\s*<td class="number"[^>]*>3</td>', page)
    assert "MVP högstadiet" in text_of(page)


def test_the_grades_of_a_school_stand_in_one_row_and_are_removed_one_by_one(
    administrator: PageClient, world: World
) -> None:
    town = world.town
    for school, grades in (("", ["9", "7", "8"]), (str(town.school), ["F", "2", "gy1", "gy2"])):
        data = {"programme": str(town.pax), "grades": grades, "school": school}
        assert administrator.post(address(world), data=data).status_code == 303
    page = administrator.get(address(world)).text
    rows = [text_of(row) for row in re.findall(r'<th scope="row">.*?</th>\s*<td.*?</td>', page, re.DOTALL)]
    assert "Åk 7–9 på alla skolor 3" in rows, rows
    assert any(row.startswith("Åk F, 2, gymnasiet år 1–2 på Almköpings norra skola") for row in rows), rows
    assert len(rows) == 3
    assert "Åk 8 på alla skolor" in text_of(page)
    assert page.count('/remove"') == 8, "each grade is removed by itself"


def test_the_page_needs_as_many_queries_for_many_targets_as_for_one(
    administrator: PageClient, world: World, count_queries: Counter
) -> None:
    with count_queries() as one:
        administrator.get(address(world))
    for grade in ("F", "1", "2", "8", "9", "gy1"):
        for school in ("", str(world.town.school)):
            data = {"programme": str(world.town.pax), "grades": grade, "school": school}
            assert administrator.post(address(world), data=data).status_code == 303
    with count_queries() as many:
        administrator.get(address(world))
    assert len(one) == len(many) <= 6


def test_setting_targets_for_several_grades_at_all_schools(administrator: PageClient, world: World) -> None:
    town = world.town
    data = {"programme": str(town.pax), "grades": ["7", "8"], "school": ""}
    assert administrator.post(address(world), data=data).status_code == 303
    assert places(town.school_year) == {(town.mvp, None, "7"), (town.pax, None, "7"), (town.pax, None, "8")}
    assert events(world) == [
        ("targets.added", {"programme_id": str(town.pax), "school_id": None, "grades": ["7", "8"]})
    ]


def test_setting_what_is_there_already_is_no_error(administrator: PageClient, world: World) -> None:
    town = world.town
    data = {"programme": str(town.mvp), "grades": ["7"], "school": ""}
    assert administrator.post(address(world), data=data).status_code == 303
    assert 'data-color="info"' in administrator.get(address(world)).text
    assert events(world) == []
    at_one = data | {"school": str(town.school), "grades": ["7", "9"]}
    for _twice in range(2):
        administrator.post(address(world), data=at_one)
    assert places(town.school_year) == {
        (town.mvp, None, "7"),
        (town.mvp, town.school, "7"),
        (town.mvp, town.school, "9"),
    }
    assert len(events(world)) == 1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"programme": ""}, "programme-error"),
        ({"programme": "the other town's"}, "programme-error"),
        ({"grades": []}, "grades-error"),
        ({"grades": ["12"]}, "grades-error"),
        ({"school": "the other town's"}, "school-error"),
        ({"school": str(uuid.uuid4())}, "school-error"),
    ],
)
def test_only_what_exists_here_can_be_chosen(
    administrator: PageClient, world: World, changed: dict[str, str], said: str
) -> None:
    theirs = {"programme": str(world.other_town.mvp), "school": str(world.other_town.school)}
    data = {"programme": str(world.town.mvp), "grades": ["8"], "school": str(world.town.school)} | {
        key: theirs[key] if value == "the other town's" else value for key, value in changed.items()
    }
    answer = administrator.post(address(world), data=data)
    assert answer.status_code == 422
    assert f'id="{said}"' in answer.text
    assert "checked" in answer.text or "grades" in changed
    assert places(world.town.school_year) == {(world.town.mvp, None, "7")}


def test_neither_retired_nor_individual_programmes_can_be_chosen(administrator: PageClient, world: World) -> None:
    town = world.town
    db.session.get_one(Programme, town.mvp).delivery_mode = DeliveryMode.INDIVIDUAL
    retired = db.session.get_one(Programme, town.pax)
    retired.retired_at = retired.created_at
    db.session.flush()
    page = administrator.get(f"{address(world)}/new").text
    assert str(town.mvp) not in page
    assert str(town.pax) not in page


def test_the_form_offers_the_grades_of_the_years_scheme(
    administrator: PageClient, world: World, next_year: SchoolYear
) -> None:
    next_year.grade_scheme = GradeScheme.ONE_TO_10
    db.session.flush()
    page = administrator.get(f"/school-years/{next_year.id}/targets/new").text
    assert 'value="10"' in page
    assert 'value="F"' not in page
    assert 'value="F"' in administrator.get(f"{address(world)}/new").text


def test_copying_last_years_targets(administrator: PageClient, world: World, next_year: SchoolYear) -> None:
    town = world.town
    closed = db.session.get_one(Agency, town.other_school)
    closed.active_to = date(2027, 7, 1)
    db.session.flush()
    data = {"programme": str(town.mvp), "grades": ["8"]}
    for school in (town.school, town.other_school):
        administrator.post(address(world), data=data | {"school": str(school)})
    administrator.post(address(world), data={"programme": str(town.pax), "grades": ["1"], "school": ""})
    retired = db.session.get_one(Programme, town.pax)
    retired.retired_at = retired.created_at
    db.session.flush()
    key = next_year.id
    there = f"/school-years/{key}/targets"
    assert f"{there}/copy" in administrator.get(there).text
    for _twice in range(2):
        assert administrator.post(f"{there}/copy").status_code == 303
    assert places(key) == {(town.mvp, None, "7"), (town.mvp, town.school, "8")}
    assert [name for name, _details in events(world)].count("targets.copied") == 1


def test_grades_that_are_numbered_anew_are_not_copied(administrator: PageClient, next_year: SchoolYear) -> None:
    next_year.grade_scheme = GradeScheme.ONE_TO_10
    db.session.flush()
    key = next_year.id
    assert "/copy" not in administrator.get(f"/school-years/{key}/targets").text
    assert administrator.post(f"/school-years/{key}/targets/copy").status_code == 303
    assert places(key) == set()


def test_removing_a_target(administrator: PageClient, world: World) -> None:
    town = world.town
    assert f"/targets/{town.target}/remove" in administrator.get(address(world)).text
    assert administrator.post(f"/targets/{town.target}/remove").location == address(world)
    assert places(town.school_year) == set()
    assert [name for name, _details in events(world)] == ["target.removed"]
    assert administrator.post(f"/targets/{town.target}/remove").status_code == 404


def test_a_year_without_targets_says_what_that_means(administrator: PageClient, next_year: SchoolYear) -> None:
    assert 'class="ds-card empty"' in administrator.get(f"/school-years/{next_year.id}/targets").text
