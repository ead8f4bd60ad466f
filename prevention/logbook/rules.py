"""Who may touch which logs: those of the participations they may touch."""

from sqlalchemy import ColumnElement, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed, rule
from prevention.classes.models import Participation

from .models import SessionLog


@rule(SessionLog)
def session_log(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return SessionLog.participation_id.in_(select(Participation.id).where(allowed(Participation, permission, actor)))
