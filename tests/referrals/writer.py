"""A teacher at the keyboard: writes a message page by page, as the forms do."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select
from werkzeug.test import TestResponse

from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals import actions
from prevention.referrals.content import Content
from prevention.referrals.models import Referral
from tests.client import PageClient
from tests.world import World

NAME, NUMBER, SEEN = "Saga Påhittsdotter", "20130101TF01", "Kom till skolan med blåmärken."
PAGES: Mapping[str, Mapping[str, str]] = {
    "who": {"name": NAME, "personal_number": NUMBER, "age": "13", "grade": "7A"},
    "guardians": {"guardians": "Mio Påhittsson, 070-111 11 11", "guardians_know": "no"},
    "seen": {"seen": SEEN, "seen_when": "I morse"},
    "done": {"done": "Talat med eleven."},
    "contact": {"urgency": "soon", "contact_name": "Lärare", "contact_phone": "070-222 22 22"},
}


def begin(client: PageClient, world: World, kind: str = "concern", client_id: object = None) -> uuid.UUID:
    """Begin a draft and return its id, read from where the answer leads."""
    form = {
        "kind": kind,
        "receiver": world.town.social_services,
        "school": world.town.school,
        "client_id": client_id or uuid.uuid4(),
    }
    answer = client.post("/referrals/new", data=form)
    assert answer.status_code == 303, answer.text
    return uuid.UUID(answer.location.split("/")[-2])


def save(client: PageClient, draft: uuid.UUID, step: str, **form: object) -> TestResponse:
    return client.post(f"/referrals/{draft}/write?step={step}", data=form)


def write_all(client: PageClient, world: World, kind: str = "concern", **more: str) -> uuid.UUID:
    """Write everything a message must have; `more` goes over what is usually written."""
    draft = begin(client, world, kind)
    for step, form in PAGES.items():
        if kind == "consultation" and step in {"who", "guardians"}:
            continue
        answer = save(client, draft, step, **{name: more.get(name, text) for name, text in form.items()})
        assert answer.status_code == 303, answer.text
    return draft


def send(client: PageClient, draft: uuid.UUID) -> TestResponse:
    return client.post(f"/referrals/{draft}/send")


def content_of(author: uuid.UUID, referral: uuid.UUID) -> Content:
    with acting_as(author):
        return actions.read(row_of(referral))


def row_of(referral: uuid.UUID) -> Referral:
    return db.session.scalars(
        select(Referral).where(Referral.id == referral), execution_options={"populate_existing": True}
    ).one()
