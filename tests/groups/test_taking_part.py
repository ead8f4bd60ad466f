"""Who takes part: a list without names, the plan and nothing of the case, and their own commitments."""

import uuid
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from prevention import clock
from prevention.access.roles import Role
from prevention.accounts.models import RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.groups import actions
from prevention.groups.data import CommitmentData
from prevention.groups.models import Commitment, CooperationGroup
from prevention.handovers.handlers import end_what_is_over
from tests.client import PageClient
from tests.handovers.giving import CANARIES, put_canaries
from tests.town import actor_of
from tests.world import World

from .giving import groups, letters, member, page, rows

LATE = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
OUTSIDE = ("principal", "teacher_elsewhere", "rescue_officer", "colleague", "police_liaison_b")
AFTER_ALL = datetime(2027, 6, 1, 6, 0, tzinfo=UTC)


def test_the_list_names_nobody(client: PageClient, world: World) -> None:
    listed = client.sign_in(world.police_liaison).get("/groups").text
    assert groups(world)[0].reference in listed
    assert "31 maj 2027" in listed
    assert "Ett att göra" in listed
    assert "Kim" not in listed


def test_the_list_of_who_is_in_no_group_says_so(client: PageClient, world: World) -> None:
    listed = client.sign_in(world.rescue_officer).get("/groups").text
    assert "Du deltar inte i någon grupp" in listed
    assert groups(world)[0].reference not in listed


@pytest.mark.parametrize("person", ["teacher", "police_liaison"])
def test_the_page_says_the_plan_and_nothing_of_the_case(client: PageClient, world: World, person: str) -> None:
    put_canaries(world)
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        number, kept_from = case.number, str(case.id)
    client.sign_in(getattr(world, person))
    shown = client.get(page(world)).text
    for text in (
        "Planen för Kim",
        "En trygg väg tillbaka till skolan.",
        "Police Liaison 9901, Polisen Almköping",
        "Teacher 9901, Almköpings norra skola",
        "Hälsar på hemma en gång i veckan.",
        "senast 25 november 2026",
        "2 december 2026",
    ):
        assert text in shown
    for text in (number, kept_from, str(world.messages.consent), "/cases/", *CANARIES.values(), "tryggt hemma"):
        assert text not in shown
    assert "Kim" not in shown.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("person", OUTSIDE)
def test_who_does_not_take_part_finds_nothing(client: PageClient, world: World, person: str) -> None:
    assert client.sign_in(getattr(world, person)).get(page(world)).status_code == 404
    assert client.sign_in(world.teacher).get(page(world)).status_code == 200


@pytest.mark.parametrize("person", ["teacher", "police_liaison"])
def test_who_takes_part_sees_no_page_of_who_leads_nor_of_the_case(
    client: PageClient, world: World, person: str
) -> None:
    client.sign_in(getattr(world, person))
    for address in (page(world, "/lead"), f"/cases/{world.messages.taken_case}"):
        assert client.get(address).status_code == 403
    assert client.post(page(world, "/end")).status_code == 403
    assert client.get(page(world)).status_code == 200


def test_reading_is_recorded(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher).get(page(world))
    row = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "group.read")).one()
    assert (row.actor_id, row.object_id, row.details) == (world.teacher, world.messages.group, {"side": "participant"})


def test_ones_own_commitment_is_marked_as_done_once(client: PageClient, world: World) -> None:
    key = rows(world, Commitment)[0].id
    client.sign_in(world.teacher)
    assert "Markera som klart" not in client.get(page(world)).text
    said = client.post(page(world, "/done"), data={"row": key}, follow_redirects=True).text
    assert "Bara den som har åtagandet" in said
    assert rows(world, Commitment)[0].done_at is None
    client.sign_in(world.police_liaison)
    assert "Markera som klart" in client.get(page(world)).text
    for _time in range(2):
        said = client.post(page(world, "/done"), data={"row": key}, follow_redirects=True).text
    assert "Klar 18 november 2026" in said
    assert rows(world, Commitment)[0].done_by_id == world.police_liaison
    done = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "group.done")).all()
    assert len(done) == 1


