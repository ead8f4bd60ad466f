"""Who reads the protocol: the auditor, of their own municipality."""

from sqlalchemy import ColumnElement

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import in_municipality, rule

from .models import WeedingRun


@rule(WeedingRun)
def weeding_run(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, WeedingRun.municipality_id)
