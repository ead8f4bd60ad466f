"""Who may read the trail: the auditor, their own municipality's chain."""

from sqlalchemy import ColumnElement

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import in_municipality, rule

from .models import AuditEvent


@rule(AuditEvent)
def audit_event(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return in_municipality(actor, permission, AuditEvent.chain)
