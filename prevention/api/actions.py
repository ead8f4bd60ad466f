"""Making and revoking tokens. Who makes one holds there what it gives: a token adds nothing to what they may see."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.database import tripped
from prevention.extensions import db

from .models import ApiToken, TokenPermission
from .secrets import hash_of, new_secret

LONGEST = timedelta(days=366)
MADE = event("api_token.made", "agency_id", "permission", "expires_on")
REVOKED = event("api_token.revoked")


class NameTaken(ValueError):
    """A token of that name reads there already."""


class BadLastDay(ValueError):
    """A last day that has passed, or that is more than a year ahead."""


@dataclass(frozen=True, slots=True)
class TokenData:
    name: str
    agency_id: uuid.UUID
    permission: TokenPermission
    expires_on: date


def make_token(actor: Actor, data: TokenData) -> tuple[ApiToken, str]:
    """Make a token and return it with its text, which is at hand this once. The form offers only one's own agencies.

    :raises BadLastDay: saying when it may end.
    :raises NameTaken: where a token of that name is in use at the agency.
    """
    if not clock.today() <= data.expires_on <= clock.today() + LONGEST:
        raise BadLastDay
    secret = new_secret()
    token = ApiToken(
        municipality_id=actor.municipality_id,
        agency_id=data.agency_id,
        name=data.name,
        permission=data.permission,
        token_hash=hash_of(secret),
        expires_on=data.expires_on,
        created_by_id=actor.person_id,
        created_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(token)
    except IntegrityError as error:
        raise (NameTaken() if tripped(error, "api_token", "agency_id", "name") else error) from error
    record(actor, MADE, token, agency_id=data.agency_id, permission=data.permission.value, expires_on=data.expires_on)
    return token, secret


def revoke_token(actor: Actor, token: ApiToken) -> None:
    """Stop a token at once. Pressed twice, it stays as it was stopped first."""
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        record(actor, REVOKED, token)
