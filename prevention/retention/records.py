"""When drafts, sent messages and cases are done with."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from prevention.cases.models import CaseFile, CaseStatus, CaseStep, CaseToken, StepKind
from prevention.referrals.models import (
    InformationRequest,
    Referral,
    ReferralKind,
    ReferralStatus,
    StatusEvent,
)

from .kinds import WEEDABLE, Weedable
from .models import RecordKind

Rows = Select[*tuple[Any, ...]]
INQUIRED = (StepKind.OPEN_INQUIRY, StepKind.JOIN_ONGOING)


def drafts(municipality_id: uuid.UUID, before: datetime) -> Rows:
    return select(Referral.id, Referral.reference, Referral.updated_at, false(), is_concern(Referral)).where(
        Referral.municipality_id == municipality_id,
        Referral.status == ReferralStatus.DRAFT,
        Referral.updated_at < before,
    )


def sent_referrals(municipality_id: uuid.UUID, before: datetime) -> Rows:
    """Select the school's copies. One with questions and answers stays as long as the case, whose records they are."""
    told = select(func.max(StatusEvent.at)).where(StatusEvent.referral_id == Referral.id).scalar_subquery()
    last = func.coalesce(told, Referral.sent_at, type_=Referral.updated_at.type)
    held = exists().where(CaseFile.referral_id == Referral.id, CaseFile.is_on_hold)
    asked = exists().where(InformationRequest.referral_id == Referral.id)
    return select(Referral.id, Referral.reference, last, held, is_concern(Referral)).where(
        Referral.municipality_id == municipality_id, Referral.status == ReferralStatus.SENT, last < before, ~asked
    )


def cases_not_opened(municipality_id: uuid.UUID, before: datetime) -> Rows:
    done = CaseFile.status.in_([CaseStatus.NOT_OPENED, CaseStatus.CLOSED])
    return cases(municipality_id, before).where(done, ~inquired(CaseFile))


def cases_with_inquiry(municipality_id: uuid.UUID, before: datetime) -> Rows:
    """Select closed ones. A personakt is one person's: it is kept while any case of the same number is."""
    other = aliased(CaseFile)
    mine, theirs = aliased(CaseToken), aliased(CaseToken)
    same_person = and_(mine.case_id == CaseFile.id, mine.kind == "number", theirs.token == mine.token)
    goes_on = or_(other.status != CaseStatus.CLOSED, last_entry(other) >= before)
    kept_by_another = (
        exists()
        .where(same_person, theirs.kind == "number", theirs.case_id == other.id)
        .where(other.id != CaseFile.id, other.agency_id == CaseFile.agency_id, goes_on)
    )
    of_closed = cases(municipality_id, before).where(CaseFile.status == CaseStatus.CLOSED, inquired(CaseFile))
    return of_closed.where(~kept_by_another)


def cases(municipality_id: uuid.UUID, before: datetime) -> Rows:
    last = last_entry(CaseFile)
    return select(CaseFile.id, CaseFile.number, last, CaseFile.is_on_hold, is_concern(CaseFile)).where(
        CaseFile.municipality_id == municipality_id, last < before
    )


def last_entry(case: type[CaseFile]) -> ColumnElement[datetime]:
    told = select(func.max(CaseStep.at)).where(CaseStep.case_id == case.id).scalar_subquery()
    return func.coalesce(told, case.received_at, type_=CaseFile.received_at.type)


def inquired(case: type[CaseFile]) -> ColumnElement[bool]:
    return exists().where(CaseStep.case_id == case.id, CaseStep.kind.in_(INQUIRED))


def is_concern(of: type[Referral] | type[CaseFile]) -> ColumnElement[bool]:
    """A consultation names nobody, so it has no birth day to look for."""
    return of.kind == ReferralKind.CONCERN


WEEDABLE |= {
    RecordKind.DRAFT: Weedable(Referral, drafts),
    RecordKind.CASE_NOT_OPENED: Weedable(CaseFile, cases_not_opened, (InformationRequest.case_id,)),
    RecordKind.CASE_WITH_INQUIRY: Weedable(CaseFile, cases_with_inquiry, (InformationRequest.case_id,)),
    RecordKind.SENT_REFERRAL: Weedable(Referral, sent_referrals),
}
