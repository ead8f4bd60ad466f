"""Who may touch which organisations: those of one's municipality, and for coverage the schools where a role is held."""

from sqlalchemy import ColumnElement, false

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import at_school, in_municipality, rule

from .models import Agency, District, Municipality, SchoolYear


@rule(Municipality)
def municipality(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, Municipality.id)


@rule(District)
def district(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, District.municipality_id)


@rule(SchoolYear)
def school_year(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, SchoolYear.municipality_id)


@rule(Agency)
def agency(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return at_school(actor, permission, Agency.municipality_id, Agency.id, led=false())
