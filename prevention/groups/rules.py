"""Who sees a group: its participants while it runs, and those who handle the case it is about.

Row-level security says the same in migration 0020, and asks the consent itself; a test compares both.
"""

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, select
from sqlalchemy.orm import aliased

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import allowed, rule
from prevention.cases.models import CaseFile

from .models import CooperationGroup, GroupMember

ME = aliased(GroupMember)  # of its own, so that a list may join the participants too
TODAY: ColumnElement[object] = bindparam("today_of_groups", callable_=lambda: clock.today())


@rule(CooperationGroup)
def cooperation_group(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    if permission is Permission.GROUP_TAKE_PART:
        return and_(running(), takes_part(actor))
    if permission is Permission.GROUP_LEAD:
        return CooperationGroup.case_id.in_(select(CaseFile.id).where(allowed(CaseFile, permission, actor)))
    return false()


def running() -> ColumnElement[bool]:
    """Not ended, and the consent's last day not over. Withdrawing a consent ends its groups."""
    return and_(CooperationGroup.ended_at.is_(None), CooperationGroup.until >= TODAY)


def takes_part(actor: Actor) -> ColumnElement[bool]:
    """Open it to who has not left, while they still work at the agency they take part for."""
    return exists().where(
        ME.group_id == CooperationGroup.id,
        ME.person_id == actor.person_id,
        ME.left_at.is_(None),
        ME.agency_id.in_(actor.agencies(Permission.GROUP_TAKE_PART, Reach.ASSIGNED)),
    )
