"""Access to secret rows is given by somebody who may not use it; those whose secrets they are hear of it at once."""

import uuid
from collections.abc import Iterable

from sqlalchemy import or_, select

from prevention.access.permissions import SECRET
from prevention.access.roles import ROLES, Role
from prevention.extensions import db
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter

from .models import Person, RoleAssignment

ACCESS_GIVEN = letter("access_given")
PASSWORD_LINK_MADE = letter("password_link_made")
RECEIVING = frozenset(  # they open what others sent; a school's own staff open only what they wrote
    role
    for role, told in ROLES.items()
    if told.permissions.keys() & SECRET and role not in {Role.TEACHER, Role.PRINCIPAL}
)


def tell_of_role(person: Person, role: Role, agency_id: uuid.UUID) -> None:
    """Tell the agency and the auditors that somebody new may open secret rows there."""
    if role in RECEIVING:
        for watcher in watchers(person, [agency_id]):
            queue_mail(watcher, ACCESS_GIVEN)


def tell_of_link(person: Person) -> None:
    """Tell them of a link to a new password: whoever holds it could sign in as somebody who opens secret rows."""
    held = select(RoleAssignment.agency_id).where(
        RoleAssignment.person_id == person.id, RoleAssignment.ended_at.is_(None), RoleAssignment.role.in_(RECEIVING)
    )
    if person.password_hash and (agencies := db.session.scalars(held).all()):
        for watcher in watchers(person, agencies):
            queue_mail(watcher, PASSWORD_LINK_MADE)


def watchers(person: Person, agencies: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Return the others who hold such a role there, the auditors, and the person themselves."""
    query = (
        select(RoleAssignment.person_id)
        .where(
            RoleAssignment.municipality_id == person.municipality_id,
            RoleAssignment.ended_at.is_(None),
            or_(
                RoleAssignment.role == Role.AUDITOR,
                RoleAssignment.role.in_(RECEIVING) & RoleAssignment.agency_id.in_(agencies),
            ),
        )
        .distinct()
        .order_by(RoleAssignment.person_id)
    )
    return list(db.session.scalars(query))
