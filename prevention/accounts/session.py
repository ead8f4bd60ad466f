"""Who is behind a request: one query, and only while the sign-in is neither idle too long nor too old."""

import uuid
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import current_app, session
from flask_login import UserMixin, current_user, login_user, logout_user
from sqlalchemy import Select, bindparam, or_, select

from prevention import clock
from prevention.access.actor import Actor, Grant
from prevention.extensions import db, login
from prevention.organisations.models import Agency, Municipality

from .models import Person, RoleAssignment

SEEN_EVERY = timedelta(minutes=1)  # a cookie is written anew at most this often


class Ended(StrEnum):
    """Why somebody who was signed in no longer is."""

    IDLE = "idle"
    OLD = "old"
    CLOSED = "closed"  # another password since, or a closed account


STILL_OPEN = or_(Agency.active_to.is_(None), Agency.active_to >= bindparam("today"))  # its last day is worked through
WHO: Select[*tuple[Any, ...]] = (  # built once: every request asks it
    select(
        Person.id,
        Person.municipality_id,
        Person.name,
        Person.session_epoch,
        Person.language,
        Municipality.name,
        RoleAssignment.role,
        Agency.id,
        Agency.name,
    )
    .join(Municipality, Municipality.id == Person.municipality_id)
    .outerjoin(RoleAssignment, (RoleAssignment.person_id == Person.id) & RoleAssignment.ended_at.is_(None))
    .outerjoin(Agency, (Agency.id == RoleAssignment.agency_id) & STILL_OPEN)
    .where(Person.id == bindparam("person_id"), Person.deactivated_at.is_(None))
    .order_by(RoleAssignment.role, Agency.name)
)


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
    """Return the person with what they hold now, or None for an account that is closed or gone.

    A role at an agency that has closed gives nothing until it opens again.
    """
    rows = db.session.connection().execute(WHO, {"person_id": person_id, "today": clock.today()}).all()
    if not rows:
        return None
    person, municipality_id, name, epoch, language, municipality = rows[0][:6]
    grants = tuple(Grant(role, agency_id, agency_name) for *_who, role, agency_id, agency_name in rows if agency_id)
    return SignedIn(Actor(person, municipality_id, name, grants), epoch, language, municipality)
