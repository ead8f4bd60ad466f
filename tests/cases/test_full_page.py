"""The page of a case that has everything beside it asks no more than eight times, whoever reads it."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from prevention.accounts import passwords
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.handovers.codes import ConsentGiver
from tests.client import PageClient
from tests.handovers.giving import let_agree
from tests.world import World

from .desk import name_handler, send
from .mails import number_of

Counting = Callable[[], AbstractContextManager[list[str]]]
MOST = 8
PASSWORD = "fyra gula ord i maj"
ANSWER = "Mentorn såg det."
SEALED = ("Kim Exempelsson", "teckning.txt", "Det finns ett annat öppet ärende", ANSWER)
CARDS = (
    "Brandsamtal, Almköpings räddningstjänst",
    "Almköpings friskola, Almköpings räddningstjänst, Polisen Almköping: namn, personnummer",
    "Almköpings norra skola, Almköpings räddningstjänst, Polisen Almköping: namn, vårdnadshavare",
    "SIG, 3 deltagare",
)


@pytest.fixture
def address(client: PageClient, world: World, ticking: None) -> str:
    """The case of the cast, which has all but an answer and a second consent."""
    let_agree(world, ConsentGiver.YOUNG_PERSON)
    client.sign_in(world.teacher).post(f"/referrals/questions/{world.messages.question}", data={"answer": ANSWER})
    return f"/cases/{world.messages.taken_case}"


def asked(client: PageClient, address: str, count_queries: Counting) -> tuple[str, list[str]]:
    """Open the page twice, since what a process learns once is not a question of the page."""
    client.get(address)
    with count_queries() as sent:
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.text, sent


@pytest.mark.parametrize(("person", "way"), [("social_worker", "offer"), ("social_services_lead", "assign")])
def test_who_holds_it_and_who_leads_see_all_of_it(
    client: PageClient, world: World, address: str, person: str, way: str, count_queries: Counting
) -> None:
    client.sign_in(getattr(world, person))
    page, sent = asked(client, f"{address}?step={way}", count_queries)
    assert [words for words in SEALED + CARDS if words not in page] == []
    assert 'name="to"' in page
    assert len(sent) <= MOST, sent


def test_who_broke_the_glass_sees_what_is_sealed_alone(
    client: PageClient, world: World, address: str, count_queries: Counting
) -> None:
    db.session.get_one(Person, world.colleague).password_hash = passwords.hash_password(PASSWORD)
    told = {"number": number_of(world, world.messages.taken_case), "reason": "Polisen ringer.", "password": PASSWORD}
    client.sign_in(world.colleague).post("/cases/emergency", data=told)
    page, sent = asked(client, address, count_queries)
    assert [words for words in SEALED if words not in page] == []
    assert [words for words in CARDS if words in page] == []
    assert len(sent) <= MOST, sent


def test_a_lead_who_is_named_assigns_a_protected_identity(
    client: PageClient, world: World, ticking: None, count_queries: Counting
) -> None:
    send(world, number="20130704-1234")
    case = send(world, protected=True, number="20130704-1234", file=b"text")
    for person in (world.social_worker, world.social_services_lead):
        name_handler(world, person)
    client.sign_in(world.social_services_lead)
    page, sent = asked(client, f"/cases/{case}?step=assign", count_queries)
    assert "anteckning.txt" in page and "annat öppet ärende" in page and 'name="to"' in page
    assert len(sent) <= MOST, sent
