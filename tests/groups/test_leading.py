"""Leading: inviting whom the consent covers, commitments, meetings, leaving, and the end."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select, update

from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.groups.models import Commitment, GroupMeeting, GroupMember
from tests.client import PageClient
from tests.world import World

from .giving import assignment, groups, letters, member, page, rows


@pytest.mark.parametrize("person", ["rescue_officer", "programme_leader"])
def test_somebody_is_invited_and_told_by_a_number_alone(client: PageClient, world: World, person: str) -> None:
    """The programme leader is who comes from leisure or the field team: SSPF has them in its name."""
    key: uuid.UUID = getattr(world, person)
    assert client.sign_in(key).get(page(world)).status_code == 404
    client.sign_in(world.social_worker)
    invited = {"person": assignment(key), "role": "contact"}
    assert client.post(page(world, "/members"), data=invited).status_code == 303
    told = letters(key, "group_invited")
    group = {"reference": groups(world)[0].reference, "group_id": str(world.messages.group)}
    assert told == [{"person_id": str(key), "letter": "group_invited"} | group]
    assert f'href="/groups/{world.messages.group}"' in client.sign_in(key).get("/groups").text
    shown = client.get(page(world)).text
    assert "Den unges kontaktperson" in shown


@pytest.mark.parametrize(
    "person",
    [
        "teacher_elsewhere",
        "coverage_administrator",
        "auditor",
        "police_liaison_b",
        "police_liaison",
        "social_services_lead",
    ],
)
def test_only_those_the_consent_covers_are_invited(client: PageClient, world: World, person: str) -> None:
    """Nor anybody of another town, nor who has no role that takes part, nor who is there already."""
    client.sign_in(world.social_worker)
    foreign = {"person": assignment(getattr(world, person)), "role": "participant"}
    assert client.post(page(world, "/members"), data=foreign).status_code == 422
    assert len(rows(world, GroupMember)) == 3
    colleague = {"person": assignment(world.colleague), "role": "participant"}
    assert client.post(page(world, "/members"), data=colleague).status_code == 303
    assert len(rows(world, GroupMember)) == 4


def test_who_leaves_sees_the_plan_no_more_and_can_come_back(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    said = client.post(page(world, "/members/end"), data={"row": member(world, world.teacher)}, follow_redirects=True)
    assert "Slutade 18 november 2026" in said.text
    assert client.sign_in(world.teacher).get(page(world)).status_code == 404
    assert client.sign_in(world.police_liaison).get(page(world)).status_code == 200
    client.sign_in(world.social_worker)
    client.post(page(world, "/members"), data={"person": assignment(world.teacher), "role": "participant"})
    assert client.sign_in(world.teacher).get(page(world)).status_code == 200


def commitment(world: World, **changed: Any) -> dict[str, Any]:
    filled = {"what": "Ordnar en läxhjälp.", "member": member(world, world.teacher), "due_on": "2026-12-01"}
    return filled | {"client_id": uuid.uuid4()} | changed


def test_a_commitment_is_written_once_and_read_by_all(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    twice = commitment(world)
    for _time in range(2):
        assert client.post(page(world, "/commitments"), data=twice).status_code == 303
    assert len(rows(world, Commitment)) == 2
    assert "Ordnar en läxhjälp." in client.sign_in(world.police_liaison).get(page(world)).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"what": " "}, "Skriv vad som ska göras."),
        ({"member": ""}, "Välj vem som gör det."),
        ({"member": uuid.uuid4()}, "Välj"),
        ({"due_on": "2026-11-17"}, "Välj i dag eller en senare dag."),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    client: PageClient, world: World, changed: dict[str, Any], sentence: str
) -> None:
    client.sign_in(world.social_worker)
    answer = client.post(page(world, "/commitments"), data=commitment(world, **changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "what" in changed or "Ordnar en läxhjälp." in answer.text
    assert len(rows(world, Commitment)) == 1


def test_who_leads_marks_as_done_for_who_told_so(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    client.post(page(world, "/commitments/done"), data={"row": rows(world, Commitment)[0].id})
    assert rows(world, Commitment)[0].done_by_id == world.social_worker


def test_a_meeting_is_planned_and_noted(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    planned = {"planned_on": "2026-12-16", "client_id": uuid.uuid4()}
    for _time in range(2):
        assert client.post(page(world, "/meetings"), data=planned).status_code == 303
    first = next(one for one in rows(world, GroupMeeting) if one.planned_on.day == 2)
    assert len(rows(world, GroupMeeting)) == 2
    noted = {"meeting": first.id, "held_on": "2026-11-18", "note": "Det går framåt."}
    early = client.post(page(world, "/meetings/note"), data=noted | {"held_on": "2026-11-19"})
    assert early.status_code == 422
    assert "Det går framåt." in early.text
    assert client.post(page(world, "/meetings/note"), data=noted).status_code == 303
    shown = client.sign_in(world.teacher).get(page(world)).text
    assert "Det går framåt." in shown
    assert "16 december 2026" in shown


def test_the_end_closes_it_for_all_but_who_handles_the_case(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    assert client.post(page(world, "/end")).status_code == 303
    assert len(letters(world.teacher, "group_ended")) == 1
    led = client.get(page(world, "/lead")).text
    assert "De som deltog ser inte längre planen." in led
    assert "Bjud in" not in led
    client.post(page(world, "/end"))
    assert len(letters(world.teacher, "group_ended")) == 1
    answer = client.post(page(world, "/commitments"), data=commitment(world), follow_redirects=True)
    assert "så länge gruppen pågår" in answer.text
    assert len(rows(world, Commitment)) == 1
    assert client.sign_in(world.teacher).get(page(world)).status_code == 404


def test_who_leads_the_unit_reads_and_ends_and_writes_nothing(client: PageClient, world: World) -> None:
    client.sign_in(world.social_services_lead)
    assert "Skriv i planen" not in client.get(page(world, "/lead")).text
    client.post(page(world, "/commitments"), data=commitment(world))
    client.post(page(world, "/members/end"), data={"row": member(world, world.teacher)})
    assert len(rows(world, Commitment)) == 1
    assert client.sign_in(world.teacher).get(page(world)).status_code == 200
    client.sign_in(world.social_services_lead).post(page(world, "/end"))
    assert client.sign_in(world.teacher).get(page(world)).status_code == 404


def test_a_new_holder_leads_it_on(client: PageClient, world: World) -> None:
    assert client.sign_in(world.colleague).get(page(world, "/lead")).status_code == 404
    with acting_as(world.social_services_lead):
        db.session.execute(
            update(CaseFile).where(CaseFile.id == world.messages.taken_case).values(assigned_to_id=world.colleague)
        )
    db.session.commit()
    client.sign_in(world.colleague)
    assert client.get(page(world, "/lead")).status_code == 200
    assert client.post(page(world, "/commitments"), data=commitment_as(world, world.colleague)).status_code == 303


def commitment_as(world: World, holder: uuid.UUID) -> dict[str, Any]:
    with acting_as(holder):
        query = select(GroupMember.id).where(GroupMember.person_id == world.teacher)
        key = db.session.scalars(query.where(GroupMember.group_id == world.messages.group)).one()
    return {"what": "Ringer hem.", "member": key, "due_on": "2026-12-01", "client_id": uuid.uuid4()}
