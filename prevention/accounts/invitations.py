"""One-time links. The token is in the link alone: the database holds its hash, so a copy of it opens nothing."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from prevention import clock
from prevention.extensions import db

from .models import Invitation, Person


class LinkGone(LookupError):
    """A link that is used, too old, replaced by a newer one or never made; which of them is not told."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link just made: the only time its token is at hand."""

    token: str
    invitation: Invitation

    @property
    def expires_at(self) -> datetime:
        return self.invitation.expires_at


def make_link(person: Person) -> Link:
    """Make a link for the person; those made before open nothing any more."""
    void_links(person)
    token, at = secrets.token_urlsafe(32), clock.now()
    invitation = Invitation(
        municipality_id=person.municipality_id,
        person_id=person.id,
        token_hash=hash_of(token),
        created_at=at,
        expires_at=at + current_app.config["INVITATION_LIFETIME"],
    )
    db.session.add(invitation)
    db.session.flush()
    return Link(token, invitation)


def void_links(person: Person) -> None:
    at = clock.now()
    still_open = (Invitation.person_id == person.id, Invitation.used_at.is_(None), Invitation.expires_at > at)
    db.session.execute(update(Invitation).where(*still_open).values(expires_at=at))


def open_invitation(token: str, *, lock: bool = False) -> Invitation:
    """Return the invitation with its person. Lock it to use it up: two browsers may send the form at once.

    :raises LinkGone: where it opens nothing.
    """
    query = (
        select(Invitation)
        .join(Invitation.person)
        .options(contains_eager(Invitation.person))
        .where(
            Invitation.token_hash == hash_of(token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
            Person.deactivated_at.is_(None),
        )
    )
    found = db.session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise LinkGone
    return found


def address_of(token: str) -> str:
    """Return the link: under the configured address where there is one, since no request header may choose it."""
    if base := current_app.config["BASE_URL"]:
        return str(base).rstrip("/") + path_of(token)
    return url_for("accounts.open_invitation", token=token, _external=True)


def path_of(token: str) -> str:
    return url_for("accounts.open_invitation", token=token, _external=False)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
