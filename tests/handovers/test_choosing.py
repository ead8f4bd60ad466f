"""The receiver is chosen first; then the form offers what they do and what the rules allow, with each rule in words."""

import re
import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.codes import ConsentGiver
from prevention.handovers.copying import content_of
from prevention.sealing.safe import safe_of
from tests.client import PageClient
from tests.world import World

from .giving import address, form, let_agree, put_canaries

OFFERED = re.compile(r'name="ground"\s+value="([^"]+)"')
PURPOSES = re.compile(r'name="purpose"\s+value="([^"]+)"')


@pytest.fixture
def worker(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.social_worker)


def page_to(client: PageClient, world: World, receiver: object) -> str:
    return client.get(f"{address(world)}/new?receiver={receiver}").text


def refused_in(page: str) -> str:
    return page.partition("Grunder som inte kan användas här")[2].partition("</details>")[0]


def test_the_first_step_asks_who_alone_and_reads_nothing(worker: PageClient, world: World) -> None:
    page = worker.get(f"{address(world)}/new").text
    assert "Polisen Almköping" in page and "Vad gäller det" not in page
    assert "Kim" not in page.partition("<main")[2]
    assert 'name="ground"' not in page
    assert prepared() == 0
    page_to(worker, world, world.town.police)
    assert prepared() == 1


def prepared() -> int:
    return db.session.scalar(select(func.count()).where(AuditEvent.event == "handover.prepared")) or 0


def test_the_police_is_offered_what_the_rules_allow_with_the_rule(worker: PageClient, world: World) -> None:
    page = page_to(worker, world, world.town.police)
    assert OFFERED.findall(page) == [f"consent:{world.messages.consent}", "basis:osl_10_18a"]
    assert "10 kap. 18 a § gäller den som är under 21 år" in page
    assert PURPOSES.findall(page) == ["prevent_crime", "concern_talk"]
    refused = refused_in(page)
    assert "8 § undantar 26 kap. OSL" in refused
    assert "Samtycket omfattar inte den här mottagaren." not in refused, "the consent of the cast names the police"


def test_the_rescue_service_is_offered_the_consent(worker: PageClient, world: World) -> None:
    page = page_to(worker, world, world.town.rescue_service)
    assert OFFERED.findall(page)[0] == f"consent:{world.messages.consent}"
    assert "basis:osl_10_18a" not in OFFERED.findall(page)
    assert PURPOSES.findall(page) == ["fire_talk", "youth_group"]


def test_a_consent_is_offered_to_whom_it_names_alone(worker: PageClient, world: World) -> None:
    consent = f"consent:{world.messages.consent}"
    page = page_to(worker, world, world.town.other_school)
    assert consent not in OFFERED.findall(page)
    assert "Samtycket omfattar inte den här mottagaren." in refused_in(page)
    assert consent in OFFERED.findall(page_to(worker, world, world.town.school))


def test_to_the_police_a_consent_must_be_the_guardians(worker: PageClient, world: World) -> None:
    own, guardian = let_agree(world, ConsentGiver.YOUNG_PERSON), let_agree(world, ConsentGiver.GUARDIAN)
    db.session.commit()
    offered = OFFERED.findall(page_to(worker, world, world.town.police))
    assert f"consent:{guardian}" in offered
    assert f"consent:{own}" not in offered


def test_a_rule_with_an_age_is_offered_while_the_age_fits_or_is_unknown(worker: PageClient, world: World) -> None:
    for age, is_offered in (("20", True), ("21", False), ("okänd", True)):
        say(world, personal_number="", age=age)
        assert ("basis:osl_10_18a" in OFFERED.findall(page_to(worker, world, world.town.police))) is is_offered, age


def say(world: World, **told: Any) -> None:
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        document = content_of(case).to_document() | told
        case.content = safe_of(case.data_key_id).seal("case_file", case.id, document)
        db.session.commit()


@pytest.mark.parametrize("receiver", ["", "nonsense", "unknown", "social_services", "police_b"])
def test_another_receiver_than_on_the_list_leads_back_to_the_first_step(
    worker: PageClient, world: World, receiver: str
) -> None:
    town = world.town
    ids = {"unknown": uuid.uuid4(), "social_services": town.social_services, "police_b": world.other_town.police}
    chosen = ids.get(receiver, receiver)
    page = page_to(worker, world, chosen)
    assert 'name="ground"' not in page
    assert "i listan" in page
    refused = worker.post(address(world), data=form(world, receiver=chosen))
    assert refused.status_code == 422
    assert 'name="ground"' not in refused.text


def test_what_is_not_offered_is_refused_with_its_rule_and_nothing_is_lost(worker: PageClient, world: World) -> None:
    refused = worker.post(address(world), data=form(world, ground="basis:law_2025_170_6"))
    assert refused.status_code == 422
    assert "8 § undantar 26 kap. OSL" in refused.text
    assert "Vägd mot sekretessen." in refused.text
    assert "basis:law_2025_170_6" not in OFFERED.findall(refused.text)


@pytest.mark.parametrize("ground", ["basis:nonsense", "consent:nonsense", "nonsense", f"consent:{uuid.UUID(int=7)}"])
def test_a_ground_that_is_none_is_asked_for_again(worker: PageClient, world: World, ground: str) -> None:
    refused = worker.post(address(world), data=form(world, ground=ground))
    assert refused.status_code == 422
    assert "Välj en laglig grund, eller ett samtycke som gäller." in refused.text


def test_the_pages_cost_the_same_for_few_and_many_consents(
    worker: PageClient, world: World, count_queries: Any
) -> None:
    def cost() -> int:
        with count_queries() as sent:
            page_to(worker, world, world.town.police)
        return len([one for one in sent if "audit" not in one])

    few = cost()
    for _more in range(5):
        let_agree(world)
    db.session.commit()
    assert cost() == few


def test_a_protected_identity_is_warned_of_there_too(worker: PageClient, world: World) -> None:
    put_canaries(world, is_protected=True)
    db.session.commit()
    assert "Skyddade personuppgifter" in page_to(worker, world, world.town.police)
