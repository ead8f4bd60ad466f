"""A draft in the list, and the one choice that nobody makes for the writer: how urgent it is."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from prevention import clock
from prevention.referrals.models import ReferralStatus
from tests.client import PageClient
from tests.world import World

from .writer import NAME, PAGES, begin, content_of, row_of, save, send, write_all

CONTACT = {"contact_name": "Lärare", "contact_phone": "070-222 22 22"}


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


def test_no_urgency_is_chosen_beforehand(teacher: PageClient, world: World) -> None:
    page = teacher.get(f"/referrals/{begin(teacher, world)}/write?step=contact").text
    assert page.count('name="urgency"') == 3
    assert "checked" not in page


@pytest.mark.parametrize("urgency", ["", "whenever"])
def test_who_goes_on_without_one_is_told_at_the_field_and_loses_nothing(
    teacher: PageClient, world: World, urgency: str
) -> None:
    draft = begin(teacher, world)
    refused = save(teacher, draft, "contact", urgency=urgency, **CONTACT)
    assert refused.status_code == 422
    assert 'id="urgency-error">Välj hur bråttom det är.' in refused.text
    assert 'href="#urgency-0"' in refused.text
    assert content_of(world.teacher, draft).contact_phone == "070-222 22 22", "what was typed is saved"


@pytest.mark.parametrize("go", ["back", "later"])
def test_who_turns_back_or_stops_is_not_held_up(teacher: PageClient, world: World, go: str) -> None:
    draft = begin(teacher, world)
    assert save(teacher, draft, "contact", go=go, **CONTACT).status_code == 303


@pytest.mark.parametrize("kind", ["concern", "consultation"])
def test_nothing_is_sent_without_one(teacher: PageClient, world: World, kind: str) -> None:
    draft = begin(teacher, world, kind)
    for step, form in PAGES.items():
        if kind == "concern" or step not in {"who", "guardians"}:
            save(teacher, draft, step, **{name: text for name, text in form.items() if name != "urgency"})
    refused = send(teacher, draft)
    assert refused.status_code == 422
    assert f'href="/referrals/{draft}/write?step=contact">Välj hur bråttom det är.' in refused.text
    assert row_of(draft).status is ReferralStatus.DRAFT
    save(teacher, draft, "contact", urgency="normal", **CONTACT)
    assert send(teacher, draft).status_code == 303


def test_drafts_are_told_apart_by_when_they_were_begun_and_how_far_they_came(
    teacher: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    first = write_all(teacher, world)
    now(clock.now() + timedelta(minutes=20))
    second = begin(teacher, world)
    third = begin(teacher, world, "consultation")
    save(teacher, third, "seen", seen="En elev är ledsen.")
    page = teacher.get("/referrals").text
    rows = {key: line_of(page, key) for key in (first, second, third)}
    assert "påbörjad 18 november 2026 kl. 10:00" in rows[first]
    assert "steg 6 av 7: Hur bråttom är det" in rows[first]
    assert "påbörjad 18 november 2026 kl. 10:20" in rows[second]
    assert "steg 2 av 7: Vem är du orolig för?" in rows[second]
    assert "Konsultation, påbörjad" in rows[third]
    assert "steg 2 av 5: Vad har du sett" in rows[third]
    assert NAME not in page
    assert f'href="/referrals/{first}/write?step=contact"' in rows[first]


def line_of(page: str, draft: uuid.UUID) -> str:
    return (
        page.partition(f'href="/referrals/{draft}')[0].rpartition("<li>")[2]
        + f'href="/referrals/{draft}'
        + (page.partition(f'href="/referrals/{draft}')[2].partition("</li>")[0])
    )


def test_a_draft_that_became_a_consultation_is_shown_at_a_page_it_has(teacher: PageClient, world: World) -> None:
    draft = begin(teacher, world)
    save(teacher, draft, "who", name=NAME)
    save(teacher, draft, "receiver", kind="consultation", receiver=str(world.town.social_services))
    assert "steg 2 av 5" in line_of(teacher.get("/referrals").text, draft)
