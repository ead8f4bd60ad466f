"""Who may touch which classes: all of the municipality's, those of one's school, or those one leads."""

from sqlalchemy import ColumnElement, exists, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed, at_school, rule

from .models import Participation, ParticipationLeader, PlannedSession, SchoolClass


@rule(SchoolClass)
def school_class(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    led = exists().where(Participation.school_class_id == SchoolClass.id, led_by(actor))
    return at_school(actor, permission, SchoolClass.municipality_id, SchoolClass.school_id, led)


@rule(Participation)
def participation(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return at_school(actor, permission, Participation.municipality_id, Participation.school_id, led_by(actor))


@rule(PlannedSession)
def planned_session(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return PlannedSession.participation_id.in_(
        select(Participation.id).where(allowed(Participation, permission, actor))
    )


def led_by(actor: Actor) -> ColumnElement[bool]:
    return exists().where(
        ParticipationLeader.participation_id == Participation.id, ParticipationLeader.person_id == actor.person_id
    )
