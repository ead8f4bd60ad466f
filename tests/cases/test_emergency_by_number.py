"""Breaking the glass by the young person's number: what a caller knows, when nobody knows the case number."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select, text, update

from prevention.accounts import passwords
from prevention.accounts.models import Person
from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseFile, CaseStatus, EmergencyAccess
from prevention.database import acting_as
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .desk import row, send, take
from .test_emergency import PASSWORD, REASON, accesses

NUMBER, UNKNOWN = "20130504-2389", "20130504-2371"
pytestmark = pytest.mark.usefixtures("ticking")


@pytest.fixture
def colleague(client: PageClient, world: World) -> PageClient:
    db.session.get_one(Person, world.colleague).password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    return client.sign_in(world.colleague)


def taken(client: PageClient, world: World, number: str = NUMBER, **more: Any) -> uuid.UUID:
    case = send(world, number=number, **more)
    take(client.sign_in(world.social_worker), case)
    client.sign_in(world.colleague)
    return case


def break_it(client: PageClient, number: str) -> Any:
    form = {"number": number, "reason": REASON, "password": PASSWORD}
    return client.post("/cases/emergency", data=form)


def change(world: World, case: uuid.UUID, **values: Any) -> None:
    with acting_as(world.social_services_lead):
        db.session.execute(update(CaseFile).where(CaseFile.id == case).values(**values))
    db.session.commit()


def told(name: str) -> list[Any]:
    return list(db.session.scalars(select(AuditEvent.details).where(AuditEvent.event == name)))


@pytest.mark.parametrize("typed", [NUMBER, "130504-2389", "201305042389", " 130504 2389 "])
def test_however_the_number_is_written_it_opens_the_case(colleague: PageClient, world: World, typed: str) -> None:
    case = taken(colleague, world)
    assert colleague.get(f"/cases/{case}").status_code == 404
    assert break_it(colleague, typed).location == f"/cases/{case}"
    assert (
        "Öppnat i nödläge" in colleague.get(f"/cases/{case}").text or colleague.get(f"/cases/{case}").status_code == 200
    )
    assert [one["by"] for one in told("case.glass_broken")] == ["personal_number"]
    assert NUMBER not in str(told("case.glass_broken"))


@pytest.mark.parametrize("number", ["20130101TF01", "20130564-2384"])
def test_temporary_and_coordination_numbers_open_too(colleague: PageClient, world: World, number: str) -> None:
    case = taken(colleague, world, number)
    assert break_it(colleague, number).location == f"/cases/{case}"


def test_a_miss_and_a_protected_identity_look_alike(colleague: PageClient, world: World) -> None:
    case = taken(colleague, world)
    change(world, case, is_protected=True)
    protected, missed = break_it(colleague, NUMBER), break_it(colleague, UNKNOWN)
    assert (protected.status_code, missed.status_code) == (422, 422)
    assert protected.text.replace(NUMBER, UNKNOWN) == missed.text
    assert dict(protected.headers) == dict(missed.headers)
    assert accesses(world) == []
    assert told("case.glass_refused") == [{"by": "personal_number"}] * 2
    assert colleague.get(f"/cases/{case}").status_code == 404


def test_beside_a_protected_case_only_the_open_one_is_opened(colleague: PageClient, world: World) -> None:
    hidden = taken(colleague, world, protected=True)
    case = taken(colleague, world)
    assert break_it(colleague, NUMBER).location == f"/cases/{case}"
    assert colleague.get(f"/cases/{hidden}").status_code == 404
    page = colleague.get(f"/cases/{case}").text
    assert str(row(hidden, world).number) not in page


def test_of_two_cases_the_one_that_is_not_closed_is_opened(colleague: PageClient, world: World) -> None:
    first, second = taken(colleague, world), taken(colleague, world)
    change(world, second, status=CaseStatus.CLOSED)
    assert break_it(colleague, NUMBER).location == f"/cases/{first}"


def test_nobody_is_found_by_name(colleague: PageClient, world: World) -> None:
    taken(colleague, world)
    refused = break_it(colleague, "Kim Exempelsson")
    assert refused.status_code == 422
    assert "Skriv ett ärendenummer, eller ett person- eller samordningsnummer." in refused.text
    assert told("case.glass_refused") == []


def test_ones_own_case_is_opened_without_breaking_anything(client: PageClient, world: World) -> None:
    db.session.get_one(Person, world.social_worker).password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    case = send(world, number=NUMBER)
    take(client.sign_in(world.social_worker), case)
    assert break_it(client, NUMBER).location == f"/cases/{case}"
    assert accesses(world) == []


def test_the_number_stands_in_no_address_and_no_row(colleague: PageClient, world: World) -> None:
    taken(colleague, world)
    assert NUMBER not in str(break_it(colleague, NUMBER).location)
    with acting_as(world.social_services_lead):
        sealed = db.session.scalars(select(EmergencyAccess.content)).one() or b""
    assert b"2389" not in sealed
    assert "2389" not in str(list(db.session.scalars(select(AuditEvent.details))))


@pytest.mark.postgresql
@pytest.mark.parametrize("person", ["teacher", "rescue_officer", "colleague_b", "auditor"])
def test_the_database_answers_nobody_else(session: Any, client: PageClient, world: World, person: str) -> None:
    taken(client, world)
    ask = text("""
        SELECT count(*) FROM case_token, app_case_to_break_by(case_token.token) WHERE case_token.kind = 'number'
    """)
    token = text("SELECT token FROM case_token WHERE kind = 'number' LIMIT 1")
    with acting_as(world.social_services_lead):
        assert session.scalar(ask)
        known = session.scalar(token)
    by = text("SELECT count(*) FROM app_case_to_break_by(:known)")
    with acting_as(getattr(world, person)):
        assert session.scalar(by, {"known": known}) == 0
