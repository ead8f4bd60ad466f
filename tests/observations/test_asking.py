"""Who is asked to observe which lesson, and who never is: those who lead it."""

import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from sqlalchemy import select

from prevention.audit.models import AuditEvent
from prevention.classes.models import ParticipationLeader
from prevention.extensions import db
from prevention.observations.data import Candidate, Lesson
from prevention.observations.models import Observation
from tests.client import PageClient
from tests.groups.giving import letters
from tests.world import World

from .asking import asked

CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def address(world: World) -> str:
    return f"/observations/schools/{world.town.school}"


@pytest.fixture
def principal(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.principal)


def events(name: str) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == name)))


def test_an_observer_is_asked_and_written_to(principal: PageClient, world: World, address: str) -> None:
    given = {"lesson": world.class_7a.planned_sessions[3], "observer": world.coverage_administrator}
    page = principal.post(address, data=given, follow_redirects=True).text
    assert "7A, lektion 4" in page and "Tillfrågad" in page
    (row,) = db.session.scalars(select(Observation)).all()
    assert (row.lesson_id, row.observer_id) == (world.town.lessons[3], world.coverage_administrator)
    assert letters(world.coverage_administrator, "observation_asked")[0]["observation_id"] == str(row.id)
    (event,) = events("observation.asked")
    assert event.details == {
        "lesson_id": str(world.town.lessons[3]),
        "observer_id": str(world.coverage_administrator),
    }


@pytest.mark.parametrize("leader", ["teacher", "programme_leader"])
def test_who_leads_the_class_is_not_asked(principal: PageClient, world: World, address: str, leader: str) -> None:
    given = {"lesson": world.class_7a.planned_sessions[3], "observer": getattr(world, leader)}
    answer = principal.post(address, data=given)
    assert answer.status_code == 422
    assert "Den som leder klassen är ingen medbedömare." in answer.text
    assert db.session.scalars(select(Observation)).all() == []


def test_a_lesson_is_in_the_sample_once(principal: PageClient, world: World, address: str) -> None:
    given = {"lesson": world.class_7a.planned_sessions[3], "observer": world.principal}
    assert principal.post(address, data=given).status_code == 303
    assert principal.post(address, data=given).status_code == 422
    assert len(db.session.scalars(select(Observation)).all()) == 1


def test_who_asks_themselves_gets_no_mail(principal: PageClient, world: World, address: str) -> None:
    principal.post(address, data={"lesson": world.class_7a.planned_sessions[3], "observer": world.principal})
    assert letters(world.principal, "observation_asked") == []


def test_what_nobody_wrote_is_taken_out(principal: PageClient, world: World) -> None:
    key = asked(world.town, world.class_7a, world.principal)
    assert principal.post(f"/observations/{key}/remove").status_code == 303
    assert db.session.get(Observation, key) is None
    assert events("observation.removed")[0].object_id == key


def test_what_is_written_stays(principal: PageClient, world: World) -> None:
    key = asked(world.town, world.class_7a, world.principal, engagement=4)
    page = principal.post(f"/observations/{key}/remove", follow_redirects=True).text
    assert "Observationen är skriven" in page
    assert db.session.get(Observation, key) and events("observation.removed") == []


def test_chance_draws_one_lesson_in_five() -> None:
    lesson = Lesson("7A", "Skolan", "MVP", 1, None, date(2026, 11, 18))
    drawn = [Candidate(uuid.UUID(int=number), lesson).drawn for number in range(100)]
    assert sum(drawn) == 20


def test_an_observer_sees_what_waits_and_nobody_elses(client: PageClient, world: World) -> None:
    key = asked(world.town, world.class_7a, world.coverage_administrator)
    assert f"/observations/{key}" in client.sign_in(world.coverage_administrator).get("/my-observations").text
    assert "Ingen har bett dig" in client.sign_in(world.principal).get("/my-observations").text


def test_a_colleague_at_the_school_can_observe(client: PageClient, world: World, address: str) -> None:
    """A teacher who leads another class: here one who left the class they led."""
    leading = ParticipationLeader.person_id == world.teacher
    db.session.delete(db.session.scalars(select(ParticipationLeader).where(leading)).one())
    db.session.flush()
    client.sign_in(world.principal)
    given = {"lesson": world.class_7a.planned_sessions[3], "observer": world.teacher}
    assert client.post(address, data=given).status_code == 303
    client.sign_in(world.teacher)
    key = db.session.scalars(select(Observation.id)).one()
    assert client.get(f"/observations/{key}").status_code == 200


def test_queries_do_not_grow(client: PageClient, world: World, count_queries: CountQueries, address: str) -> None:
    client.sign_in(world.principal)
    asked(world.town, world.class_7a, world.principal, 0)
    counts = []
    for lesson in (1, 2, 3):
        for page in (address, "/my-observations"):
            with count_queries() as sent:
                client.get(page)
            counts.append(len(sent))
        asked(world.town, world.class_7a, world.principal, lesson)
    assert counts[:2] == counts[2:4] == counts[4:]
    assert max(counts) <= 8, counts
