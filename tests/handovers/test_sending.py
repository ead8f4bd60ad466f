"""Handing over from a case: exactly what was ticked, on a ground the rules allow, by who holds the case."""

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.cases.actions import take_step
from prevention.cases.models import CaseFile, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.codes import ConsentGiver
from prevention.handovers.models import Handover
from tests.client import PageClient
from tests.town import actor_of
from tests.world import World

from .giving import CANARIES, address, case_page, fire_form, form, handed_over, latest, let_agree, put_canaries

RULES: dict[str, tuple[dict[str, Any], str]] = {
    "with a consent of the young person alone": (
        {"ground": ConsentGiver.YOUNG_PERSON},
        "Till polisen räcker samtycke bara om vårdnadshavaren har gett det.",
    ),
    "of somebody who is 21": ({"age": "21"}, "10 kap. 18 a § gäller den som är under 21 år"),
    "of somebody of unknown age": ({"age": ""}, "10 kap. 18 a § gäller den som är under 21 år"),
    "by the act on the duty to inform": ({"ground": "basis:law_2025_170_6"}, "8 § undantar 26 kap. OSL"),
    "by the new general basis": ({"ground": "basis:osl_10_15a"}, "viss sekretess är undantagen"),
    "because it does no harm": ({"ground": "basis:osl_26_1"}, "bara med vårdnadshavarens samtycke, eller om den som"),
}


def page_to(client: PageClient, world: World, receiver: uuid.UUID) -> str:
    return client.sign_in(world.social_worker).get(f"{address(world)}/new?receiver={receiver}").text


def test_the_form_ticks_nothing_and_shows_what_the_case_says(client: PageClient, world: World) -> None:
    page = page_to(client, world, world.town.rescue_service)
    assert "Namn: Kim Exempelsson" in page
    assert " checked" not in page.partition("<main")[2]
    assert "Samtycke från vårdnadshavare" in page
    with acting_as(world.social_worker):
        assert db.session.scalar(select(func.count()).where(AuditEvent.event == "handover.prepared")) == 1


def test_the_police_sees_what_was_ticked(client: PageClient, world: World) -> None:
    answer = client.sign_in(world.social_worker).post(address(world), data=form(world, fields=["name", "grade"]))
    assert answer.status_code == 303
    sent = handed_over(answer.location)
    page = client.sign_in(world.police_liaison).get(f"/handovers/{sent}").text
    assert "Kim Exempelsson" in page
    assert '<span lang="sv">Förebygga brott' in page and "OSL (2009:400) 10 kap. 18 a §" in page
    assert "Vägd mot sekretessen" not in page
    assert "inte är tryggt hemma" not in page


