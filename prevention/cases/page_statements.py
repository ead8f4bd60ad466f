"""The statements of the page of a case, built once: what there is, its clocks, its story, and what stands beside it.

Other open cases for the same personal number may be somebody else's to read. PostgreSQL answers by a function that
tells just that (migrations 0009 and 0034), SQLite by the same question put directly.
"""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, column, exists, func, select, true
from sqlalchemy.orm import aliased

from prevention.accounts.models import Person
from prevention.database import Id
from prevention.groups.models import CooperationGroup
from prevention.groups.queries import OF_CASE as GROUPS
from prevention.handovers.case_queries import CONSENTS, COVERED, HANDOVERS
from prevention.handovers.models import Consent, Handover
from prevention.organisations.models import Agency
from prevention.referrals.models import Attachment, InformationRequest
from prevention.sealing.models import DataKey
from prevention.together import Question

from .models import CaseDeadline, CaseFile, CaseOffer, CaseStatus, CaseStep, CaseToken, DeadlineKind, NamedHandler

BY, TO, HOLDER = aliased(Person), aliased(Person), aliased(Person)
THIS: ColumnElement[uuid.UUID] = bindparam("case_id")
SURROUNDINGS, BESIDE = 6, 5  # columns of `about` that are the same in each of its rows


# What runs before what is met; on the same day the law's clocks before the municipality's own.
BY_CLOCK = (
    CaseDeadline.met_at.is_not(None),
    CaseDeadline.due_on,
    CaseDeadline.kind == DeadlineKind.FEEDBACK,
    CaseDeadline.kind,
    CaseDeadline.id,
)


def others_of_sqlite() -> Question:
    this, mine, theirs = aliased(CaseFile), aliased(CaseToken), aliased(CaseToken)
    found = (
        select(CaseFile.number, Person.name)
        .join(theirs, theirs.case_id == CaseFile.id)
        .join(mine, mine.token == theirs.token)
        .join(this, this.id == mine.case_id)
        .outerjoin(Person, Person.id == CaseFile.assigned_to_id)
        .where(this.id == THIS, CaseFile.id != this.id, CaseFile.agency_id == this.agency_id)
        .where(mine.kind == "number", theirs.kind == "number")
        .where(CaseFile.status != CaseStatus.CLOSED, CaseFile.is_protected.is_(False))
    )
    return Question(found, (CaseFile.number,))


def others_of_owner() -> Question:
    other = func.app_other_open(THIS).table_valued(column("number", String), column("holder_id", Id())).alias("other")
    found = select(other.c.number, Person.name).select_from(other).outerjoin(Person, Person.id == other.c.holder_id)
    return Question(found, (other.c.number,))


OTHERS, OTHERS_BY_OWNER = others_of_sqlite(), others_of_owner()


def about(beside: Iterable[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    """Return the statement of what a case that is at hand names, and of its clocks, a row for each of them."""
    named = exists().where(NamedHandler.agency_id == bindparam("unit"), NamedHandler.person_id == bindparam("reader"))
    return (
        select(
            Agency.name,
            HOLDER.name,
            CaseOffer.to_id,
            TO.name,
            DataKey.wrapped,
            named,
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
ABOUT = about((*(exists().where(one.case_id == THIS) for one in IN_TABLES), OTHERS.select.exists()))
OF_OWNER = func.app_beside(THIS).table_valued("files", "handovers", "consents", "groups", "others")
ABOUT_BY_OWNER = about(OF_OWNER.c).outerjoin(OF_OWNER, true())
LINES = (
    select(CaseStep.id, CaseStep.kind, CaseStep.at, CaseStep.content, BY.name, TO.name, CaseStep.data_key_id)
    .join(BY, BY.id == CaseStep.by_id)
    .outerjoin(TO, TO.id == CaseStep.to_id)
    .where(CaseStep.case_id == THIS)
    .order_by(CaseStep.at, CaseStep.id)
)
ANSWERS = Question(  # what the sender answered stands in the request, under a key that its line shares
    select(InformationRequest.data_key_id, InformationRequest.id, InformationRequest.answer, DataKey.wrapped)
    .join(DataKey, DataKey.id == InformationRequest.data_key_id)
    .where(InformationRequest.case_id == THIS),
    (InformationRequest.id,),
)
FILES = Question(
    select(Attachment.id, Attachment.content, Attachment.size, Attachment.scanned).where(Attachment.case_id == THIS),
    (Attachment.added_at, Attachment.id),
)
AROUND = {
    "files": FILES,
    "others": OTHERS,
    "answers": ANSWERS,
    "handovers": HANDOVERS,
    "consents": CONSENTS,
    "covered": COVERED,
    "groups": GROUPS,
}
AROUND_BY_OWNER = AROUND | {"others": OTHERS_BY_OWNER}
