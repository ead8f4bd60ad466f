"""What arrives is told to those on duty at once: that, how urgent, and a link."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete

from prevention.cases.models import Duty, NamedHandler
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.models import ReferralKind, Urgency
from tests.messages import concern
from tests.postbox import Postbox
from tests.town import actor_of
from tests.world import World

from .mails import run_worker, take_letters, told

pytestmark = pytest.mark.usefixtures("session")


def send(world: World, urgency: Urgency = Urgency.NORMAL, is_protected: bool = False) -> None:
    author = actor_of(world.teacher)
    with acting_as(world.teacher):
        draft = begin_draft(author, world.town.school, ReferralKind.CONCERN, world.teacher)
        content = replace(concern("Kim Exempelsson", urgency), is_protected=is_protected)
        save_draft(draft, content, world.town.social_services)
        send_referral(author, draft)
    db.session.commit()


def put_deputy(world: World) -> None:
    here = {"municipality_id": world.town.municipality, "agency_id": world.town.social_services}
    days = {"starts_on": date(2026, 11, 16), "ends_on": date(2026, 11, 22)}
    db.session.add(Duty(person_id=world.colleague, is_deputy=True, **here, **days))
    db.session.commit()


def test_those_on_duty_are_told(postbox: Postbox, world: World) -> None:
    put_deputy(world)
    send(world)
    run_worker()
    ((who, subject, words),) = take_letters(postbox)
    assert (who, subject) == ("social_worker", "Ett ärende har kommit in")
    assert "https://almkoping.example/cases/" in words


def test_what_is_acute_says_so_and_goes_to_the_deputy_too(postbox: Postbox, world: World) -> None:
    put_deputy(world)
    send(world, Urgency.ACUTE)
    run_worker()
    letters = take_letters(postbox)
    assert [who for who, _subject, _words in letters] == ["colleague", "social_worker"]
    assert {subject for _who, subject, _words in letters} == {"Akut: ett ärende har kommit in"}


def test_the_deputy_is_told_when_nobody_is_on_duty(postbox: Postbox, world: World) -> None:
    db.session.execute(delete(Duty))
    put_deputy(world)
    send(world)
    run_worker()
    assert told(postbox) == ["colleague"]


def test_the_lead_is_told_when_nobody_is_on_the_roster(postbox: Postbox, world: World) -> None:
    db.session.execute(delete(Duty))
    send(world)
    run_worker()
    assert told(postbox) == ["social_services_lead"]


def test_a_protected_identity_is_told_to_who_is_named(postbox: Postbox, world: World) -> None:
    here = {"municipality_id": world.town.municipality, "agency_id": world.town.social_services}
    db.session.add(NamedHandler(person_id=world.colleague, **here))
    db.session.commit()
    send(world, Urgency.ACUTE, is_protected=True)
    run_worker()
    assert told(postbox) == ["colleague"], "neither duty nor deputy: they cannot open it"


def test_nothing_is_told_of_what_was_not_sent(postbox: Postbox, world: World) -> None:
    author = actor_of(world.teacher)
    with acting_as(world.teacher):
        save_draft(begin_draft(author, world.town.school, ReferralKind.CONCERN, world.teacher), concern("Kim"))
    db.session.commit()
    run_worker()
    assert postbox.letters == []
