"""Who may touch which people: those of the municipality whose people one manages."""

from sqlalchemy import ColumnElement

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import in_municipality, rule

from .models import Invitation, Person, RoleAssignment


@rule(Person)
def person(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, Person.municipality_id)


@rule(RoleAssignment)
def role_assignment(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, RoleAssignment.municipality_id)


@rule(Invitation)
def invitation(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, Invitation.municipality_id)
