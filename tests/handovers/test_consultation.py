"""A consultation says nothing of anybody: from its case nothing is handed over, agreed to or cooperated about."""

import uuid

import pytest
from sqlalchemy import func, select

from prevention.database import acting_as
from prevention.extensions import db
from prevention.groups.models import CooperationGroup
from prevention.handovers.models import Consent, Handover
from prevention.referrals.models import ReferralKind
from tests.cases.desk import send, take
from tests.client import PageClient
from tests.groups.giving import starting
from tests.world import World

from .giving import form

WHY = "En konsultation säger inget om någon"


@pytest.fixture
def case(client: PageClient, world: World) -> str:
    key = send(world, kind=ReferralKind.CONSULTATION)
    take(client.sign_in(world.social_worker), key)
    return f"/cases/{key}"


def test_its_page_offers_none_of_it(client: PageClient, world: World, case: str) -> None:
    page = client.get(case).text
    for words in ("Lämna över", "Samtycken", "Samverkan</h2>", "Starta en grupp"):
        assert words not in page.partition("<main")[2]
    named = client.get(f"/cases/{world.messages.taken_case}").text.partition("<main")[2]
    assert "Lämna över" in named and "Samtycken" in named


@pytest.mark.parametrize("page", ["/handovers/new", "/consents/new", "/groups/new"])
def test_its_forms_do_not_open_and_say_why(client: PageClient, case: str, page: str) -> None:
    answer = client.get(f"{case}{page}")
    assert (answer.status_code, answer.location) == (303, case)
    assert WHY in client.get(case).text


def test_what_is_sent_anyway_is_refused(client: PageClient, world: World, case: str) -> None:
    agreed = {
        "given_by": "guardian",
        "names": "Sam",
        "agencies": [world.town.police],
        "fields": ["name"],
        "given_on": "2026-11-18",
        "until": "2027-01-31",
    }
    for address, sent in (("/handovers", form(world)), ("/consents", agreed), ("/groups", starting(world))):
        before = counted(world)
        assert client.post(f"{case}{address}", data=sent).status_code in {303, 422}
        assert counted(world) == before


def counted(world: World) -> list[int | None]:
    with acting_as(world.social_worker):
        return [
            db.session.scalar(select(func.count()).select_from(one)) for one in (Handover, Consent, CooperationGroup)
        ]


def test_nor_does_an_unknown_case(client: PageClient, case: str) -> None:
    assert client.get(f"/cases/{uuid.uuid4()}/consents/new").status_code == 404
