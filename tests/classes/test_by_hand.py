"""A class added, changed and removed by hand."""

import pytest

from prevention.audit.models import AuditEvent
from prevention.classes.models import Participation, SchoolClass
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World


@pytest.fixture
def form(world: World) -> dict[str, object]:
    return {
        "school": world.town.school,
        "school_year": world.town.school_year,
        "name": " 8  C ",
        "grade": "åk 8",
        "pupils": "24",
    }


def test_adds_a_class(client: PageClient, world: World, form: dict[str, object]) -> None:
    response = client.sign_in(world.coverage_administrator).post("/classes/new", data=form)
    assert response.status_code == 303
    added = db.session.query(SchoolClass).filter_by(name="8 C").one()
    assert (added.grade, added.pupils, added.school_id) == ("8", 24, world.town.school)
    told = db.session.query(AuditEvent).filter_by(event="class.added", object_id=added.id).one()
    assert told.details["pupils"] == 24


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Skriv klassens namn"),
        ("name", "x" * 41, "högst 40 tecken"),
        ("grade", "12", "Skriv årskursen"),
        ("grade", "", "Skriv årskursen"),
        ("pupils", "", "Skriv hur många elever"),
        ("pupils", "-1", "mellan 0 och 500"),
        ("pupils", "501", "mellan 0 och 500"),
        ("pupils", "många", "heltal"),
        ("school", "", "Välj skolan som klassen går på."),
        ("school", "elsewhere", "Välj en i listan"),
        ("school_year", "x", "Välj en i listan"),
    ],
)
def test_a_fault_is_said_and_nothing_typed_is_lost(
    client: PageClient, world: World, form: dict[str, object], field: str, typed: str, said: str
) -> None:
    given = form | {field: str(world.other_town.school) if typed == "elsewhere" else typed}
    response = client.sign_in(world.coverage_administrator).post("/classes/new", data=given)
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert said in html
    for other in {"name", "grade", "pupils"} - {field}:
        assert f'value="{" ".join(str(form[other]).split())}"' in html


@pytest.mark.parametrize("name", ["7A", "7a"])
def test_a_name_that_is_taken(client: PageClient, world: World, form: dict[str, object], name: str) -> None:
    response = client.sign_in(world.coverage_administrator).post("/classes/new", data=form | {"name": name})
    assert response.status_code == 422
    assert "Skolan har redan en klass med det namnet" in response.get_data(as_text=True)


def test_changes_a_class(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    address = f"/classes/{world.class_7b}/edit"
    assert 'value="22"' in client.get(address).get_data(as_text=True)
    assert client.post(address, data={"name": "7B", "grade": "7", "pupils": "25"}).status_code == 303
    assert db.session.get_one(SchoolClass, world.class_7b, populate_existing=True).pupils == 25


@pytest.mark.parametrize("name", ["7A", "7a"])
def test_a_change_to_a_name_that_is_taken(client: PageClient, world: World, name: str) -> None:
    client.sign_in(world.coverage_administrator)
    response = client.post(f"/classes/{world.class_7b}/edit", data={"name": name, "grade": "7", "pupils": "25"})
    assert response.status_code == 422
    assert db.session.get_one(SchoolClass, world.class_7b, populate_existing=True).name == "7B"


def test_a_class_keeps_its_name_in_other_letters(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    client.post(f"/classes/{world.class_7b}/edit", data={"name": "7b", "grade": "7", "pupils": "22"})
    assert db.session.get_one(SchoolClass, world.class_7b, populate_existing=True).name == "7b"


def test_removes_a_class_with_its_plans(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    client.post(f"/classes/{world.class_7b}/programmes/new", data={"programme": world.town.mvp, "weekday": ""})
    assert client.post(f"/classes/{world.class_7b}/remove").status_code == 303
    assert db.session.query(SchoolClass).filter_by(id=world.class_7b).count() == 0
    assert db.session.query(Participation).filter_by(school_class_id=world.class_7b).count() == 0
    assert db.session.query(AuditEvent).filter_by(event="class.removed", object_id=world.class_7b).count() == 1


def test_a_class_with_logs_stays(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    response = client.post(f"/classes/{world.class_7a.school_class}/remove", follow_redirects=True)
    assert "Klassen har loggade lektioner" in response.get_data(as_text=True)
    assert db.session.query(Participation).filter_by(id=world.class_7a.participation).count() == 1
