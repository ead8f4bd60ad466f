"""Who may touch which observations: observers their own, others those of the classes they may touch."""

from sqlalchemy import ColumnElement, and_, false, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import allowed, among, rule
from prevention.classes.models import Participation

from .models import Observation


@rule(Observation)
def observation(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    if permission is Permission.OBSERVATION_WRITE:
        at = select(Participation.id).where(where_one_observes(actor))
        return and_(Observation.observer_id == actor.person_id, Observation.participation_id.in_(at))
    return Observation.participation_id.in_(select(Participation.id).where(allowed(Participation, permission, actor)))


def where_one_observes(actor: Actor) -> ColumnElement[bool]:
    """Open the schools where the role is still held: who left a school observes there no more."""
    if actor.everywhere(Permission.OBSERVATION_WRITE):
        return Participation.municipality_id == actor.municipality_id
    schools = actor.agencies(Permission.OBSERVATION_WRITE, Reach.ASSIGNED) | actor.agencies(
        Permission.OBSERVATION_WRITE, Reach.AGENCY
    )
    return among(Participation.school_id, schools) if schools else false()
