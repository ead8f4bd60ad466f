"""Ids inside a form are checked by no mark: each is taken where it is one's own, and refused where it is not."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from prevention.organisations.models import SchoolBreak
from tests.client import PageClient
from tests.world import World

Form = dict[str, object]
Case = tuple[str, Callable[[World], str], Callable[[World], Form], str, Callable[[World], list[uuid.UUID]]]


def at_class(world: World) -> str:
    return f"/classes/{world.class_7b}/programmes/new"


def new_class(world: World) -> Form:
    return {
        "name": "8A",
        "grade": "8",
        "pupils": "20",
        "school": world.town.school,
        "school_year": world.town.school_year,
    }


def session_held(world: World) -> Form:
    held = {"status": "held", "held_on": "2026-11-11", "minutes": "60", "pupils_present": "20", "leaders_present": "2"}
    return held | {"lesson": world.town.lessons[1], "client_id": uuid.uuid4()}


def new_person(world: World) -> Form:
    return {"name": "Ny Person", "email": "ny@9901.example", "role": "teacher", "agency": world.town.school}


def new_role(world: World) -> Form:
    return {"role": "teacher", "agency": world.town.school}


def target(world: World) -> Form:
    return {"programme": world.town.mvp, "school": world.town.school, "grades": ["9"]}


def observation(world: World) -> Form:
    return {"lesson": world.class_7a.planned_sessions[3], "observer": world.coverage_administrator}


CASES: list[Case] = [
    (
        "coverage_administrator",
        lambda _world: "/classes/new",
        new_class,
        "school",
        lambda world: [world.other_town.school],
    ),
    (
        "coverage_administrator",
        lambda _world: "/classes/new",
        new_class,
        "school_year",
        lambda world: [world.other_town.school_year],
    ),
    ("principal", at_class, lambda world: {"programme": world.town.mvp}, "programme", lambda w: [w.other_town.mvp]),
    (
        "principal",
        at_class,
        lambda world: {"programme": world.town.mvp, "leaders": [world.teacher]},
        "leaders",
        lambda world: [world.teacher_b, world.teacher_elsewhere, world.system_administrator],
    ),
    (
        "principal",
        lambda world: f"/participations/{world.class_7a.participation}/leaders",
        lambda world: {"leaders": [world.teacher]},
        "leaders",
        lambda world: [world.teacher_b, world.teacher_elsewhere, world.system_administrator],
    ),
    (
        "teacher",
        lambda world: f"/participations/{world.class_7a.participation}/sessions",
        session_held,
        "lesson",
        lambda world: [world.other_town.lessons[1], world.town.lessons[0]],
    ),
    (
        "system_administrator",
        lambda _world: "/people",
        new_person,
        "agency",
        lambda world: [world.other_town.school, world.town.municipality],
    ),
    (
        "system_administrator",
        lambda world: f"/people/{world.nobody}/roles",
        new_role,
        "agency",
        lambda world: [world.other_town.school],
    ),
    (
        "system_administrator",
        lambda world: f"/organisation/schools/{world.town.school}/district",
        lambda world: {"district": world.town.district},
        "district",
        lambda world: [world.other_town.district],
    ),
    (
        "coverage_administrator",
        lambda world: f"/school-years/{world.town.school_year}/targets",
        target,
        "programme",
        lambda world: [world.other_town.mvp],
    ),
    (
        "coverage_administrator",
        lambda world: f"/school-years/{world.town.school_year}/targets",
        target,
        "school",
        lambda world: [world.other_town.school],
    ),
    (
        "principal",
        lambda world: f"/observations/schools/{world.town.school}",
        observation,
        "lesson",
        lambda world: [world.class_7c.planned_sessions[3], world.class_7d.planned_sessions[3]],
    ),
    (
        "principal",
        lambda world: f"/observations/schools/{world.town.school}",
        observation,
        "observer",
        lambda world: [world.teacher, world.teacher_elsewhere, world.principal_b, world.auditor],
    ),
]
NAMES = [f"{person} {form.__name__.strip('<>')} {field}" for person, _address, form, field, _foreign in CASES]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_an_id_in_a_form_is_refused_unless_it_is_ones_own(client: PageClient, world: World, case: Case) -> None:
    person, address, form, field, foreign = case
    client.sign_in(getattr(world, person))
    for key in foreign(world):
        before = events()
        answer = client.post(address(world), data=form(world) | {field: key})
        assert (answer.status_code, events()) == (422, before), f"{field} {key} was taken"
    assert client.post(address(world), data=form(world)).status_code == 303


def test_a_break_of_another_year_is_not_removed(client: PageClient, world: World) -> None:
    """Its id stands in the query."""
    of_year = SchoolBreak.school_year_id == world.other_town.school_year
    theirs = db.session.scalars(select(SchoolBreak.id).where(of_year)).all()
    client.sign_in(world.system_administrator)
    client.post(f"/organisation/school-years/{world.town.school_year}/breaks/remove?break={theirs[0]}")
    assert db.session.scalars(select(SchoolBreak.id).where(of_year)).all() == theirs


def events() -> int:
    return db.session.scalar(select(func.count(AuditEvent.id))) or 0