@pytest.mark.parametrize("case", RULES)
def test_the_rules_refuse_and_say_which(client: PageClient, world: World, case: str) -> None:
    changed, sentence = RULES[case]
    if isinstance(giver := changed.get("ground"), ConsentGiver):
        changed = {"ground": f"consent:{let_agree(world, giver)}"}
    client.sign_in(world.social_worker)
    answer = client.post(address(world), data=form(world, **changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Vägd mot sekretessen." in answer.text  # nothing typed is lost
    assert count(world) == 1
    assert client.post(address(world), data=form(world)).status_code == 303


def test_the_guardians_consent_opens_the_way_to_the_police(client: PageClient, world: World) -> None:
    ground = f"consent:{let_agree(world, ConsentGiver.GUARDIAN)}"
    client.sign_in(world.social_worker)
    assert client.post(address(world), data=form(world, ground=ground, age="")).status_code == 303


def test_the_rescue_service_gets_contact_and_incident_only(client: PageClient, world: World) -> None:
    ground = f"consent:{let_agree(world)}"
    client.sign_in(world.social_worker)
    refused = client.post(address(world), data=fire_form(world, ground=ground, fields=["name", "seen"]))
    assert refused.status_code == 422
    assert "Reglerna tillåter inte vad man har sett på den här grunden" in refused.text
    allowed = fire_form(world, ground=ground, fields=["name", "guardians"])
    assert client.post(address(world), data=allowed).status_code == 303


def test_without_consent_the_rescue_service_gets_no_name(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    by_law = fire_form(world, ground="basis:osl_26_1", own_text="En container brann vid skolan.")
    refused = client.post(address(world), data=by_law)
    assert refused.status_code == 422
    assert "bara det som inte pekar ut någon" in refused.text
    assert client.post(address(world), data=by_law | {"fields": []}).status_code == 303


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"weighing": " "}, "Skriv hur du vägde behovet mot sekretessen."),
        ({"fields": []}, "Kryssa för det som ska lämnas ut"),
        ({"purpose": "fire_talk"}, "Den mottagaren arbetar inte med det."),
        ({"purpose": ""}, "Välj ändamålet."),
        ({"until": "2026-11-17"}, "Välj i dag eller en senare dag."),
        ({"decided_by": ""}, "Välj i listan vem som beslutade."),
        ({"ground": ""}, "Välj en laglig grund"),
    ],
)
def test_what_is_missing_is_said(client: PageClient, world: World, changed: dict[str, Any], sentence: str) -> None:
    answer = client.sign_in(world.social_worker).post(address(world), data=form(world, **changed))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_ids_of_others_are_not_taken(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    for changed in (
        {"receiver": world.other_town.police},
        {"receiver": world.town.social_services},
        {"decided_by": world.social_worker_b},
        {"decided_by": world.teacher},
        {"ground": f"consent:{world.other_messages.consent}"},
    ):
        assert client.post(address(world), data=form(world, **changed)).status_code == 422
    assert count(world) == 1


def test_the_same_form_twice_is_one_hand_over(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    twice = form(world)
    first, second = (client.post(address(world), data=twice) for _time in range(2))
    assert first.location == second.location
    assert count(world) == 2


def test_only_the_holder_hands_over(client: PageClient, world: World) -> None:
    client.sign_in(world.social_services_lead)
    assert client.get(f"{address(world)}/new").status_code == 303
    assert client.post(address(world), data=form(world)).status_code == 303
    assert count(world) == 1
    assert "Bara den som håller ärendet" in client.get(case_page(world)).text


def test_a_closed_case_is_handed_over_no_more(client: PageClient, world: World) -> None:
    worker = actor_of(world.social_worker)
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        for step in (StepKind.ASSESS_PROTECTION, StepKind.DO_NOT_OPEN, StepKind.GIVE_FEEDBACK, StepKind.CLOSE):
            take_step(worker, case, step)
    client.sign_in(world.social_worker)
    assert client.post(address(world), data=form(world)).status_code == 303
    assert count(world) == 1


def test_no_name_of_a_protected_identity_unless_confirmed(client: PageClient, world: World) -> None:
    put_canaries(world, is_protected=True)
    client.sign_in(world.social_worker)
    refused = client.post(address(world), data=form(world, fields=["name"]))
    assert refused.status_code == 422
    assert "Personuppgifterna är skyddade." in refused.text
    answer = client.post(address(world), data=form(world, fields=["name"], name_confirmed="y"))
    assert answer.status_code == 303
    sent = handed_over(answer.location)
    assert CANARIES["name"] in client.get(f"/handovers/{sent}/sent").text
    client.sign_in(world.social_services_lead)
    assert client.get(f"/handovers/{sent}/sent").status_code == 404
    assert CANARIES["name"] not in client.get(case_page(world)).text


def test_a_consent_bounds_receiver_fields_and_day(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    for changed, sentence in (
        (
            {"receiver": world.town.other_school, "purpose": "school_support"},
            "Samtycket omfattar inte den här mottagaren.",
        ),
        ({"fields": ["name", "age"]}, "Samtycket omfattar inte: ålder."),
        ({"until": "2027-06-01"}, "Samtycket gäller till 31 maj 2027."),
    ):
        answer = client.post(address(world), data=fire_form(world, **changed))
        assert answer.status_code == 422
        assert sentence in answer.text
    assert client.post(address(world), data=fire_form(world)).status_code == 303


def test_the_receivers_get_a_letter_that_says_nothing(client: PageClient, world: World) -> None:
    from prevention.jobs.models import Job

    client.sign_in(world.social_worker).post(address(world), data=form(world))
    sent = latest(world)
    query = select(Job.arguments).where(Job.kind == "mail")
    told = [job for job in db.session.scalars(query) if job.get("handover_id") == str(sent.id)]
    assert told == [
        {
            "person_id": str(world.police_liaison),
            "letter": "handover_waiting",
            "reference": sent.reference,
            "handover_id": str(sent.id),
        }
    ]


def count(world: World) -> int:
    with acting_as(world.social_worker):
        query = select(func.count()).select_from(Handover).where(Handover.case_id == world.messages.taken_case)
        return db.session.scalar(query) or 0


def test_an_unknown_case_is_not_found(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    assert client.get(f"/cases/{uuid.uuid4()}/handovers/new").status_code == 404
