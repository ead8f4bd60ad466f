"""The API's door: who asks is the token in the `Authorization` header, and nothing else. No cookie opens anything here.

A good token is let in from everywhere, so nobody can lock a system out by guessing from its address.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from math import ceil
from typing import NoReturn

from flask import request
from sqlalchemy import Integer, Select, bindparam, case, select, update
from sqlalchemy.sql.dml import ReturningUpdate
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import TooManyRequests, Unauthorized

from prevention import clock
from prevention.access.actor import TokenActor
from prevention.access.kinds import AgencyKind
from prevention.accounts import throttle
from prevention.accounts.session import STILL_OPEN
from prevention.audit.record import append, event
from prevention.database import Moment, writing
from prevention.extensions import db
from prevention.organisations.models import Agency

from .models import ApiToken, TokenPermission
from .secrets import hash_of

PER_MINUTE = 120
MINUTE = timedelta(minutes=1)
USED = event("api_token.used")
NOTHING_SENT = "Send a token in the header: Authorization: Bearer followed by the token."
NO_GOOD = "The token is unknown, revoked, past its last day, or of a closed school."


@dataclass(frozen=True, slots=True)
class Found:
    id: uuid.UUID
    municipality_id: uuid.UUID
    name: str
    permission: TokenPermission
    last_used_on: date | None
    agency_id: uuid.UUID
    held_at: AgencyKind


def read_token() -> TokenActor:
    """Return who asks. Each request is counted, and the first of a day recorded, before anything is looked up.

    :raises Unauthorized: without a good token.
    :raises TooManyRequests: for more than `PER_MINUTE`, or for guessing on.
    """
    header = request.authorization
    if header is None or header.type != "bearer" or not header.token:
        raise Unauthorized(NOTHING_SENT, www_authenticate=WWWAuthenticate("bearer"))
    found = token_with(hash_of(header.token))
    if found is None:
        refuse(hash_of(header.token))
    count_request(found)
    held = found.permission.permission
    return TokenActor(found.id, found.municipality_id, found.name, (), held, found.agency_id, found.held_at)


def token_with(token_hash: str) -> Found | None:
    row = db.session.connection().execute(good_token(), {"hash": token_hash, "today": clock.today()}).first()
    return Found(*row) if row else None


@cache
def good_token() -> Select[uuid.UUID, uuid.UUID, str, TokenPermission, date | None, uuid.UUID, AgencyKind]:
    return (
        select(
            ApiToken.id,
            ApiToken.municipality_id,
            ApiToken.name,
            ApiToken.permission,
            ApiToken.last_used_on,
            Agency.id,
            Agency.kind,
        )
        .join(Agency, Agency.id == ApiToken.agency_id)
        .where(
            ApiToken.token_hash == bindparam("hash"),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_on >= bindparam("today"),
            STILL_OPEN,
        )
    )


def refuse(token_hash: str) -> NoReturn:
    """Count a bad token as a failed sign-in is counted, but apart from those: neither closes the other's door."""
    address = throttle.network_of(request.remote_addr)
    who = throttle.Tried(throttle.keyed("token", token_hash), throttle.keyed("token address", address))
    try:
        throttle.refuse_too_many(who)
    except throttle.TooManyTries as many:
        raise TooManyRequests("Too many tries with bad tokens.", retry_after=many.seconds) from many
    with writing():
        throttle.remember_failure(who)
    raise Unauthorized(NO_GOOD, www_authenticate=WWWAuthenticate("bearer", {"error": "invalid_token"}))


def count_request(token: Found) -> None:
    """Count a request of this minute, in one statement, so that workers cannot overtake each other."""
    at, today = clock.now(), clock.today()
    minute = at.replace(second=0, microsecond=0)
    with writing():
        asked = {"token": token.id, "minute": minute, "today": today}
        number = db.session.connection().execute(counting(), asked).scalar_one()
        if token.last_used_on != today:
            append(token.municipality_id, token.id, USED, ApiToken.__tablename__, token.id, {})
    if number > PER_MINUTE:
        wait = ceil((minute + MINUTE - at).total_seconds())
        raise TooManyRequests(f"At most {PER_MINUTE} requests a minute.", retry_after=wait)


@cache
def counting() -> ReturningUpdate[int]:
    minute = bindparam("minute", type_=Moment)
    again = case((ApiToken.counted_at == minute, ApiToken.counted + 1), else_=bindparam("first", 1, Integer))
    return (
        update(ApiToken)
        .where(ApiToken.id == bindparam("token"))
        .values(counted=again, counted_at=minute, last_used_on=bindparam("today"))
        .returning(ApiToken.counted)
    )
