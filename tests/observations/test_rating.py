"""What an observer writes, and how it stands beside what those who led told."""

import re
import uuid

import pytest
from sqlalchemy import select, update

from prevention.audit.models import AuditEvent
from prevention.classes.models import ParticipationLeader
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.observations import comparing
from prevention.observations.comparing import Measure
from prevention.observations.models import Observation
from prevention.quality.queries import Chosen
from tests.client import PageClient
from tests.town import actor_of
from tests.world import World

from .asking import asked

SEEN = {"observed_on": "2026-11-18", "delivered_as_planned": "no", "engagement": "3", "leaders_present": "2"}


@pytest.fixture
def key(world: World) -> uuid.UUID:
    return asked(world.town, world.class_7a, world.principal)


@pytest.fixture
def principal(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.principal)


def events() -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == "observation.written")))


def test_an_observer_writes_what_they_saw(principal: PageClient, key: uuid.UUID) -> None:
    assert principal.post(f"/observations/{key}", data=SEEN).location == "/my-observations"
    row = db.session.get_one(Observation, key)
    assert (row.delivered_as_planned, row.engagement, row.leaders_present, row.minutes) == (False, 3, 2, None)
    assert [event.object_id for event in events()] == [key]
    assert 'value="3" checked' in " ".join(principal.get(f"/observations/{key}").text.split())


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"observed_on": ""}, "Välj dagen."),
        ({"observed_on": "2026-11-19"}, "Den dagen har inte varit än."),
        ({"minutes": "0"}, "Skriv ett tal mellan 1 och 600."),
        ({"engagement": "", "delivered_as_planned": "", "leaders_present": ""}, "Ange minst en sak av det du såg."),
    ],
)
def test_faults_are_sentences(principal: PageClient, key: uuid.UUID, given: dict[str, str], says: str) -> None:
    answer = principal.post(f"/observations/{key}", data=SEEN | given)
    assert answer.status_code == 422
    assert says in answer.text
    assert events() == []


def test_who_leads_by_now_does_not_rate_their_own_lesson(principal: PageClient, world: World, key: uuid.UUID) -> None:
    leader = ParticipationLeader(
        municipality_id=world.town.municipality,
        participation_id=world.class_7a.participation,
        person_id=world.principal,
    )
    db.session.add(leader)
    db.session.flush()
    answer = principal.post(f"/observations/{key}", data=SEEN)
    assert answer.status_code == 422 and "någon annan måste vara medbedömare" in answer.text
    assert db.session.get_one(Observation, key).written_at is None


def logged_by_the_principal(world: World) -> None:
    of_7a = update(SessionLog).where(SessionLog.id == world.class_7a.log)
    db.session.execute(of_7a.values(logged_by_id=world.principal))


def test_who_logged_the_lesson_does_not_rate_it(principal: PageClient, world: World) -> None:
    key = asked(world.town, world.class_7a, world.principal, 0)
    db.session.execute(
        update(SessionLog).where(SessionLog.id == world.class_7a.log).values(logged_by_id=world.principal)
    )
    assert principal.post(f"/observations/{key}", data=SEEN).status_code == 422


def test_who_left_the_school_observes_there_no_more(client: PageClient, world: World) -> None:
    key = asked(world.town, world.class_7a, world.principal_elsewhere)
    assert client.sign_in(world.principal_elsewhere).get(f"/observations/{key}").status_code == 404


def compared(world: World) -> comparing.Comparison:
    chosen = Chosen(world.town.school_year, world.town.mvp)
    return comparing.total(comparing.per_school(actor_of(world.coverage_administrator), chosen))


def test_both_are_compared_where_both_state_it(world: World, session: object) -> None:
    asked(world.town, world.class_7a, world.principal, 0, delivered_as_planned=False, leaders_present=2, engagement=3)
    asked(world.town, world.class_7c, world.principal_elsewhere, 0, minutes=45, delivered_as_planned=True)
    asked(world.town, world.class_7c, world.principal_elsewhere, 1, minutes=45)  # never logged
    figures = compared(world)
    assert figures.pairs == 2
    assert figures.as_planned == Measure(pairs=2, led=2, seen=1)
    assert figures.engagement == Measure()  # the leaders stated none
    assert figures.two_leaders == Measure(pairs=1, led=1, seen=1)
    assert figures.minutes == Measure(pairs=1, led=60, seen=45)
    assert figures.minutes.difference == 15


def test_a_pair_whose_log_the_observer_wrote_is_none(world: World, session: object) -> None:
    asked(world.town, world.class_7a, world.principal, 0, minutes=45)
    db.session.execute(
        update(SessionLog).where(SessionLog.id == world.class_7a.log).values(logged_by_id=world.principal)
    )
    assert compared(world).pairs == 0


def test_few_pairs_are_said_to_be_few(client: PageClient, world: World) -> None:
    asked(world.town, world.class_7a, world.principal, 0, delivered_as_planned=False, minutes=45)
    page = client.sign_in(world.coverage_administrator).get("/observations").text
    row = re.search(r'<th scope="row">Som planerat</th>(.*?)</tr>', page, re.DOTALL)
    assert row
    cells = [re.sub(r"<[^>]+>", "", cell).split() for cell in re.findall(r"<td[^>]*>(.*?)</td>", row[1], re.DOTALL)]
    assert [" ".join(cell) for cell in cells] == [
        "100 %",
        "0 %",
        "+100 procentenheter",
        "1 lektion färre än fem: för få för att dra slutsatser",
    ]
