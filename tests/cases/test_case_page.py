"""The page of a case: its story, clocks and next step, who may open it, and that every look is recorded."""

import re
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select

from prevention.audit.models import AuditEvent
from prevention.cases import page as case_page
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import Attachment
from tests.client import PageClient
from tests.world import World

from .desk import NAME, SEEN, events, name_handler, row, send, step, take

Counting = Callable[[], AbstractContextManager[list[str]]]


def test_the_holder_reads_what_came_with_clocks_and_the_next_step(client: PageClient, world: World) -> None:
    page = client.sign_in(world.social_worker).get(f"/cases/{world.messages.taken_case}").text
    said = (
        NAME,
        SEEN,
        "20130101TF01",
        "Ärendet togs",
        '<span lang="sv">SoL (2025:400), 14 dagar',
        "Gör skyddsbedömning",
        "Kom in",
    )
    assert [words for words in said if words not in page] == []


def test_title_and_address_name_nobody(client: PageClient, world: World) -> None:
    page = client.sign_in(world.social_worker).get(f"/cases/{world.messages.taken_case}").text
    title = re.search("<title>(.*?)</title>", page)
    assert title and row(world.messages.taken_case, world).number in title[1] and "Exempelsson" not in title[1]
    assert not [address for address in re.findall('(?:href|action)="(.*?)"', page) if "Exempelsson" in address]


def test_reading_is_recorded(client: PageClient, world: World) -> None:
    client.sign_in(world.social_services_lead).get(f"/cases/{world.messages.taken_case}")
    told = [(one.actor_id, one.object_id) for one in events("case.read")]
    assert told == [(world.social_services_lead, world.messages.taken_case)]


def test_without_a_row_in_the_trail_there_is_no_page(
    app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_told: object) -> None:
        raise OSError("the trail is full")

    monkeypatch.setattr(case_page, "record", fail)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr(app, "testing", False)
    answer = client.sign_in(world.social_worker).get(f"/cases/{world.messages.taken_case}")
    assert answer.status_code == 500
    assert NAME not in answer.text and SEEN not in answer.text


def test_a_form_that_comes_back_shows_the_case_and_is_recorded_too(client: PageClient, world: World) -> None:
    answer = step(client.sign_in(world.social_worker), world.messages.taken_case, "note", text=" ")
    assert answer.status_code == 422 and NAME in answer.text and "Skriv något först." in answer.text
    assert len(events("case.read")) == 1


def test_another_open_case_for_the_same_number_is_told(client: PageClient, world: World, ticking: None) -> None:
    first, second = (send(world, number=number) for number in ("20130704-1234", "1307041234"))
    take(client.sign_in(world.social_worker), first)
    page = client.get(f"/cases/{second}").text
    assert "Det finns ett annat öppet ärende för samma personnummer" in page
    assert f"{row(first, world).number}, som Social Worker 9901 har." in page
    assert "annat öppet ärende" in client.get(f"/cases/{first}").text
    assert "annat öppet ärende" in client.get(f"/cases/{world.messages.taken_case}").text  # the cast shares a number


def test_no_number_meets_no_other(client: PageClient, world: World) -> None:
    case = send(world, number="")
    assert "annat öppet ärende" not in client.sign_in(world.social_worker).get(f"/cases/{case}").text


def test_another_of_protected_identity_is_not_told(client: PageClient, world: World) -> None:
    send(world, number="20130704-1234", protected=True)
    case = send(world, number="20130704-1234")
    assert "annat öppet ärende" not in client.sign_in(world.social_worker).get(f"/cases/{case}").text


def test_a_file_is_handed_out_to_be_saved_and_that_is_recorded(client: PageClient, world: World) -> None:
    case = send(world, file=b"<script>alert(1)</script>")
    key = file_of(case, world)
    client.sign_in(world.social_worker)
    assert "anteckning.txt" in client.get(f"/cases/{case}").text
    answer = client.get(f"/cases/files/{key}")
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert [one.details for one in events("case.file_read")] == [{"attachment_id": str(key)}]


def test_a_file_is_reached_by_those_alone_who_read_its_case(client: PageClient, world: World) -> None:
    key = file_of(send(world, file=b"text"), world)
    assert client.sign_in(world.colleague).get(f"/cases/files/{key}").status_code == 404
    assert client.sign_in(world.social_worker).get(f"/cases/files/{world.messages.file}").status_code == 404
    assert client.get("/cases/files/nonsense").status_code == 404
    assert events("case.file_read") == []


def test_a_protected_identity_shows_the_lead_number_and_clock_alone(client: PageClient, world: World) -> None:
    case = send(world, protected=True, file=b"text")
    client.sign_in(world.social_services_lead)
    page = client.get(f"/cases/{case}").text
    assert row(case, world).number in page and "Skyddsbedömning" in page and "Ta ärendet, eller tilldela" in page
    assert not [words for words in (NAME, SEEN, "norra skola", "TF01", "anteckning") if words in page]
    assert events("case.read") == []
    assert client.get(f"/cases/files/{file_of(case, world)}").status_code == 404


def test_a_protected_identity_opens_to_the_lead_who_takes_it(client: PageClient, world: World) -> None:
    case = send(world, protected=True)
    take(client.sign_in(world.social_services_lead), case)
    assert NAME in client.get(f"/cases/{case}").text


def test_a_protected_identity_opens_to_the_named_and_to_whom_it_is_offered(
    client: PageClient, world: World, ticking: None
) -> None:
    case = send(world, protected=True)
    name_handler(world, world.social_worker)
    assert NAME in client.sign_in(world.social_worker).get(f"/cases/{case}").text
    take(client, case)
    assert step(client, case, "offer", to=world.colleague).status_code == 422
    name_handler(world, world.colleague)
    assert step(client, case, "offer", to=world.colleague).status_code == 303
    assert NAME in client.sign_in(world.colleague).get(f"/cases/{case}").text
    assert NAME not in client.sign_in(world.social_services_lead).get(f"/cases/{case}").text


def test_a_longer_story_takes_no_more_queries(
    client: PageClient, world: World, ticking: None, count_queries: Counting
) -> None:
    client.sign_in(world.social_worker).get(f"/cases/{world.messages.taken_case}")
    with count_queries() as few:
        client.get(f"/cases/{world.messages.taken_case}")
    for number in range(5):
        step(client, world.messages.taken_case, "note", text=f"Anteckning {number}")
    client.get(f"/cases/{world.messages.taken_case}")
    with count_queries() as many:
        client.get(f"/cases/{world.messages.taken_case}")
    assert len(few) == len(many)


def test_no_row_of_the_trail_holds_what_was_written(client: PageClient, world: World, ticking: None) -> None:
    client.sign_in(world.social_worker)
    step(client, world.messages.taken_case, "note", text="Ringde Kims mormor")
    client.get(f"/cases/{world.messages.taken_case}")
    written = " ".join(str(one.details) for one in db.session.scalars(select(AuditEvent)))
    assert "mormor" not in written and "Kim" not in written


def file_of(case: uuid.UUID, world: World) -> uuid.UUID:
    with acting_as(world.social_services_lead):
        return db.session.scalars(select(Attachment.id).where(Attachment.case_id == case)).one()
