"""A case that is closed ends its group, which its holder is told before; its hand-overs go on."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text
from sqlalchemy.orm import scoped_session

from prevention.audit.models import AuditEvent
from prevention.cases.actions import take_step
from prevention.cases.models import CaseFile, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.codes import HandoverStatus
from tests.client import PageClient
from tests.conftest import NOW
from tests.handovers.giving import the_handover
from tests.town import actor_of
from tests.world import World

from .giving import groups, letters, page

ON_THE_WAY = (StepKind.ASSESS_PROTECTION, StepKind.DO_NOT_OPEN, StepKind.GIVE_FEEDBACK)


@pytest.fixture
def decided(session: object, world: World) -> str:
    """Bring the case to where it can be closed, and return its address."""
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        for step in ON_THE_WAY:
            take_step(actor_of(world.social_worker), case, step)
    return f"/cases/{world.messages.taken_case}"


def close(client: PageClient, world: World, case: str) -> None:
    assert client.sign_in(world.social_worker).post(f"{case}/close", data={"text": "Klart."}).status_code == 303


def test_the_form_says_so_before(client: PageClient, world: World, decided: str) -> None:
    form = client.sign_in(world.social_worker).get(f"{decided}?step=close").text
    assert f"Gruppen kring den unge, {groups(world)[0].reference}, avslutas tillsammans med ärendet." in form
    client.post(page(world, "/end"))
    assert "avslutas tillsammans" not in client.get(f"{decided}?step=close").text


def test_the_group_ends_and_who_took_part_is_told(client: PageClient, world: World, decided: str) -> None:
    assert client.sign_in(world.teacher).get(page(world)).status_code == 200
    close(client, world, decided)
    assert (groups(world)[0].ended_at is not None, groups(world)[0].end_reason) == (True, "done")
    for person in (world.teacher, world.police_liaison):
        assert len(letters(person, "group_ended")) == 1
        assert client.sign_in(person).get(page(world)).status_code == 404
    assert letters(world.social_worker, "group_ended") == []
    ended = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "group.ended")
    assert db.session.scalar(ended) == 1


def test_opened_again_the_case_has_no_group_that_runs(
    client: PageClient, world: World, decided: str, now: Callable[[datetime], None]
) -> None:
    close(client, world, decided)
    now(NOW + timedelta(minutes=5))
    assert client.post(f"{decided}/reopen", data={"reason": "Ny oro."}).status_code == 303
    assert groups(world)[0].ended_at is not None
    assert client.sign_in(world.teacher).get(page(world)).status_code == 404


def test_what_was_handed_over_lives_on(client: PageClient, world: World, decided: str) -> None:
    close(client, world, decided)
    with acting_as(world.social_worker):
        assert the_handover(world).status is HandoverStatus.WAITING
    assert client.sign_in(world.rescue_officer).get(f"/handovers/{world.messages.handover}").status_code == 200


def test_another_group_of_the_unit_goes_on(client: PageClient, world: World, decided: str) -> None:
    close(client, world, decided)
    there = client.sign_in(world.police_liaison_b).get(f"/groups/{world.other_messages.group}")
    assert there.status_code == 200


@pytest.mark.postgresql
def test_the_database_closes_the_plan_with_it(
    client: PageClient, session: scoped_session[Session], world: World, decided: str
) -> None:
    close(client, world, decided)
    with acting_as(world.teacher):
        assert session.scalar(text("SELECT count(*) FROM cooperation_group")) == 0
