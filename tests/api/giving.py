"""Tokens of the cast, and a system that asks with one."""

import itertools
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from werkzeug.test import TestResponse

from prevention import clock
from prevention.api.models import ApiToken, TokenPermission
from prevention.api.secrets import hash_of, new_secret
from prevention.extensions import db
from tests.client import PageClient
from tests.town import Town

NUMBERS = itertools.count(1)
UNTIL = date(2027, 6, 30)
YEAR = {"school_year": "2026/27"}
MVP = YEAR | {"programme": "mvp"}


@dataclass(frozen=True)
class Given:
    """A token with its text."""

    id: uuid.UUID
    secret: str

    @property
    def row(self) -> ApiToken:
        return db.session.get_one(ApiToken, self.id)


def give_token(
    town: Town,
    agency: uuid.UUID | None = None,
    permission: TokenPermission = TokenPermission.COVERAGE_READ,
    expires_on: date = UNTIL,
    revoked_at: datetime | None = None,
) -> Given:
    """Store a token, of the municipality itself where no agency is given."""
    at, maker = agency or town.municipality_agency, town.people["coverage_administrator"]
    return store_token(
        town.municipality, at, maker, permission=permission, expires_on=expires_on, revoked_at=revoked_at
    )


def store_token(municipality: uuid.UUID, agency: uuid.UUID, maker: uuid.UUID, **details: Any) -> Given:
    secret = new_secret()
    known = {"permission": TokenPermission.COVERAGE_READ, "expires_on": UNTIL, "created_at": clock.now()}
    token = ApiToken(
        municipality_id=municipality,
        agency_id=agency,
        created_by_id=maker,
        name=f"System {next(NUMBERS)}",
        token_hash=hash_of(secret),
        **known | details,
    )
    db.session.add(token)
    db.session.flush()
    return Given(token.id, secret)


def ask(client: PageClient, path: str, token: Given | None = None, **question: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token.secret}"} if token else {}
    return client.get(f"/api/v1{path}", headers=headers, query_string=question)