def test_a_commitment_of_another_group_is_not_marked(client: PageClient, world: World) -> None:
    with acting_as(world.social_worker_b):
        query = select(Commitment.id).where(Commitment.group_id == world.other_messages.group)
        foreign = db.session.scalars(query).one()
    client.sign_in(world.police_liaison).post(page(world, "/done"), data={"row": foreign})
    with acting_as(world.social_worker_b):
        assert db.session.get_one(Commitment, foreign, populate_existing=True).done_at is None
    assert client.post(page(world, "/done"), data={"row": "x"}).status_code == 422


def test_overdue_is_said_in_words(client: PageClient, world: World, now: Any) -> None:
    now(LATE)
    client.sign_in(world.police_liaison)
    assert "Försenat med 2 dagar" in client.get(page(world)).text
    assert "Ett är försenat" in client.get("/groups").text


def test_withdrawing_the_consent_closes_the_page_and_tells(client: PageClient, world: World) -> None:
    reference = groups(world)[0].reference
    assert client.sign_in(world.teacher).get(page(world)).status_code == 200
    client.sign_in(world.social_worker)
    said = client.post(f"/consents/{world.messages.consent}/withdraw", follow_redirects=True).text
    assert "Gruppen som byggde på det är avslutad" in said
    assert "Avslutad: samtycket har återkallats" in said
    for person in (world.teacher, world.police_liaison):
        client.sign_in(person)
        assert client.get(page(world)).status_code == 404
        assert client.post(page(world, "/done"), data={"row": rows(world, Commitment)[0].id}).status_code == 404
        assert reference not in client.get("/groups").text
        told = letters(person, "group_ended")
        assert [set(one) - {"person_id", "letter"} for one in told] == [{"reference"}]
    assert letters(world.social_worker, "group_ended") == []
    assert client.sign_in(world.social_worker).get(page(world, "/lead")).status_code == 200


def test_the_day_the_consent_runs_out_the_page_is_closed_before_any_job(
    client: PageClient, world: World, now: Any
) -> None:
    assert client.sign_in(world.teacher).get(page(world)).status_code == 200
    now(AFTER_ALL)
    assert client.sign_in(world.teacher).get(page(world)).status_code == 404
    assert groups(world)[0].ended_at is None


def test_the_job_notes_that_it_ran_out_once_and_tells(client: PageClient, world: World, now: Any) -> None:
    now(AFTER_ALL)
    for _time in range(2):
        end_what_is_over({})
        db.session.commit()
    assert len(letters(world.teacher, "group_ended")) == 1
    assert groups(world)[0].end_reason == "consent_expired"
    assert "samtycket har gått ut" in client.sign_in(world.social_worker).get(page(world, "/lead")).text


def test_who_no_longer_works_there_sees_no_more(client: PageClient, world: World) -> None:
    assert client.sign_in(world.teacher).get(page(world)).status_code == 200
    role = db.session.scalars(select(RoleAssignment).where(RoleAssignment.person_id == world.teacher)).one()
    role.ended_at = clock.now()
    db.session.add(
        RoleAssignment(
            municipality_id=role.municipality_id,
            person_id=role.person_id,
            role=Role.TEACHER,
            agency_id=world.town.other_school,
            granted_at=clock.now(),
        )
    )
    db.session.commit()
    assert client.sign_in(world.teacher).get(page(world)).status_code == 404


def test_pages_cost_the_same_for_few_and_many(client: PageClient, world: World, count_queries: Any) -> None:
    def costs() -> list[int]:
        found = []
        for person, address in (
            (world.teacher, "/groups"),
            (world.teacher, page(world)),
            (world.social_worker, page(world, "/lead")),
            (world.social_worker, f"/cases/{world.messages.taken_case}/groups/new"),
        ):
            client.sign_in(person)
            with count_queries() as sent:
                assert client.get(address).status_code == 200
            found.append(len(sent))
        return found

    few = costs()
    write_more(world)
    assert costs() == few
    assert max(few) <= 8


def write_more(world: World) -> None:
    who, worker = member(world, world.teacher), actor_of(world.social_worker)
    with acting_as(world.social_worker):
        group = db.session.get_one(CooperationGroup, world.messages.group)
        for number in range(4):
            what = CommitmentData(f"Nummer {number}", who, date(2026, 12, 1), uuid.uuid4())
            actions.commit_to(worker, group, what)
            actions.plan_meeting(worker, group, date(2026, 12, 9), uuid.uuid4())
    db.session.commit()
