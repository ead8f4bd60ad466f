"""What tests of cases begin with: messages sent by teachers, clocks that tick, steps as people take them."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from prevention import clock
from prevention.audit.models import AuditEvent
from prevention.cases.models import CaseFile, NamedHandler
from prevention.database import acting_as
from prevention.extensions import db
from prevention.jobs.models import Job
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.content import Content
from prevention.referrals.models import Attachment, ReferralKind, StatusCode, StatusEvent, Urgency
from prevention.sealing.safe import safe_of
from tests.client import PageClient
from tests.messages import concern
from tests.town import actor_of
from tests.world import World

ASSESSED = {"needed": "no", "text": "Ingen akut fara."}
NAME, SEEN = "Kim Exempelsson", "Har sagt att det inte är tryggt hemma."


@pytest.fixture
def ticking(session: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each look at the clock be a second later, so that the story has an order."""
    monkeypatch.setattr(clock, "now", seconds().__next__)


def seconds() -> Iterator[datetime]:
    at = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    while True:
        at += timedelta(seconds=1)
        yield at


def send(
    world: World,
    name: str = NAME,
    urgency: Urgency = Urgency.NORMAL,
    kind: ReferralKind = ReferralKind.CONCERN,
    *,
    protected: bool = False,
    number: str = "",
    age: str = "",
    file: bytes = b"",
) -> uuid.UUID:
    """Let the teacher send, and return the id of the case, which they could not read."""
    content = replace(concern(name, urgency), is_protected=protected, personal_number=number)
    content = replace(content, age=age or content.age)
    teacher = actor_of(world.teacher)
    with acting_as(world.teacher):
        draft = begin_draft(teacher, world.town.school, kind, uuid.uuid4())
        save_draft(draft, consultation() if kind is ReferralKind.CONSULTATION else content, world.town.social_services)
        if file:
            attach(draft.id, draft.data_key_id, world, file)
        send_referral(teacher, draft)
        referral_id = draft.id
    with acting_as(world.social_services_lead):
        return db.session.scalars(select(CaseFile.id).where(CaseFile.referral_id == referral_id)).one()


def consultation() -> Content:
    return Content(
        seen="En elev i sjuan är ofta borta.",
        urgency=Urgency.NORMAL,
        contact_name="Lärare",
        contact_phone="070-000 00 00",
    )


def attach(referral_id: uuid.UUID, key_id: uuid.UUID, world: World, body: bytes) -> None:
    file_id, safe = uuid.uuid4(), safe_of(key_id)
    db.session.add(
        Attachment(
            id=file_id,
            municipality_id=world.town.municipality,
            referral_id=referral_id,
            data_key_id=key_id,
            media_type="text/plain",
            size=len(body),
            scanned=False,
            added_at=clock.now(),
            content=safe.seal("attachment", file_id, {"name": "anteckning.txt"}),
            body=safe.seal_bytes("attachment", file_id, body, "body"),
        )
    )
    db.session.flush()


def name_handler(world: World, person: uuid.UUID) -> None:
    db.session.add(
        NamedHandler(municipality_id=world.town.municipality, agency_id=world.town.social_services, person_id=person)
    )
    db.session.flush()


def take(client: PageClient, case: uuid.UUID) -> TestResponse:
    return client.post("/cases/take", data={"case": case})


def step(client: PageClient, case: uuid.UUID, name: str, **typed: object) -> TestResponse:
    return client.post(f"/cases/{case}/{name}", data=typed)


def events(name: str) -> list[AuditEvent]:
    return list(db.session.scalars(select(AuditEvent).where(AuditEvent.event == name).order_by(AuditEvent.number)))


def row(case: uuid.UUID, world: World) -> CaseFile:
    """Return the case as it stands, seen by the lead."""
    with acting_as(world.social_services_lead):
        return db.session.get_one(CaseFile, case, populate_existing=True)


def newest_mail() -> Job:
    return db.session.scalars(select(Job).where(Job.kind == "mail").order_by(Job.created_at.desc())).all()[0]


def codes(case: uuid.UUID, world: World) -> list[StatusCode]:
    query = select(StatusEvent.code).where(StatusEvent.referral_id == row(case, world).referral_id)
    with acting_as(world.teacher):
        return list(db.session.scalars(query.order_by(StatusEvent.at)))
