"""Consents: recorded, renewed, withdrawn, run out; and what stands on them ends with them, at once."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.handlers import end_what_is_over
from prevention.handovers.models import Consent, Handover, HandoverCopy
from prevention.jobs.models import Job
from tests.client import PageClient
from tests.world import World

from .giving import address, case_page, fire_form, form, let_agree

AFTER_ALL = datetime(2027, 6, 1, 6, 0, tzinfo=UTC)


def agreement(world: World, **changed: Any) -> dict[str, Any]:
    filled = {
        "given_by": "guardian",
        "names": "Pia Samtyckesson",
        "agencies": [str(world.town.rescue_service), str(world.town.police)],
        "fields": ["name", "own_text"],
        "given_on": "2026-11-18",
        "until": "2027-03-31",
    }
    return filled | changed


def consents(world: World) -> str:
    return f"/cases/{world.messages.taken_case}/consents"


def test_a_consent_is_recorded_and_can_be_chosen(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    assert client.get(f"{consents(world)}/new").status_code == 200
    assert client.post(consents(world), data=agreement(world)).status_code == 303
    card = client.get(case_page(world)).text
    assert "Till och med 31 mars 2027" in card
    assert "Pia Samtyckesson" not in card
    assert "till och med 31 mars 2027" in client.get(f"{address(world)}/new?receiver={world.town.police}").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"given_by": ""}, "Välj vem som samtycker."),
        ({"names": ""}, "Skriv vem som gav samtycket."),
        ({"agencies": []}, "Välj minst en mottagare."),
        ({"fields": []}, "Välj minst ett slags uppgift."),
        ({"given_on": "2026-11-19"}, "Välj dagen då det gavs, i dag eller tidigare."),
        ({"until": "2026-11-17"}, "Välj i dag eller en senare dag."),
    ],
)
def test_what_is_missing_is_said(client: PageClient, world: World, changed: dict[str, Any], sentence: str) -> None:
    answer = client.sign_in(world.social_worker).post(consents(world), data=agreement(world, **changed))
    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_receiver_of_another_town_is_not_taken(client: PageClient, world: World) -> None:
    foreign = agreement(world, agencies=[str(world.other_town.police)])
    assert client.sign_in(world.social_worker).post(consents(world), data=foreign).status_code == 422


def test_only_the_holder_records(client: PageClient, world: World) -> None:
    client.sign_in(world.social_services_lead)
    assert client.post(consents(world), data=agreement(world)).status_code == 303
    assert len(all_consents(world)) == 1


def test_withdrawing_closes_what_stands_on_it_and_tells(client: PageClient, world: World) -> None:
    page = f"/handovers/{world.messages.handover}"
    assert client.sign_in(world.rescue_officer).get(page).status_code == 200
    client.sign_in(world.social_worker)
    said = client.post(f"/consents/{world.messages.consent}/withdraw", follow_redirects=True).text
    assert "En överlämning avslutades med det" in said
    assert "Avslutad: samtycket gäller inte längre" in said
    assert client.sign_in(world.rescue_officer).get(page).status_code == 404
    assert letters_to(world.rescue_officer) == ["handover_ended"]
    client.sign_in(world.social_worker)
    assert client.post(address(world), data=fire_form(world)).status_code == 422


def test_what_stands_on_law_stays_when_a_consent_is_withdrawn(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    sent = client.post(address(world), data=form(world)).location
    client.post(f"/consents/{world.messages.consent}/withdraw")
    assert client.sign_in(world.police_liaison).get(sent.removesuffix("/sent")).status_code == 200


def test_withdrawing_twice_changes_nothing(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker).post(f"/consents/{world.messages.consent}/withdraw")
    again = client.post(f"/consents/{world.messages.consent}/withdraw", follow_redirects=True).text
    assert "Inget byggde på det." in again


def test_a_renewal_stands_beside_and_falls_together(client: PageClient, world: World) -> None:
    client.sign_in(world.social_worker)
    renew = f"/consents/{world.messages.consent}/renew"
    filled = client.get(renew).text
    assert "Sam Exempelsson" in filled
    assert client.post(renew, data=agreement(world, until="2027-12-31")).status_code == 303
    old, new = sorted(all_consents(world), key=lambda one: one.until)
    assert new.renews_id == old.id
    client.post(f"/consents/{new.id}/withdraw")
    assert all(one.withdrawn_at for one in all_consents(world))
    assert client.sign_in(world.rescue_officer).get(f"/handovers/{world.messages.handover}").status_code == 404


def test_one_that_ran_out_cannot_be_chosen(client: PageClient, world: World, now: Any) -> None:
    now(AFTER_ALL)
    client.sign_in(world.social_worker)
    assert "Inget samtycke gäller just nu." in client.get(f"{address(world)}/new?receiver={world.town.police}").text
    late = fire_form(world, until="2027-07-01")
    assert client.post(address(world), data=late).status_code == 422


def test_the_job_notes_what_ran_out_once_and_tells(client: PageClient, world: World, now: Any) -> None:
    now(AFTER_ALL)
    for _time in range(2):
        end_what_is_over({})
        db.session.commit()
    assert letters_to(world.rescue_officer) == ["handover_ended"]
    assert letters_to(world.social_worker) == ["consent_ended"]
    with acting_as(world.social_worker):
        status = db.session.scalar(select(Handover.status).where(Handover.id == world.messages.handover))
        assert str(status) == "consent_ended"


def test_the_job_leaves_what_runs(client: PageClient, world: World) -> None:
    end_what_is_over({})
    assert letters_to(world.rescue_officer) == []
    assert client.sign_in(world.rescue_officer).get(f"/handovers/{world.messages.handover}").status_code == 200


def test_a_hand_over_whose_day_passed_is_noted(client: PageClient, world: World, now: Any) -> None:
    now(datetime(2027, 3, 1, 6, 0, tzinfo=UTC))
    end_what_is_over({})
    db.session.commit()
    with acting_as(world.social_worker):
        status = db.session.scalar(select(Handover.status).where(Handover.id == world.messages.handover))
        assert str(status) == "expired"
    assert letters_to(world.rescue_officer) == ["handover_ended"]


@pytest.mark.postgresql
def test_the_database_closes_the_copy_even_where_only_the_consent_was_changed(world: World, session: Any) -> None:
    """As if another program had written the withdrawal: the policy asks the consent itself."""
    with acting_as(world.rescue_officer):
        assert len(session.scalars(select(HandoverCopy.id)).all()) == 1
    with acting_as(world.social_worker):
        session.execute(text("UPDATE consent SET withdrawn_at = now()"))
    with acting_as(world.rescue_officer):
        assert session.scalars(select(HandoverCopy.id)).all() == []


def test_a_hand_over_never_outlives_its_consent(client: PageClient, world: World) -> None:
    ground = f"consent:{let_agree(world, until=date(2026, 12, 1))}"
    client.sign_in(world.social_worker)
    assert client.post(address(world), data=form(world, ground=ground, until="2026-12-02")).status_code == 422
    assert client.post(address(world), data=form(world, ground=ground, until="2026-12-01")).status_code == 303


def all_consents(world: World) -> list[Consent]:
    with acting_as(world.social_worker):
        query = select(Consent).where(Consent.case_id == world.messages.taken_case)
        return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def letters_to(person: Any) -> list[str]:
    """Return which letters were asked for, beside the one that the cast's own hand-over waits."""
    query = select(Job.arguments).where(Job.kind == "mail")
    told = sorted(job["letter"] for job in db.session.scalars(query) if job["person_id"] == str(person))
    return [one for one in told if one != "handover_waiting"]
