"""What administrators do with people and their roles. Nobody changes their own access, and one administrator stays."""

from dataclasses import dataclass

from flask_babel import LazyString
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.roles import ROLES, Role
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.formats import lazy_gettext
from prevention.organisations.models import Agency

from . import invitations
from .entry import normal_email, set_password
from .invitations import Link
from .models import Person, RoleAssignment
from .watch import tell_of_link, tell_of_role

PERSON_INVITED = event("person.invited")
LINK_MADE = event("invitation.made", "invitation_id")
ROLE_GIVEN = event("role.given", "role", "agency_id")
ROLE_ENDED = event("role.ended", "role", "agency_id")
PERSON_DEACTIVATED = event("person.deactivated")
PERSON_REACTIVATED = event("person.reactivated")
PASSWORD_SET = event("password.set")


class Refused(Exception):
    """An act that the rules forbid; the sentence says so to whoever tried."""

    sentence: LazyString


class NotOnOneself(Refused):
    sentence = lazy_gettext("Nobody changes their own access. Ask another system administrator.")


class LastAdministrator(Refused):
    sentence = lazy_gettext(
        "This is the municipality's last active system administrator. Give somebody else that role first."
    )


class EmailTaken(Refused):
    sentence = lazy_gettext(
        "There is already an account with this e-mail address. Search for it under People, or use another address."
    )


class RoleHeldAlready(Refused):
    sentence = lazy_gettext("The person already has that role there.")


class HeldElsewhere(Refused):
    """The role is held at another kind of agency."""

    sentence = lazy_gettext("That role cannot be held there. Choose a place of the right kind.")


class Deactivated(Refused):
    sentence = lazy_gettext("The account is deactivated. Reactivate it first.")


@dataclass(frozen=True, slots=True)
class Newcomer:
    email: str
    name: str
    role: Role
    agency: Agency


def invite(actor: Actor | None, newcomer: Newcomer) -> tuple[Person, Link]:
    """Add a person with a role at an agency, and make the one-time link to their first password.

    :raises EmailTaken: for an address that has an account.
    :raises HeldElsewhere: for an agency of another kind.
    """
    person = Person(
        municipality_id=newcomer.agency.municipality_id,
        email=normal_email(newcomer.email),
        name=" ".join(newcomer.name.split()),
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError as error:  # its foreign key is a row at hand, so only uq_person_email can trip
        raise EmailTaken from error
    record(actor, PERSON_INVITED, person)
    give_role(actor, person, newcomer.role, newcomer.agency)
    return person, new_link(actor, person)


def new_link(actor: Actor | None, person: Person) -> Link:
    """Make a new one-time link: to a first password, or to another when the old one is forgotten.

    :raises Deactivated: for an account that is closed.
    """
    if person.deactivated_at:
        raise Deactivated
    link = invitations.make_link(person)
    record(actor, LINK_MADE, person, invitation_id=link.invitation.id)
    tell_of_link(person)
    return link


def give_role(actor: Actor | None, person: Person, role: Role, agency: Agency) -> None:
    """Give a role at an agency.

    :raises NotOnOneself: for one's own account.
    :raises HeldElsewhere: for an agency of another kind or another municipality.
    :raises RoleHeldAlready: where it is held already.
    """
    refuse_oneself(actor, person)
    if agency.kind is not ROLES[role].held_at or agency.municipality_id != person.municipality_id:
        raise HeldElsewhere
    given = RoleAssignment(
        municipality_id=person.municipality_id,
        person_id=person.id,
        role=role,
        agency_id=agency.id,
        granted_at=clock.now(),
    )
    try:
        with db.session.begin_nested():
            db.session.add(given)
    except IntegrityError as error:  # its foreign keys are rows at hand: only uq_role_assignment_held_once can trip
        raise RoleHeldAlready from error
    record(actor, ROLE_GIVEN, person, role=role, agency_id=agency.id)
    tell_of_role(person, role, agency.id)


def end_role(actor: Actor | None, assignment: RoleAssignment) -> None:
    """End a role; ending it twice changes nothing.

    :raises NotOnOneself: for one's own account.
    :raises LastAdministrator: when nobody would be left to manage people.
    """
    person = db.session.get_one(Person, assignment.person_id)
    refuse_oneself(actor, person)
    if assignment.ended_at:
        return
    if assignment.role is Role.SYSTEM_ADMINISTRATOR:
        refuse_last_administrator(person)
    assignment.ended_at = clock.now()
    record(actor, ROLE_ENDED, person, role=assignment.role, agency_id=assignment.agency_id)


def deactivate(actor: Actor | None, person: Person) -> None:
    """Close the account at once: sessions and links end, roles stay for the day it is opened again.

    :raises NotOnOneself: for one's own account.
    :raises LastAdministrator: when nobody would be left to manage people.
    """
    refuse_oneself(actor, person)
    if person.deactivated_at:
        return
    refuse_last_administrator(person)
    person.deactivated_at = clock.now()
    person.session_epoch += 1
    invitations.void_links(person)
    record(actor, PERSON_DEACTIVATED, person)


def reactivate(actor: Actor | None, person: Person) -> None:
    """Open the account again, with the password and the roles it had.

    :raises NotOnOneself: for one's own account.
    """
    refuse_oneself(actor, person)
    if person.deactivated_at is None:
        return
    person.deactivated_at = None
    record(actor, PERSON_REACTIVATED, person)


def first_password(person: Person, password: str) -> None:
    """Set a password from the command line, for the first set-up.

    :raises WeakPassword: saying what to do.
    """
    set_password(person, password)
    invitations.void_links(person)
    record(None, PASSWORD_SET, person)


def refuse_oneself(actor: Actor | None, person: Person) -> None:
    if actor and actor.person_id == person.id:
        raise NotOnOneself


def refuse_last_administrator(person: Person) -> None:
    """Lock those who administrate until commit: two who close each other's account wait for one another."""
    query = (
        select(Person.id)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(
            Person.municipality_id == person.municipality_id,
            Person.deactivated_at.is_(None),
            Person.password_hash.is_not(None),
            RoleAssignment.role == Role.SYSTEM_ADMINISTRATOR,
            RoleAssignment.ended_at.is_(None),
        )
        .order_by(Person.id)
        .with_for_update()
    )
    if set(db.session.scalars(query)) == {person.id}:
        raise LastAdministrator
