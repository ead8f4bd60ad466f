"""People as administrators see them, one's own account, and who holds a role where."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.roles import ROLES, Role
from prevention.access.rules import allowed, visible
from prevention.extensions import db
from prevention.organisations.models import Agency, Municipality
from prevention.paging import read_page
from prevention.sorting import as_swedish, swedish

from .models import Invitation, Person, RoleAssignment
from .words import AccountState

LONGEST_SEARCH = 254  # as long as an address can be
HELD_NOW = (RoleAssignment.ended_at.is_(None), Person.deactivated_at.is_(None))  # of a role, by somebody who is there


@dataclass(frozen=True, slots=True)
class HeldAt:
    role: Role
    title: str
    agency: str


@dataclass(frozen=True, slots=True)
class PersonRow:
    id: uuid.UUID
    name: str
    email: str
    state: AccountState
    last_signed_in_on: date | None
    roles: list[HeldAt]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """`before` and `after` are the people to page from, None where the list ends."""

    rows: list[PersonRow]
    before: uuid.UUID | None
    after: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class HeldRole:
    id: uuid.UUID
    title: str
    agency: str
    granted_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonPage:
    state: AccountState
    link_until: datetime | None
    held: list[HeldRole]
    ended: list[HeldRole]


@dataclass(frozen=True, slots=True)
class OwnAccount:
    email: str
    last_signed_in_at: datetime | None


def people(
    actor: Actor, words: str = "", before: uuid.UUID | None = None, after: uuid.UUID | None = None
) -> PeoplePage:
    """Return fifty people in Swedish order, those whose name or address holds the words, from one person on or back."""
    query = select(Person.id, Person.name, Person.email, Person.last_signed_in_at, *state_columns()).where(
        allowed(Person, Permission.PEOPLE_READ, actor), holds(words)
    )
    found = read_page(query, (swedish(Person.name), Person.id), partial(place_of, actor), before, after)
    return PeoplePage(person_rows(found.rows), found.before, found.after)


def person_page(person: Person) -> PersonPage:
    """Return what a person holds and held; the guard has checked the person."""
    query = (
        select(RoleAssignment, Agency.name)
        .join(Agency, Agency.id == RoleAssignment.agency_id)
        .where(RoleAssignment.person_id == person.id)
        .order_by(RoleAssignment.role, swedish(Agency.name), RoleAssignment.granted_at, RoleAssignment.id)
    )
    roles = [
        HeldRole(one.id, str(ROLES[one.role].title), agency, one.granted_at, one.ended_at)
        for one, agency in db.session.execute(query)
    ]
    link = db.session.scalar(select(func.max(Invitation.expires_at)).where(*unused_links_of(person.id)))
    state = state_of(person.deactivated_at, person.password_hash is not None, link)
    held, ended = [one for one in roles if not one.ended_at], [one for one in roles if one.ended_at]
    return PersonPage(state, link if link and link > clock.now() else None, held, ended)


def person_holding(actor: Actor, assignment: RoleAssignment) -> Person:
    query = visible(Person, Permission.PEOPLE_READ, actor).where(Person.id == assignment.person_id)
    return db.session.scalars(query).one()


def own_account(actor: Actor) -> OwnAccount:
    query = select(Person.email, Person.last_signed_in_at).where(Person.id == actor.person_id)
    return OwnAccount(*db.session.execute(query).one())


def agencies_to_hold_roles_at(actor: Actor) -> Sequence[Agency]:
    """Return the agencies of the municipality that are open today, by kind and name."""
    still_open = or_(Agency.active_to.is_(None), Agency.active_to >= clock.today())
    query = visible(Agency, Permission.PEOPLE_MANAGE, actor).where(still_open)
    return db.session.scalars(query.order_by(Agency.kind, swedish(Agency.name), Agency.id)).all()


def everybody(municipality: Municipality | None) -> list[PersonRow]:
    """Return all people, for the command line, which acts for nobody."""
    where = Person.municipality_id == municipality.id if municipality else true()
    query = select(Person.id, Person.name, Person.email, Person.last_signed_in_at, *state_columns())
    return person_rows(db.session.execute(query.where(where).order_by(Person.email)).all())


def municipalities(code: str | None) -> Sequence[Municipality]:
    where = Municipality.code == code if code else true()
    return db.session.scalars(select(Municipality).where(where).order_by(Municipality.code)).all()


def agencies_named(municipality: Municipality, kind: AgencyKind, wanted: str | None) -> Sequence[Agency]:
    """Return the agencies of a kind with this code or name, all of them where neither is given."""
    named = or_(Agency.code == wanted, func.lower(Agency.name) == wanted.lower()) if wanted else true()
    of_kind = (Agency.municipality_id == municipality.id, Agency.kind == kind)
    return db.session.scalars(select(Agency).where(*of_kind, named).order_by(swedish(Agency.name), Agency.id)).all()


def person_rows(found: Sequence[Any]) -> list[PersonRow]:
    roles = roles_of([row[0] for row in found])
    return [
        PersonRow(key, name, email, state_of(closed, has_password, link), local_day(signed_in), roles.get(key, []))
        for key, name, email, signed_in, closed, has_password, link in found
    ]


def local_day(at: datetime | None) -> date | None:
    return at.astimezone(clock.LOCAL).date() if at else None


def roles_of(people: list[uuid.UUID]) -> dict[uuid.UUID, list[HeldAt]]:
    """Return what each holds where, in one query."""
    query = (
        select(RoleAssignment.person_id, RoleAssignment.role, Agency.name)
        .join(Agency, Agency.id == RoleAssignment.agency_id)
        .where(RoleAssignment.person_id.in_(people), RoleAssignment.ended_at.is_(None))
        .order_by(RoleAssignment.role, swedish(Agency.name), RoleAssignment.id)
    )
    titles = {role: str(description.title) for role, description in ROLES.items()}
    held: dict[uuid.UUID, list[HeldAt]] = {}
    for person, role, agency in db.session.execute(query):
        held.setdefault(person, []).append(HeldAt(role, titles[role], agency))
    return held


def state_columns() -> tuple[ColumnElement[datetime | None], ColumnElement[bool], ColumnElement[datetime]]:
    link = select(func.max(Invitation.expires_at)).where(*unused_links_of(Person.id)).scalar_subquery()
    return Person.deactivated_at.label("closed"), Person.password_hash.is_not(None).label("has_password"), link


def unused_links_of(person: InstrumentedAttribute[uuid.UUID] | uuid.UUID) -> tuple[ColumnElement[bool], ...]:
    return Invitation.person_id == person, Invitation.used_at.is_(None)


def state_of(deactivated_at: datetime | None, has_password: bool, link_until: datetime | None) -> AccountState:
    if deactivated_at:
        return AccountState.DEACTIVATED
    if has_password:
        return AccountState.ACTIVE
    if link_until is None:
        return AccountState.NO_LINK
    return AccountState.INVITED if link_until > clock.now() else AccountState.LINK_EXPIRED


def holds(words: str) -> ColumnElement[bool]:
    plain = words.strip().lower()[:LONGEST_SEARCH]
    in_name = [swedish(Person.name).contains(as_swedish(word), autoescape=True) for word in plain.split()]
    return or_(and_(true(), *in_name), Person.email.contains(plain, autoescape=True))


def place_of(actor: Actor, person_id: uuid.UUID) -> tuple[ColumnElement[str], ColumnElement[uuid.UUID]]:
    """Return where in the list a person of the same municipality stands; others stand nowhere."""
    other = aliased(Person)
    of_town = (other.id == person_id, other.municipality_id == actor.municipality_id)
    return select(swedish(other.name)).where(*of_town).scalar_subquery(), literal(person_id)


def people_with(agency_id: uuid.UUID, roles: Collection[Role]) -> list[tuple[uuid.UUID, str]]:
    """Return who holds one of the roles at an agency now, by name."""
    query = (
        select(Person.id, Person.name)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(RoleAssignment.agency_id == agency_id, RoleAssignment.role.in_(roles), *HELD_NOW)
        .group_by(Person.id, Person.name)
        .order_by(swedish(Person.name), Person.id)
    )
    return [(key, name) for key, name in db.session.execute(query)]
