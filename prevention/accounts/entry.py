"""Getting in and out: sign-in, sign-out, one's own password and language, one-time links."""

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record, record_stranger
from prevention.extensions import db

from . import invitations, passwords, throttle
from .models import Person

SIGNED_IN = event("sign_in.succeeded")
SIGN_IN_FAILED = event("sign_in.failed")
SIGN_IN_THROTTLED = event("sign_in.throttled")
SIGNED_OUT = event("sign_in.ended")
PASSWORD_CHANGED = event("password.changed")
INVITATION_ACCEPTED = event("invitation.accepted", "invitation_id")
LANGUAGE_CHANGED = event("language.changed", "language")


class WrongPassword(Exception):
    """The address and the password do not belong together; which of them is wrong is told to nobody."""


class WeakPassword(Exception):
    """A new password that would be guessed; the text says what to do."""


def sign_in(email: str, password: str, address: str | None) -> Person:
    """Return the person these belong to, with the sign-in recorded.

    People unknown, deactivated and without a password get the same answer after the same work.

    :raises throttle.TooManyTries: while the account or the address is to wait.
    :raises WrongPassword: otherwise; the failure is to be committed.
    """
    who = throttle.tried(normal_email(email), address)
    throttle.refuse_too_many(who)
    person = person_with(normal_email(email))
    right = passwords.matches(usable_hash(person), password)
    if person is None or not right:
        record_failure(who, person)
        raise WrongPassword
    throttle.forget_failures(who)
    if person.password_hash and passwords.needs_rehash(person.password_hash):
        person.password_hash = passwords.hash_password(password)
    person.last_signed_in_at = clock.now()
    record(themselves(person), SIGNED_IN, person)
    return person


def sign_out(actor: Actor) -> None:
    """End every session of the person, on all devices: a cookie copied before is worth nothing after."""
    person = own_row(actor)
    person.session_epoch += 1
    record(actor, SIGNED_OUT, person)


def change_password(actor: Actor, current: str, new: str, address: str | None) -> Person:
    """Set one's own password and end every session of the old one. Guessing the current one is throttled as sign-in is.

    :raises throttle.TooManyTries: while the account or the address is to wait.
    :raises WrongPassword: for another current password; the failure is to be committed.
    :raises WeakPassword: saying what to do.
    """
    person = confirm(actor, current, address)
    set_password(person, new)
    record(actor, PASSWORD_CHANGED, person)
    return person


def confirm(actor: Actor, password: str, address: str | None) -> Person:
    """Make sure that who sits there is still who signed in, before something grave.

    :raises throttle.TooManyTries: while the account or the address is to wait.
    :raises WrongPassword: otherwise; the failure is to be committed.
    """
    person = own_row(actor)
    who = throttle.tried(person.email, address)
    throttle.refuse_too_many(who)
    if not passwords.matches(person.password_hash, password):
        record_failure(who, person)
        raise WrongPassword
    throttle.forget_failures(who)
    return person


def accept_invitation(token: str, password: str) -> Person:
    """Use up a one-time link: set the password and sign in.

    :raises invitations.LinkGone: for a link that is used, too old or unknown.
    :raises WeakPassword: saying what to do; the link can still be used.
    """
    invitation = invitations.open_invitation(token, lock=True)
    person = invitation.person
    set_password(person, password)
    invitation.used_at = person.last_signed_in_at = clock.now()
    record(themselves(person), INVITATION_ACCEPTED, person, invitation_id=invitation.id)
    record(themselves(person), SIGNED_IN, person)
    return person


def choose_language(actor: Actor, language: str) -> None:
    person = own_row(actor)
    person.language = language
    record(actor, LANGUAGE_CHANGED, person, language=language)


def set_password(person: Person, password: str) -> None:
    """Set it; the epoch ends the sessions that began before.

    :raises WeakPassword: saying what to do.
    """
    if fault := passwords.fault_of(password, person.email, person.name):
        raise WeakPassword(fault)
    person.password_hash = passwords.hash_password(password)
    person.session_epoch += 1
    db.session.flush()


def normal_email(email: str) -> str:
    return email.strip().lower()


def person_with(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email))


def usable_hash(person: Person | None) -> str | None:
    return person.password_hash if person and person.deactivated_at is None else None


def record_failure(who: throttle.Tried, person: Person | None) -> None:
    """Count it and record it: on the person where there is one, without any content where there is none."""
    closed = throttle.remember_failure(who)
    for what in (SIGN_IN_FAILED, SIGN_IN_THROTTLED) if closed else (SIGN_IN_FAILED,):
        if person:
            record(None, what, person)
        else:
            record_stranger(what)


def themselves(person: Person) -> Actor:
    return Actor(person.id, person.municipality_id, person.name, ())


def own_row(actor: Actor) -> Person:
    return db.session.get_one(Person, actor.person_id)
