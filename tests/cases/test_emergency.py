"""Breaking the glass: for an hour, with a reason and one's password, to read; told at once, never of the protected."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from prevention import clock
from prevention.accounts import passwords
from prevention.accounts.models import Person
from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseFile, CaseStep, Duty, EmergencyAccess, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from tests.client import PageClient
from tests.postbox import Postbox
from tests.world import World

from .mails import number_of, run_worker, take_letters

PASSWORD = "fyra gula ord i maj"
REASON = "Polisen ringer om Kim och handläggaren svarar inte."


@pytest.fixture
def colleague(client: PageClient, world: World) -> PageClient:
    db.session.get_one(Person, world.colleague).password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    return client.sign_in(world.colleague)


def form(world: World, **changes: Any) -> dict[str, Any]:
    number = number_of(world, world.messages.taken_case)
    return {"number": number, "reason": REASON, "password": PASSWORD} | changes


def break_it(client: PageClient, world: World, **changes: Any) -> Any:
    return client.post("/cases/emergency", data=form(world, **changes))


def events(name: str) -> list[dict[str, Any]]:
    query = select(AuditEvent.details).where(AuditEvent.event == name).order_by(AuditEvent.number)
    return list(db.session.scalars(query))


def accesses(world: World) -> list[uuid.UUID]:
    with acting_as(world.social_services_lead):
        return list(db.session.scalars(select(EmergencyAccess.person_id)))


def test_it_opens_the_case_for_an_hour(colleague: PageClient, world: World, now: Callable[[datetime], None]) -> None:
    address = f"/cases/{world.messages.taken_case}"
    assert colleague.get(address).status_code == 404
    answer = break_it(colleague, world, number=number_of(world, world.messages.taken_case).lower())
    assert (answer.status_code, answer.location) == (303, address)
    page = colleague.get(address).text
    assert "Kim Exempelsson" in page
    assert "60 minuter kvar" in page
    assert "men inte ta något steg" in page
    now(clock.now() + timedelta(minutes=59))
    assert "1 minut kvar" in colleague.get(address).text
    now(clock.now() + timedelta(minutes=1))
    assert colleague.get(address).status_code == 404


def test_it_is_only_for_reading(colleague: PageClient, world: World) -> None:
    break_it(colleague, world)
    address = f"/cases/{world.messages.taken_case}"
    assert f'action="{address}' not in colleague.get(address).text
    assert "?step=" not in colleague.get(address).text
    assert colleague.post(f"{address}/note", data={"text": "Hej"}).status_code == 404
    assert colleague.post(f"{address}/protection", data={"text": "Hej"}).status_code == 404


def test_what_waits_in_the_inbox_shows_no_step_either(colleague: PageClient, world: World) -> None:
    break_it(colleague, world, number=number_of(world, world.messages.arrived_case))
    page = colleague.get(f"/cases/{world.messages.arrived_case}").text
    assert "Robin Påhittad" in page
    assert "/cases/take" not in page


def test_who_has_intake_duty_meanwhile_may_take_what_waits(colleague: PageClient, world: World) -> None:
    break_it(colleague, world, number=number_of(world, world.messages.arrived_case))
    db.session.execute(update(Duty).where(Duty.person_id == world.social_worker).values(person_id=world.colleague))
    page = colleague.get(f"/cases/{world.messages.arrived_case}").text
    assert "/cases/take" in page
    assert "men inte ta något steg" not in page


def test_it_stands_in_the_story_and_in_the_trail(colleague: PageClient, world: World) -> None:
    break_it(colleague, world)
    with acting_as(world.social_services_lead):
        query = select(CaseStep.by_id).where(CaseStep.kind == StepKind.BREAK_GLASS)
        assert list(db.session.scalars(query)) == [world.colleague]
        assert REASON.encode() not in (db.session.scalars(select(EmergencyAccess.content)).one() or b"")
    assert len(events("case.glass_broken")) == 1
    colleague.sign_in(world.social_worker)
    assert REASON in colleague.get(f"/cases/{world.messages.taken_case}").text, "the handler reads why"


def test_the_lead_and_the_auditor_hear_of_it_at_once(colleague: PageClient, world: World, postbox: Postbox) -> None:
    break_it(colleague, world)
    run_worker()
    letters = take_letters(postbox)
    assert [who for who, _subject, _words in letters] == ["auditor", "social_services_lead"]
    for _who, subject, words in letters:
        assert subject == "Ett ärende har öppnats i nödläge"
        assert number_of(world, world.messages.taken_case) in words
        assert "Colleague" not in words
    assert "/audit" in letters[0][2]
    assert "/unit/log" in letters[1][2]


def test_the_lead_sees_it_on_the_page_of_the_unit(colleague: PageClient, world: World) -> None:
    break_it(colleague, world)
    page = colleague.sign_in(world.social_services_lead).get("/unit").text
    assert "Öppnade i nödläge" in page
    assert "Colleague 9901" in page.partition("Öppnade i nödläge")[2].partition("<h2")[0]


def test_without_the_password_nothing_opens(colleague: PageClient, world: World) -> None:
    answer = break_it(colleague, world, password="fel")
    assert answer.status_code == 422
    assert "inte ditt lösenord" in answer.text
    assert REASON in answer.text, "what was typed is kept"
    assert "fel" not in [line for line in answer.text.split('"') if line == "fel"]
    assert accesses(world) == []
    assert len(events("sign_in.failed")) == 1


def test_guessing_is_throttled_as_sign_in_is(colleague: PageClient, world: World) -> None:
    assert [break_it(colleague, world, password="fel").status_code for _ in range(6)] == [422] * 5 + [429]
    assert break_it(colleague, world).status_code == 429


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("reason", "varför"),
        ("number", "Skriv ett ärendenummer"),
        ("password", "lösenord"),
    ],
)
def test_everything_is_asked_for(colleague: PageClient, world: World, field: str, sentence: str) -> None:
    answer = break_it(colleague, world, **{field: " "})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert accesses(world) == []


def test_a_protected_identity_is_answered_as_an_unknown_number(colleague: PageClient, world: World) -> None:
    number = number_of(world, world.messages.taken_case)
    with acting_as(world.social_services_lead):
        of_case = CaseFile.id == world.messages.taken_case
        db.session.execute(update(CaseFile).where(of_case).values(is_protected=True))
    db.session.commit()
    protected = break_it(colleague, world)
    unknown = break_it(colleague, world, number="A-2222-2222")
    elsewhere = break_it(colleague, world, number=number_b(world))
    assert [answer.status_code for answer in (protected, unknown, elsewhere)] == [422] * 3
    assert protected.text.replace(number, "A-2222-2222") == unknown.text
    assert elsewhere.text.replace(number_b(world), "A-2222-2222") == unknown.text
    assert accesses(world) == []
    assert events("case.glass_refused") == [{"by": "case_number"}] * 3


def number_b(world: World) -> str:
    with acting_as(world.social_services_lead_b):
        query = select(CaseFile.number).where(CaseFile.id == world.other_messages.taken_case)
        return db.session.scalars(query).one()


def test_protection_that_comes_later_closes_it(colleague: PageClient, world: World) -> None:
    break_it(colleague, world)
    with acting_as(world.social_services_lead):
        of_case = CaseFile.id == world.messages.taken_case
        db.session.execute(update(CaseFile).where(of_case).values(is_protected=True))
    db.session.commit()
    assert colleague.get(f"/cases/{world.messages.taken_case}").status_code == 404


def test_ones_own_case_is_opened_without_breaking_anything(client: PageClient, world: World) -> None:
    db.session.get_one(Person, world.social_worker).password_hash = passwords.hash_password(PASSWORD)
    db.session.commit()
    assert break_it(client.sign_in(world.social_worker), world).status_code == 303
    assert accesses(world) == []


@pytest.mark.postgresql
def test_the_database_lets_nobody_break_it_by_hand(world: World, session: Any) -> None:
    by_hand = text("""
        INSERT INTO emergency_access (id, municipality_id, case_id, person_id, opened_at, expires_at, data_key_id)
        SELECT gen_random_uuid(), :here, :case, :person, app_now(), app_now() + interval '1 hour', id
        FROM data_key LIMIT 1
    """)
    values = {"here": world.town.municipality, "case": world.messages.taken_case}
    for person in (world.teacher, world.colleague_b):
        with acting_as(person), pytest.raises(ProgrammingError, match="row-level"), session.begin_nested():
            session.execute(by_hand, values | {"person": person})
    with acting_as(world.colleague):
        session.execute(by_hand, values | {"person": world.colleague})
