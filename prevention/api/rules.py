"""Who may touch which tokens: those held at one's school, or all of the municipality's."""

from sqlalchemy import ColumnElement, false

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import at_school, rule

from .models import ApiToken


@rule(ApiToken)
def api_token(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return at_school(actor, permission, ApiToken.municipality_id, ApiToken.agency_id, led=false())
