"""Who sees what was sent: its writer, and the head of the school once it is sent (never of protected identities).

Row-level security says the same in migration 0009; a test compares both.
"""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import allowed, rule
from prevention.cases.models import CaseFile

from .models import Attachment, InformationRequest, Referral, ReferralStatus


@rule(Referral)
def referral(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    whole = actor.agencies(permission, Reach.AGENCY)
    own = whole | actor.agencies(permission, Reach.OWN)
    ways: list[ColumnElement[bool]] = []
    if own:
        ways.append(and_(Referral.sender_agency_id.in_(own), Referral.author_id == actor.person_id))
    if whole:
        sent = and_(Referral.status == ReferralStatus.SENT, Referral.is_protected.is_(False))
        ways.append(and_(Referral.sender_agency_id.in_(whole), sent))
    return or_(false(), *ways)


@rule(Attachment)
def attachment(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Open the sender's files by their message, the receiver's copies by their case."""
    if permission is Permission.CASE_READ:
        return exists().where(CaseFile.id == Attachment.case_id, allowed(CaseFile, permission, actor))
    return exists().where(Referral.id == Attachment.referral_id, allowed(Referral, permission, actor))


@rule(InformationRequest)
def information_request(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    mine = select(Referral.id).where(Referral.author_id == actor.person_id, allowed(Referral, permission, actor))
    return InformationRequest.referral_id.in_(mine)
