"""Starting a group from a case: on a consent in force, by who holds the case, with a name that nobody fills in."""

import uuid
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.client import PageClient
from tests.handovers.giving import put_canaries
from tests.world import World

from .giving import groups, starting

BEFORE_IT_WAS_GIVEN = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)
AFTER_ALL = datetime(2027, 6, 1, 6, 0, tzinfo=UTC)


def address(world: World) -> str:
    return f"/cases/{world.messages.taken_case}/groups"


def card(world: World) -> str:
    return f"/cases/{world.messages.taken_case}"


def test_the_holder_starts_a_group_from_the_card(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    shown = client.get(card(world)).text
    assert f"{address(world)}/new" in shown
    assert "SIG, 3 deltagare" in shown
    answer = client.post(address(world), data=starting(world))
    assert answer.status_code == 303
    led = client.get(answer.location).text
    assert "Planen för Räven" in led
    assert "Sammankallande" in led
    assert "Räven" not in led.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"kind": ""}, "Välj vilket slags grupp det är."),
        ({"consent": ""}, "Välj samtycket som gruppen bygger på."),
        ({"name": " "}, "Skriv vad gruppen kallar den unge."),
        ({"purpose": ""}, "Skriv vad gruppen är till för."),
    ],
)
def test_what_is_missing_is_said(client: PageClient, world: World, changed: dict[str, Any], sentence: str) -> None:
    answer = client.sign_in(world.social_worker).post(address(world), data=starting(world, **changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert len(groups(world)) == 1


def test_a_consent_of_another_case_is_not_taken(client: PageClient, world: World) -> None:
    foreign = starting(world, consent=world.other_messages.consent)
    assert client.sign_in(world.social_worker).post(address(world), data=foreign).status_code == 422
    assert client.post(address(world), data=starting(world)).status_code == 303


def test_a_consent_that_ran_out_carries_no_group(client: PageClient, world: World, now: Any) -> None:
    now(AFTER_ALL)
    client.sign_in(world.social_worker)
    assert "Inget samtycke gäller just nu." in client.get(f"{address(world)}/new").text
    assert "SSPF och SIG kräver ett samtycke" in client.get(card(world)).text
    assert client.post(address(world), data=starting(world)).status_code == 422
    assert len(groups(world)) == 1


def test_a_withdrawn_consent_carries_no_group(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker).post(f"/consents/{world.messages.consent}/withdraw")
    assert client.post(address(world), data=starting(world)).status_code == 422
    assert len(groups(world)) == 1


def test_a_consent_not_given_yet_carries_no_group(client: PageClient, world: World, now: Any) -> None:
    now(BEFORE_IT_WAS_GIVEN)
    client.sign_in(world.social_worker)
    assert client.post(address(world), data=starting(world)).status_code == 422


def test_the_same_form_twice_is_one_group(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    twice = starting(world)
    first, second = (client.post(address(world), data=twice) for _time in range(2))
    assert first.location == second.location
    assert len(groups(world)) == 2


def test_only_the_holder_starts(client: PageClient, world: World) -> None:
    client.sign_in(world.social_services_lead)
    assert client.get(f"{address(world)}/new").status_code == 303
    assert client.post(address(world), data=starting(world)).status_code == 303
    assert len(groups(world)) == 1
    client.sign_in(world.colleague)
    assert client.post(address(world), data=starting(world)).status_code == 404


def test_the_name_of_a_protected_identity_is_not_filled_in(client: PageClient, world: World) -> None:
    put_canaries(world, is_protected=True)
    client.sign_in(world.social_worker)
    form = client.get(f"{address(world)}/new").text
    assert "Använd ett namn som inte avslöjar vem det är" in form
    assert "Kanarie" not in form
    started = client.post(address(world), data=starting(world)).location
    assert client.get(started).status_code == 200
    client.sign_in(world.social_services_lead)
    assert client.get(started).status_code == 404
    assert "Räven" not in client.get(card(world)).text


def test_an_unknown_case_is_not_found(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    assert client.get(f"/cases/{uuid.uuid4()}/groups/new").status_code == 404
