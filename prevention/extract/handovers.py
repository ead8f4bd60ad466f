"""What was handed over to other authorities: the receipt, the copy that was disclosed, and the receiver's contacts."""

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.formats import gettext
from prevention.handovers.models import DisclosureReceipt, Handover, HandoverContact, HandoverCopy
from prevention.organisations.models import Agency
from prevention.sealing.safe import safes_of

from .parts import Record, Subject, extract_part
from .referrals import name_of
from .words import facts_of

Facts = list[tuple[str, str]]


@extract_part
def hand_overs(_subject: Subject, case_ids: Sequence[uuid.UUID]) -> Iterator[Record]:
    """Yield each disclosure from the subject's cases, by its receipt."""
    query = select(DisclosureReceipt).where(DisclosureReceipt.case_id.in_(case_ids))
    for receipt in db.session.scalars(query.order_by(DisclosureReceipt.disclosed_at, DisclosureReceipt.id)).all():
        protected = db.session.scalar(select(Handover.is_protected).where(Handover.id == receipt.handover_id))
        yield Record(
            "handover",
            receipt.handover_id,
            gettext("Hand-over %(reference)s", reference=receipt.reference),
            receipt.disclosed_at,
            [*terms(receipt), *disclosed(receipt.handover_id), *contacts(receipt.handover_id)],
            is_protected=bool(protected),
        )


def terms(receipt: DisclosureReceipt) -> Facts:
    return [
        (gettext("From"), name_of(Agency, receipt.sender_agency_id)),
        (gettext("Disclosed to"), name_of(Agency, receipt.receiver_agency_id)),
        (gettext("Based on"), f"{receipt.basis_title} ({receipt.basis_law})"),
        (gettext("Decided by"), name_of(Person, receipt.decided_by_id)),
        (gettext("Until"), receipt.until.isoformat()),
        *opened("disclosure_receipt", receipt),
    ]


def disclosed(handover_id: uuid.UUID) -> Facts:
    copy = db.session.scalar(select(HandoverCopy).where(HandoverCopy.handover_id == handover_id))
    return opened("handover_copy", copy) if copy else []


def contacts(handover_id: uuid.UUID) -> Facts:
    query = select(HandoverContact).where(HandoverContact.handover_id == handover_id)
    rows = db.session.scalars(query.order_by(HandoverContact.day, HandoverContact.id)).all()
    return [(f"{name}, {row.day}", text) for row in rows for name, text in opened("handover_contact", row)]


def opened(table: str, row: DisclosureReceipt | HandoverCopy | HandoverContact) -> Facts:
    """Return what is sealed in a row; nothing where its key was destroyed."""
    safe = safes_of([row.data_key_id]).get(row.data_key_id)
    return list(facts_of(safe.open(table, row.id, row.content))) if safe and row.content else []
