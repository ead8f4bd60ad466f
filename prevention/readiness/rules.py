"""Who may touch which checklists: those of the schools where the permission is held."""

from sqlalchemy import ColumnElement, false, or_, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed, at_school, rule

from .models import Readiness, ReadinessAnswer, ReadinessStep


@rule(Readiness)
def readiness(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return at_school(actor, permission, Readiness.municipality_id, Readiness.school_id, led=false())


@rule(ReadinessAnswer)
def readiness_answer(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return ReadinessAnswer.readiness_id.in_(select(Readiness.id).where(allowed(Readiness, permission, actor)))


@rule(ReadinessStep)
def readiness_step(actor: Actor, _permission: Permission) -> ColumnElement[bool]:
    """The questions are no secret: those that came with the application, and the municipality's own."""
    return or_(ReadinessStep.municipality_id.is_(None), ReadinessStep.municipality_id == actor.municipality_id)
