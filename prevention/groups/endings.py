"""A group ends: its work is done, its case is closed, or the consent it stands on is gone."""

import uuid
from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.cases.models import CaseFile
from prevention.extensions import db

from .letters import tell_ended
from .models import CooperationGroup, EndReason

ENDED = event("group.ended", "reason")


def end_groups_on(actor: Actor | None, consents: Collection[uuid.UUID], reason: EndReason) -> int:
    """End every group that stands on these consents, tell who took part, and return how many there were."""
    return end_all(actor, CooperationGroup.consent_id.in_(consents), reason)


def end_groups_of(actor: Actor, case: CaseFile) -> int:
    """End what goes on around the young person of a case that is closed: nobody answers for the plan any more."""
    return end_all(actor, CooperationGroup.case_id == case.id, EndReason.DONE)


def end_all(actor: Actor | None, which: ColumnElement[bool], reason: EndReason) -> int:
    query = select(CooperationGroup).where(which, CooperationGroup.ended_at.is_(None))
    groups = db.session.scalars(query.order_by(CooperationGroup.id).with_for_update()).all()
    for group in groups:
        end(actor, group, reason)
    return len(groups)


def end(actor: Actor | None, group: CooperationGroup, reason: EndReason) -> None:
    group.ended_at, group.end_reason = clock.now(), reason
    db.session.flush()
    holder = db.session.scalar(select(CaseFile.assigned_to_id).where(CaseFile.id == group.case_id))
    tell_ended(group, (holder, actor.person_id if actor else None))
    record(actor, ENDED, group, reason=reason)
