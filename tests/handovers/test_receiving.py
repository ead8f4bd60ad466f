"""The receiver: a list without names, exactly the disclosed copy while it runs, and answers that count once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.models import Handover, LegalBasis
from tests.client import PageClient
from tests.town import LONG_AGO
from tests.world import World

from .giving import CANARIES, address, case_page, form, handed_over, let_agree, put_canaries, the_handover


def page(world: World) -> str:
    return f"/handovers/{world.messages.handover}"


def test_the_list_names_nobody(client: PageClient, world: World) -> None:
    listed = client.sign_in(world.rescue_officer).get("/handovers").text
    assert the_handover(world).reference in listed
    assert "Brandsamtal" in listed
    assert "Socialtjänsten Almköping" in listed
    assert "28 februari 2027" in listed
    assert "Väntar på svar" in listed
    assert "Kim" not in listed


def test_the_list_is_empty_for_the_police(client: PageClient, world: World) -> None:
    assert "Inget är överlämnat" in client.sign_in(world.police_liaison).get("/handovers").text


def test_the_page_says_exactly_what_was_disclosed(client: PageClient, world: World) -> None:
    shown = client.sign_in(world.rescue_officer).get(page(world)).text
    for text in ("Kim Exempelsson", "Tände eld på en container", "Samtycke från den som uppgifterna rör"):
        assert text in shown
    for text in ("20130101TF01", "tryggt hemma", "070-000", "Bara det som behövs för samtalet", "Sam Exempelsson"):
        assert text not in shown
    assert "<title>Överlämning H-" in shown


def test_reading_is_recorded(client: PageClient, world: World) -> None:
    client.sign_in(world.rescue_officer).get(page(world))
    row = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "handover.read")).one()
    assert (row.actor_id, row.object_id) == (world.rescue_officer, world.messages.handover)
    assert row.details == {"side": "receiver"}


FIELDS = ("name", "personal_number", "age", "grade", "guardians", "seen", "seen_when", "done", "school_contact")


@pytest.mark.parametrize("first", range(len(FIELDS)))
def test_no_field_that_was_not_ticked_reaches_a_page_of_the_receiver(
    client: PageClient, world: World, first: int
) -> None:
    """A canary in every field: those ticked sing, the others are never heard, and the case's number neither."""
    put_canaries(world)
    ticked = list((FIELDS + FIELDS)[first : first + 1 + first // 2])
    client.sign_in(world.social_worker)
    ground = f"consent:{let_agree(world)}"
    sent = handed_over(client.post(address(world), data=form(world, fields=ticked, ground=ground)).location)
    client.sign_in(world.police_liaison)
    pages = [client.get("/handovers").text, client.get(f"/handovers/{sent}").text]
    client.post(f"/handovers/{sent}/accept")
    pages += [client.get(f"/handovers/{sent}").text, client.post(f"/handovers/{sent}/contacts", data={}).text]
    for name, canary in CANARIES.items():
        field = "school_contact" if name == "contact_name" else name
        assert (canary in pages[1]) == (field in ticked), name
        assert all(canary not in text for text in pages) or field in ticked
        assert canary not in pages[0]
    assert not any("Vägd mot sekretessen" in text or number_of_case(world) in text for text in pages)


def test_accept_contact_and_report_back(client: PageClient, world: World) -> None:
    client.sign_in(world.rescue_officer)
    assert client.post(f"{page(world)}/accept").status_code == 303
    contact = {"kind": "home_visit", "day": "2026-11-18", "note": "Lugnt samtal med familjen."}
    assert client.post(f"{page(world)}/contacts", data=contact).status_code == 303
    assert "Lugnt samtal med familjen." in client.get(page(world)).text
    assert client.post(f"{page(world)}/report", data={"outcome": "talk_held"}).status_code == 303
    assert client.get(page(world)).status_code == 404
    assert "Återrapporterad" in client.get("/handovers").text
    client.sign_in(world.social_worker)
    card = client.get(case_page(world)).text
    for text in ("Återrapporterad", "Samtalet hölls", "Kontakt 18 november 2026"):
        assert text in card
    sent = client.get(f"{page(world)}/sent").text
    assert "Lugnt samtal" not in card + sent
    assert "Hembesök" not in card + sent


def test_declining_needs_a_reason_and_closes_the_page(client: PageClient, world: World) -> None:
    client.sign_in(world.rescue_officer)
    missing = client.post(f"{page(world)}/decline", data={})
    assert missing.status_code == 422
    assert "Välj en orsak." in missing.text
    assert "Kim Exempelsson" in missing.text
    assert client.post(f"{page(world)}/decline", data={"reason": "no_capacity"}).status_code == 303
    assert client.get(page(world)).status_code == 404
    assert the_status(world) == "declined"


def test_a_page_that_comes_back_is_recorded_as_read(client: PageClient, world: World) -> None:
    client.sign_in(world.rescue_officer).post(f"{page(world)}/decline", data={})
    assert db.session.scalar(select(func.count()).where(AuditEvent.event == "handover.read")) == 1


@pytest.mark.parametrize("second", ["accept", "decline"])
def test_of_two_answers_the_second_is_told_who_was_first(client: PageClient, world: World, second: str) -> None:
    colleague = add_colleague(world)
    client.sign_in(world.rescue_officer)
    first = "decline" if second == "accept" else "accept"
    assert client.post(f"{page(world)}/{first}", data={"reason": "no_capacity"}).status_code == 303
    client.sign_in(colleague)
    late = client.post(f"{page(world)}/{second}", data={"reason": "not_suitable"}, follow_redirects=True).text
    assert "är redan besvarad av Rescue Officer 9901" in late
    assert the_status(world) == ("declined" if first == "decline" else "accepted")


def test_nothing_is_logged_or_reported_before_it_is_accepted(client: PageClient, world: World) -> None:
    client.sign_in(world.rescue_officer)
    contact = {"kind": "phone", "day": "2026-11-18"}
    assert client.post(f"{page(world)}/contacts", data=contact).status_code == 303
    assert client.post(f"{page(world)}/report", data={"outcome": "talk_held"}).status_code == 303
    assert the_status(world) == "waiting"


def test_an_outcome_of_another_purpose_is_not_taken(client: PageClient, world: World) -> None:
    client.sign_in(world.rescue_officer).post(f"{page(world)}/accept")
    assert client.post(f"{page(world)}/report", data={"outcome": "support_begun"}).status_code == 422
    assert client.post(f"{page(world)}/report", data={"outcome": "not_reached"}).status_code == 303


def test_it_ends_with_its_day(client: PageClient, world: World, now: Any) -> None:
    now(datetime(2027, 2, 28, 22, 30, tzinfo=UTC))
    assert client.sign_in(world.rescue_officer).get(page(world)).status_code == 200
    now(datetime(2027, 2, 28, 23, 30, tzinfo=UTC))  # half past midnight in Sweden
    client.sign_in(world.rescue_officer)
    assert client.get(page(world)).status_code == 404
    listed = client.get("/handovers").text
    assert "Avslutad: tiden har gått ut" in listed
    assert page(world) not in listed
    late = client.post(f"{page(world)}/accept", follow_redirects=True).text
    assert "är avslutad och kan inte besvaras längre" in late
    assert the_status(world) == "waiting"


def test_it_ends_when_its_ground_is_no_longer_law(client: PageClient, world: World) -> None:
    client.sign_in(world.rescue_officer)
    assert client.get(page(world)).status_code == 200
    db.session.execute(update(LegalBasis).where(LegalBasis.code == "osl_10_1").values(valid_to=date(2026, 11, 17)))
    assert client.get(page(world)).status_code == 404


def test_withdrawing_closes_it_and_tells_the_receivers(client: PageClient, world: World) -> None:
    from prevention.jobs.models import Job

    client.sign_in(world.social_worker)
    assert client.post(f"{page(world)}/withdraw").status_code == 303
    again = client.post(f"{page(world)}/withdraw", follow_redirects=True).text
    assert "är redan avslutad" in again
    letters = [
        job["letter"]
        for job in db.session.scalars(select(Job.arguments))
        if job["person_id"] == str(world.rescue_officer)
    ]
    assert letters.count("handover_ended") == 1
    client.sign_in(world.rescue_officer)
    assert client.get(page(world)).status_code == 404
    assert "Återtagen av avsändaren" in client.get("/handovers").text


def test_the_lead_may_withdraw_and_a_colleague_not(client: PageClient, world: World) -> None:
    client.sign_in(world.colleague)
    assert client.post(f"{page(world)}/withdraw").status_code == 404
    assert the_status(world) == "waiting"
    client.sign_in(world.social_services_lead).post(f"{page(world)}/withdraw")
    assert the_status(world) == "withdrawn"


def test_pages_cost_the_same_for_few_and_many(client: PageClient, world: World, count_queries: Any) -> None:
    client.sign_in(world.social_worker)
    ground = f"consent:{let_agree(world)}"

    def costs() -> list[int]:
        found = []
        for person, url in (
            (world.police_liaison, "/handovers"),
            (world.social_worker, case_page(world)),
        ):
            client.sign_in(person)
            with count_queries() as sent:
                assert client.get(url).status_code == 200
            found.append(len(sent))
        return found

    client.post(address(world), data=form(world, ground=ground))
    few = costs()
    for _time in range(5):
        client.sign_in(world.social_worker).post(address(world), data=form(world, ground=ground))
    assert costs() == few
    assert max(few) <= 8


def number_of_case(world: World) -> str:
    with acting_as(world.social_worker):
        return db.session.get_one(CaseFile, world.messages.taken_case).number


def the_status(world: World) -> str:
    with acting_as(world.rescue_officer):
        query = select(Handover.status).where(Handover.id == world.messages.handover)
        return str(db.session.scalars(query).one())


def add_colleague(world: World) -> Any:
    colleague = Person(municipality_id=world.town.municipality, email="kollega@9901.example", name="Kollega 9901")
    db.session.add(colleague)
    db.session.flush()
    held = {"person_id": colleague.id, "role": Role.RESCUE_OFFICER, "agency_id": world.town.rescue_service}
    db.session.add(RoleAssignment(municipality_id=world.town.municipality, granted_at=LONG_AGO, **held))
    db.session.flush()
    return colleague.id
