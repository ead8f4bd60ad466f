"""Who is behind a request: one query, and only while the sign-in is neither idle too long nor too old."""

import uuid
from datetime import timedelta
from enum import StrEnum

from flask import current_app, session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor, Grant
from prevention.access.roles import Role
from prevention.extensions import db, login
from prevention.organisations.models import Agency, Municipality

from .models import Person, RoleAssignment

SEEN_EVERY = timedelta(minutes=1)  # a cookie is written anew at most this often


class Ended(StrEnum):
    """Why somebody who was signed in no longer is."""

    IDLE = "idle"
    OLD = "old"
    CLOSED = "closed"  # another password since, or a closed account


class SignedIn(UserMixin):
    """What Flask-Login keeps as `current_user`: the actor, and what pages show of the person."""

    def __init__(self, actor: Actor, epoch: int, language: str, municipality_name: str) -> None:
        self.actor = actor
        self.epoch = epoch
        self.language = language
        self.municipality_name = municipality_name

    def get_id(self) -> str:
        return f"{self.actor.person_id}:{self.epoch}"


def begin(person: Person) -> None:
    """Sign in: a new session, so that nothing from before it carries over but the language chosen."""
    clear()
    session["since"] = session["seen"] = seconds_now()
    signed_in = find(person.id)
    if signed_in is None:
        raise LookupError(person.id)
    login_user(signed_in)


def end() -> None:
    logout_user()
    clear()


def clear() -> None:
    language = session.get("language")
    session.clear()
    if language:
        session["language"] = language


@login.user_loader
def load(key: str) -> SignedIn | None:
    """Return who the cookie names, or None once it is idle, old, of an earlier password, or of a closed account."""
    person_id, _, epoch = key.partition(":")
    if not still_valid():
        return None
    signed_in = find(uuid.UUID(person_id))
    return signed_in if signed_in and str(signed_in.epoch) == epoch else None


def still_valid() -> bool:
    if run_out():
        return False
    at = seconds_now()
    if at - session["seen"] > SEEN_EVERY.total_seconds():
        session["seen"] = at
    return True


def why_signed_out() -> Ended | None:
    """Return why the sign-in that the browser still holds has ended; None for who was not signed in at all."""
    if "_user_id" not in session or current_user.is_authenticated:
        return None
    return run_out() or Ended.CLOSED


def run_out() -> Ended | None:
    at, since, seen = seconds_now(), session.get("since", 0), session.get("seen", 0)
    idle: timedelta = current_app.config["SESSION_IDLE"]
    absolute: timedelta = current_app.config["SESSION_ABSOLUTE"]
    if at - since > absolute.total_seconds():
        return Ended.OLD
    return Ended.IDLE if at - seen > idle.total_seconds() else None


def seconds_now() -> int:
    return int(clock.now().timestamp())


def find(person_id: uuid.UUID) -> SignedIn | None:
    query = (
        select(Person, Municipality.name, RoleAssignment.role, Agency.id, Agency.name)
        .join(Municipality, Municipality.id == Person.municipality_id)
        .outerjoin(RoleAssignment, (RoleAssignment.person_id == Person.id) & RoleAssignment.ended_at.is_(None))
        .outerjoin(Agency, Agency.id == RoleAssignment.agency_id)
        .where(Person.id == person_id, Person.deactivated_at.is_(None))
        .order_by(RoleAssignment.role, Agency.name)
    )
    rows = db.session.execute(query).all()
    if not rows:
        return None
    held = [(role, agency_id, agency_name) for _person, _place, role, agency_id, agency_name in rows if role]
    return signed_in_from(rows[0][0], rows[0][1], held)


def signed_in_from(person: Person, municipality: str, held: list[tuple[Role, uuid.UUID, str]]) -> SignedIn:
    grants = tuple(Grant(role, agency_id, agency_name) for role, agency_id, agency_name in held)
    actor = Actor(person.id, person.municipality_id, person.name, grants)
    return SignedIn(actor, person.session_epoch, person.language, municipality)
