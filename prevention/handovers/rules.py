"""Who sees a hand-over: the receiver those addressed to them, the sender those of the cases they handle.

What was disclosed opens to the receiver while it runs: not answered with no, not ended, its day not over, its ground
still law. The list and the answers need the terms alone, so that who comes too late is told so. Row-level security says
the same of the copy in the migration; a test compares both.
"""

import uuid

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import allowed, rule
from prevention.cases.models import CaseFile

from .lifecycle import RUNS
from .models import Consent, Handover, LegalBasis

TODAY: ColumnElement[object] = bindparam("today_of_handovers", callable_=lambda: clock.today())


@rule(Handover)
def handover(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    if permission is Permission.HANDOVER_READ:
        return and_(addressed(actor, permission), running())
    if permission is Permission.HANDOVER_ANSWER:
        return addressed(actor, permission)
    return of_case(Handover.case_id, actor, permission)


@rule(Consent)
def consent(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    return of_case(Consent.case_id, actor, permission)


def addressed(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Open the terms of what was sent to one's agency, also when it has ended."""
    where = actor.agencies(permission, Reach.AGENCY)
    return Handover.receiver_agency_id.in_(where) if where else false()


def running() -> ColumnElement[bool]:
    still_law = exists().where(
        LegalBasis.id == Handover.basis_id, or_(LegalBasis.valid_to.is_(None), LegalBasis.valid_to >= TODAY)
    )
    return and_(Handover.status.in_(sorted(RUNS)), Handover.until >= TODAY, still_law)


def of_case(case_id: InstrumentedAttribute[uuid.UUID], actor: Actor, permission: Permission) -> ColumnElement[bool]:
    if permission is not Permission.HANDOVER_SEND:
        return false()
    return case_id.in_(select(CaseFile.id).where(allowed(CaseFile, permission, actor)))
