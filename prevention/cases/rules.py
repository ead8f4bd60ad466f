"""Who sees a case: the lead all of the unit, a handler their own, who is on duty what has arrived.

Time stands in the statement as a question, not as a value: rules are kept for as long as a role is held. Row-level
security says the same in migration 0009; a test compares both.
"""

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, or_

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import rule
from prevention.database import Moment

from .models import CaseFile, CaseOffer, CaseStatus, Duty, EmergencyAccess, NamedHandler

TODAY: ColumnElement[object] = bindparam("today_of_rule", callable_=lambda: clock.today())
NOW: ColumnElement[object] = bindparam("now_of_rule", callable_=lambda: clock.now(), type_=Moment())


@rule(CaseFile)
def case_file(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    led = actor.agencies(permission, Reach.AGENCY)
    handled = actor.agencies(permission, Reach.ASSIGNED)
    ways: list[ColumnElement[bool]] = []
    if led:
        ways.append(CaseFile.agency_id.in_(led))
    if handled:
        mine = [held_by(actor), arrived_for(actor)]
        if permission is Permission.CASE_READ:
            mine.append(broken_by(actor))
        ways.append(and_(CaseFile.agency_id.in_(handled), or_(*mine)))
    return or_(false(), *ways)


def held_by(actor: Actor) -> ColumnElement[bool]:
    offered = exists().where(
        CaseOffer.case_id == CaseFile.id, CaseOffer.to_id == actor.person_id, CaseOffer.answered_at.is_(None)
    )
    return or_(CaseFile.assigned_to_id == actor.person_id, offered)


def arrived_for(actor: Actor) -> ColumnElement[bool]:
    """Open what nobody has taken to who is on duty; of protected identities, to handlers chosen by name."""
    on_duty = exists().where(
        Duty.agency_id == CaseFile.agency_id,
        Duty.person_id == actor.person_id,
        Duty.starts_on <= TODAY,
        Duty.ends_on >= TODAY,
    )
    named = exists().where(NamedHandler.agency_id == CaseFile.agency_id, NamedHandler.person_id == actor.person_id)
    who = or_(and_(CaseFile.is_protected.is_(False), on_duty), and_(CaseFile.is_protected.is_(True), named))
    return and_(CaseFile.status == CaseStatus.RECEIVED, who)


def broken_by(actor: Actor) -> ColumnElement[bool]:
    """Open for an hour what somebody broke the glass for."""
    opened = exists().where(
        EmergencyAccess.case_id == CaseFile.id,
        EmergencyAccess.person_id == actor.person_id,
        EmergencyAccess.expires_at > NOW,
    )
    return and_(CaseFile.is_protected.is_(False), opened)


@rule(Duty)
def duty(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Open the roster of the unit to who leads it."""
    return Duty.agency_id.in_(actor.agencies(permission, Reach.AGENCY))
