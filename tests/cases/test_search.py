"""Search: names, personal and case numbers, whole words, among what one may see; never in an address or the trail."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select, update

from prevention.audit.models import AuditEvent
from prevention.cases.finding import case_number
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .mails import number_of

NONE: set[str] = set()


def found(client: PageClient, world: World, text: str) -> set[str]:
    answer = client.post("/cases/search", data={"text": text})
    assert answer.status_code == 200
    return {name for name in ("taken_case", "arrived_case") if f"/cases/{getattr(world.messages, name)}" in answer.text}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kim Exempelsson", {"taken_case"}),
        ("exempelsson KIM", {"taken_case"}),
        ("kim", {"taken_case"}),
        ("Påhittad", {"arrived_case"}),
        ("Kim Påhittad", NONE),
        ("Exempels", NONE),
        ("Sam", NONE),
        ("tryggt", NONE),
        ("20130101TF01", {"taken_case", "arrived_case"}),
        ("130101-TF01", {"taken_case", "arrived_case"}),
        ("20130101TF02", NONE),
        ("13", NONE),
        ("Alexandra", NONE),
    ],
)
def test_the_lead_finds(client: PageClient, world: World, text: str, names: set[str]) -> None:
    assert found(client.sign_in(world.social_services_lead), world, text) == names


def test_a_case_number_is_found_however_it_is_typed(client: PageClient, world: World) -> None:
    client.sign_in(world.social_services_lead)
    number = number_of(world, world.messages.taken_case)
    for typed in (number, number.lower(), number.replace("-", ""), f" {number} "):
        assert found(client, world, typed) == {"taken_case"}


def test_one_finds_only_what_one_may_see(client: PageClient, world: World) -> None:
    assert found(client.sign_in(world.social_worker), world, "Kim") == {"taken_case"}
    assert found(client.sign_in(world.colleague), world, "Kim") == NONE
    assert found(client.sign_in(world.social_worker_b), world, "Kim") == NONE


def protect(world: World, case: uuid.UUID) -> None:
    with acting_as(world.social_services_lead):
        db.session.execute(update(CaseFile).where(CaseFile.id == case).values(is_protected=True))
    db.session.commit()


def test_a_protected_identity_is_found_by_who_holds_it_alone(client: PageClient, world: World) -> None:
    number = number_of(world, world.messages.taken_case)
    protect(world, world.messages.taken_case)
    for text in ("Kim", number):
        assert found(client.sign_in(world.social_worker), world, text) == {"taken_case"}
        assert found(client.sign_in(world.social_services_lead), world, text) == NONE
    assert found(client, world, "20130101TF01") == {"arrived_case"}


def test_another_case_of_the_unit_leads_to_the_emergency_and_says_nothing_else(
    client: PageClient, world: World
) -> None:
    number = number_of(world, world.messages.taken_case)
    page = client.sign_in(world.colleague).post("/cases/search", data={"text": number}).text
    assert "Du handlägger inte det här ärendet" in page
    assert f'value="{number}"' in page
    for secret in ("Social Worker", "norra skola", "Snart", str(world.messages.taken_case)):
        assert secret not in page


@pytest.mark.parametrize("person", ["colleague_b", "social_services_lead_b"])
def test_a_case_elsewhere_is_as_unknown_as_one_that_is_not(client: PageClient, world: World, person: str) -> None:
    client.sign_in(getattr(world, person))
    known = client.post("/cases/search", data={"text": number_of(world, world.messages.taken_case)})
    unknown = client.post("/cases/search", data={"text": "A-2222-2222"})
    assert "Inget hittades" in known.text
    assert "Du handlägger inte" not in known.text
    assert known.text.replace(number_of(world, world.messages.taken_case), "A-2222-2222") == unknown.text


def test_a_protected_case_number_leads_nowhere(client: PageClient, world: World) -> None:
    number = number_of(world, world.messages.taken_case)
    protect(world, world.messages.taken_case)
    page = client.sign_in(world.colleague).post("/cases/search", data={"text": number}).text
    assert "Inget hittades" in page


def test_what_was_searched_for_stands_nowhere(client: PageClient, world: World) -> None:
    client.sign_in(world.social_services_lead)
    found(client, world, "Kim Exempelsson")
    found(client, world, "20130101TF01")
    found(client, world, "A-2222-2222")
    query = select(AuditEvent.details).where(AuditEvent.event == "cases.searched").order_by(AuditEvent.number)
    assert list(db.session.scalars(query)) == [
        {"kind": "name", "hits": 1},
        {"kind": "personal_number", "hits": 2},
        {"kind": "case_number", "hits": 0},
    ]


@pytest.mark.parametrize("text", ["", "   ", "x" * 121])
def test_nothing_to_search_for_is_said(client: PageClient, world: World, text: str) -> None:
    answer = client.sign_in(world.social_services_lead).post("/cases/search", data={"text": text})
    assert answer.status_code == 422


def test_signs_alone_find_nothing(client: PageClient, world: World) -> None:
    assert found(client.sign_in(world.social_services_lead), world, "?!") == NONE


@pytest.mark.parametrize(
    ("typed", "number"),
    [("a-7k3m-9q2x", "A-7K3M-9Q2X"), ("A7K3M9Q2X", "A-7K3M-9Q2X"), ("O-7K3M-9Q2X", None), ("A-7K3M-9Q2", None)],
)
def test_case_numbers(typed: str, number: str | None) -> None:
    assert case_number(typed) == number


def test_a_search_costs_the_same_for_many_hits(client: PageClient, world: World, count_queries: Any) -> None:
    client.sign_in(world.social_services_lead)
    with count_queries() as few:
        found(client, world, "Kim")
    with count_queries() as many:
        found(client, world, "20130101TF01")
    assert len(few) == len(many) <= 8
