"""The unit's page: load, what nobody has taken, what is late, offers; never the name of a young person."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from prevention.accounts.models import RoleAssignment
from prevention.cases import actions
from prevention.cases.models import CaseFile, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import Urgency
from tests.client import PageClient
from tests.messages import send
from tests.town import actor_of
from tests.world import World

NAMES = ("Kim", "Exempelsson", "Robin", "Påhittad", "20130101TF01")


@pytest.fixture
def lead(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.social_services_lead)


def number_of(world: World, case: Any) -> str:
    with acting_as(world.social_services_lead):
        return db.session.scalars(select(CaseFile.number).where(CaseFile.id == case)).one()


def test_what_nobody_has_taken_stands_there_without_names(lead: PageClient, world: World) -> None:
    page = lead.get("/unit").text
    assert number_of(world, world.messages.arrived_case) in page
    assert number_of(world, world.messages.taken_case) not in page, "it is taken, and nothing of it is late"
    assert not [name for name in NAMES if name in page]


def test_late_clocks_stand_first_the_most_urgent_on_top(
    lead: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    now(datetime(2026, 11, 20, 9, 0, tzinfo=UTC))
    page = lead.sign_in(world.social_services_lead).get("/unit").text
    late, _, _rest = page.partition("Ingen har tagit")
    soon, normal = (number_of(world, case) for case in (world.messages.taken_case, world.messages.arrived_case))
    assert late.index(soon) < late.index(normal)
    assert "2 dagar sent" in late
    assert "Ingen ännu" in late


def test_load_is_counted_for_everybody_of_the_unit(lead: PageClient, world: World) -> None:
    page = lead.get("/unit").text
    load = page[page.index("Vem har hur mycket") :]
    assert "Colleague 9901" in load
    assert "Social Worker 9901" in load
    assert "9902" not in load
    assert load.index("Social Worker") < load.index("Colleague"), "most open cases first"


def test_who_left_and_still_holds_a_case_is_told(lead: PageClient, world: World) -> None:
    assert "Inte längre på enheten" not in lead.get("/unit").text
    db.session.execute(
        update(RoleAssignment)
        .where(RoleAssignment.person_id == world.social_worker)
        .values(ended_at=datetime(2026, 11, 17, tzinfo=UTC))
    )
    db.session.commit()
    assert "Inte längre på enheten" in lead.get("/unit").text


def test_an_offer_that_waits_is_shown(lead: PageClient, world: World) -> None:
    assert "Erbjudet" not in lead.get("/unit").text
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        actions.take_step(actor_of(world.social_worker), case, StepKind.OFFER, to_id=world.colleague)
    db.session.commit()
    assert number_of(world, world.messages.taken_case) in lead.get("/unit").text.partition("Erbjudet")[2]


def test_a_week_without_duty_is_said(lead: PageClient) -> None:
    assert "V. 48 har ingen jour" in lead.get("/unit").text


def test_it_costs_the_same_for_many_cases(lead: PageClient, world: World, count_queries: Any) -> None:
    with count_queries() as few:
        lead.get("/unit")
    for number in range(5):
        send(world.town, "teacher", world.town.school, f"Nummer {number}", Urgency.NORMAL)
    db.session.commit()
    with count_queries() as many:
        lead.get("/unit")
    assert len(few) == len(many) <= 8
