"""What the tests of accounts share: a password, a browser that signs in as people do, the trail."""

import uuid
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from prevention.accounts import invitations, passwords
from prevention.accounts.models import Person
from prevention.audit.models import AuditEvent
from prevention.extensions import db
from tests.client import PageClient

PASSWORD = "fyra kloka grodor hoppar"


def person(person_id: uuid.UUID) -> Person:
    """Return the row as it is in the database now."""
    return db.session.get_one(Person, person_id, populate_existing=True)


def with_password(person_id: uuid.UUID, password: str = PASSWORD) -> Person:
    found = person(person_id)
    found.password_hash = passwords.hash_password(password)
    db.session.commit()
    return found


def new_link(person_id: uuid.UUID) -> str:
    """Return the token of a new one-time link."""
    link = invitations.make_link(person(person_id))
    db.session.commit()
    return link.token


def recorded(event: str) -> list[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.event == event).order_by(AuditEvent.chain, AuditEvent.number)
    return list(db.session.scalars(query))


def try_to_sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **kwargs: Any) -> int:
    return client.post("/sign-in", data={"email": email, "password": password}, **kwargs).status_code


def is_signed_in(client: PageClient) -> bool:
    return client.get("/account").status_code == 200
