"""The statements of the page of a case, built once: what there is, its clocks, its story, its files."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select, true
from sqlalchemy.orm import aliased

from prevention.accounts.models import Person
from prevention.groups.models import CooperationGroup
from prevention.handovers.models import Consent, Handover
from prevention.organisations.models import Agency
from prevention.referrals.models import Attachment, InformationRequest
from prevention.sealing.models import DataKey

from .models import CaseDeadline, CaseOffer, CaseStep, DeadlineKind
from .queries import OTHERS_DIRECTLY

BY, TO, HOLDER = aliased(Person), aliased(Person), aliased(Person)
THIS: ColumnElement[uuid.UUID] = bindparam("case_id")
SURROUNDINGS, BESIDE = 5, 5  # columns of `about` that are the same in each of its rows


# What runs before what is met; on the same day the law's clocks before the municipality's own.
BY_CLOCK = (
    CaseDeadline.met_at.is_not(None),
    CaseDeadline.due_on,
    CaseDeadline.kind == DeadlineKind.FEEDBACK,
    CaseDeadline.kind,
    CaseDeadline.id,
)


def about(beside: Iterable[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Return the statement of what a case that is at hand names, and of its clocks, a row for each of them."""
    return (
        select(
            Agency.name,
            HOLDER.name,
            CaseOffer.to_id,
            TO.name,
            DataKey.wrapped,
            *beside,
            CaseDeadline.kind,
            CaseDeadline.law,
            CaseDeadline.due_on,
            CaseDeadline.met_at,
        )
        .select_from(DataKey)
        .join(Agency, Agency.id == bindparam("sender"))
        .outerjoin(HOLDER, HOLDER.id == bindparam("holder"))
        .outerjoin(CaseOffer, (CaseOffer.case_id == THIS) & CaseOffer.answered_at.is_(None))
        .outerjoin(TO, TO.id == CaseOffer.to_id)
        .outerjoin(CaseDeadline, CaseDeadline.case_id == THIS)
        .where(DataKey.id == bindparam("key"))
        .order_by(*BY_CLOCK)
    )


IN_TABLES = (Attachment, Handover, Consent, CooperationGroup)
ABOUT = about((*(exists().where(one.case_id == THIS) for one in IN_TABLES), OTHERS_DIRECTLY.exists()))
OF_OWNER = func.app_beside(THIS).table_valued("files", "handovers", "consents", "groups", "others")
ABOUT_BY_OWNER = about(OF_OWNER.c).outerjoin(OF_OWNER, true())
LINES = (
    select(CaseStep.id, CaseStep.kind, CaseStep.at, CaseStep.content, BY.name, TO.name, CaseStep.data_key_id)
    .join(BY, BY.id == CaseStep.by_id)
    .outerjoin(TO, TO.id == CaseStep.to_id)
    .where(CaseStep.case_id == THIS)
    .order_by(CaseStep.at, CaseStep.id)
)
ANSWERS = (  # what the sender answered stands in the request, under a key that its line shares
    select(InformationRequest.data_key_id, InformationRequest.id, InformationRequest.answer, DataKey.wrapped)
    .join(DataKey, DataKey.id == InformationRequest.data_key_id)
    .where(InformationRequest.case_id == THIS)
)
FILES = (
    select(Attachment.id, Attachment.content, Attachment.size, Attachment.scanned)
    .where(Attachment.case_id == THIS)
    .order_by(Attachment.added_at, Attachment.id)
)
