"""An agency that has closed: a role there gives nothing after its last day, in the application and in the database."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from prevention import clock
from prevention.access.roles import Role
from prevention.accounts.models import RoleAssignment
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.organisations.models import Agency
from tests.client import PageClient
from tests.conftest import NOW
from tests.town import actor_of
from tests.world import World

Clock = Callable[[datetime], None]


def close(world: World) -> Agency:
    unit = db.session.get_one(Agency, world.town.social_services)
    unit.active_to = clock.today()
    db.session.commit()
    return unit


def test_it_is_open_through_its_last_day_and_then_nobody_gets_in(client: PageClient, world: World, now: Clock) -> None:
    unit, case = close(world), f"/cases/{world.messages.taken_case}"
    assert client.sign_in(world.social_worker).get(case).status_code == 200
    now(NOW + timedelta(days=1))
    assert client.sign_in(world.social_worker).get(case).status_code == 403
    assert "/cases" not in client.get("/help").text
    unit.active_to = None
    db.session.commit()
    assert client.get(case).status_code == 200


def test_a_role_somewhere_else_stays(session: object, world: World, now: Clock) -> None:
    here, there = world.town.municipality, world.town.rescue_service
    held = {"person_id": world.social_worker, "role": Role.RESCUE_OFFICER, "agency_id": there, "granted_at": NOW}
    db.session.add(RoleAssignment(municipality_id=here, **held))
    close(world)
    now(NOW + timedelta(days=1))
    assert [grant.role for grant in actor_of(world.social_worker).grants] == [Role.RESCUE_OFFICER]


@pytest.mark.postgresql
def test_the_database_shows_no_row_of_it_either(session: object, world: World, now: Clock) -> None:
    close(world)
    with acting_as(world.social_services_lead):
        assert db.session.scalar(select(func.count(CaseFile.id)))
    db.session.commit()
    now(NOW + timedelta(days=1))
    with acting_as(world.social_services_lead):
        assert db.session.scalar(select(func.count(CaseFile.id))) == 0
