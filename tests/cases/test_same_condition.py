"""Who sees a case is written in the policy and in two functions of the owner: they say the same, to everybody."""

import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from prevention import clock
from prevention.access.actor import Actor
from prevention.cases import actions, emergency
from prevention.cases.models import CaseFile, StepKind
from prevention.cases.queries import is_named
from prevention.cases.rights import is_asked, may_open
from prevention.database import acting_as
from prevention.extensions import db
from prevention.sealing.models import DataKey
from tests.town import actor_of
from tests.world import World

from .desk import name_handler, send
from .test_row_security import PEOPLE

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("session")]
SEES = text("SELECT app_sees(:case)")
BESIDE = text("SELECT * FROM app_beside(:case)")
SEEN = text("SELECT id FROM case_file WHERE id = :case")
OPENED = {  # plain ones, then of protected identities; who is on duty sees no protected one, and the lead opens none
    "taken": {"social_worker", "social_services_lead"},
    "arrived": {"social_worker", "social_services_lead"},
    "offered": {"social_worker", "social_services_lead", "colleague"},
    "broken": {"social_worker", "social_services_lead", "colleague"},
    "over": {"social_worker", "social_services_lead"},
    "protected": {"colleague"},
    "held by the named": {"colleague"},
    "offered and protected": {"colleague", "social_worker"},
    "elsewhere": {"social_worker_b"},
    "gone": set(),
}


@pytest.fixture
def cases(world: World) -> dict[str, uuid.UUID]:
    """Cases of every standing, each with a hand-over, a file or nothing beside it."""
    name_handler(world, world.colleague)
    return {
        "taken": world.messages.taken_case,
        "arrived": world.messages.arrived_case,
        "offered": offered(world.social_worker, world.colleague, send(world)),
        "broken": broken(world.colleague, taken(world.social_worker, send(world))),
        "over": broken(world.colleague, taken(world.social_worker, send(world)), hours_ago=2),
        "protected": send(world, protected=True),
        "held by the named": taken(world.colleague, send(world, protected=True)),
        "offered and protected": offered(world.colleague, world.social_worker, send(world, protected=True)),
        "elsewhere": world.other_messages.taken_case,
        "gone": uuid.uuid4(),
    }


def taken(person: uuid.UUID, case: uuid.UUID) -> uuid.UUID:
    with acting_as(person):
        actions.take_step(actor_of(person), db.session.get_one(CaseFile, case), StepKind.TAKE)
    return case


def offered(person: uuid.UUID, to: uuid.UUID, case: uuid.UUID) -> uuid.UUID:
    taken(person, case)
    with acting_as(person):
        actions.take_step(actor_of(person), db.session.get_one(CaseFile, case), StepKind.OFFER, to_id=to)
    return case


def broken(person: uuid.UUID, case: uuid.UUID, hours_ago: int = 0) -> uuid.UUID:
    with acting_as(person):
        key = db.session.scalars(select(DataKey.id).limit(1)).one()
        glass = emergency.open_for_an_hour(actor_of(person), case, key, "Akut")
    if hours_ago:
        at = glass.expires_at - timedelta(hours=hours_ago)
        owner = f"UPDATE emergency_access SET expires_at = '{at.isoformat()}' WHERE id = '{glass.id}'"  # noqa: S608  our own
        db.session.execute(text("SELECT run_as_owner(:statement)"), {"statement": owner})
        assert at < clock.now()
    return case


def opened_by(actor: Actor, case: CaseFile) -> bool:
    return may_open(actor, case, asked=is_asked(actor, case), named=is_named(actor, case))


@pytest.mark.parametrize("person", PEOPLE)
def test_what_the_functions_tell_is_what_the_policy_and_the_page_open(
    world: World, cases: dict[str, uuid.UUID], person: str
) -> None:
    key = getattr(world, person)
    db.session.expunge_all()
    with acting_as(key):
        for name, case in cases.items():
            this = {"case": case}
            row = db.session.get(CaseFile, case)
            opens = row is not None and opened_by(actor_of(key), row)
            assert db.session.scalar(SEES, this) == (db.session.scalar(SEEN, this) is not None), name
            assert len(db.session.execute(BESIDE, this).all()) == int(opens), name
            assert opens == (person in OPENED[name]), name


def test_to_a_closed_account_and_to_nobody_nothing_is_told(world: World, cases: dict[str, uuid.UUID]) -> None:
    closed = "UPDATE person SET deactivated_at = now() WHERE id = :me"
    db.session.execute(text(closed), {"me": world.social_worker})
    for case in cases.values():
        assert not db.session.scalar(SEES, {"case": case})
        with acting_as(world.social_worker):
            assert not db.session.scalar(SEES, {"case": case})
            assert db.session.execute(BESIDE, {"case": case}).all() == []
