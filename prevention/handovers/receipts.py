"""The receipt of a disclosure: written once with a hash over all of it, and checked whenever it is shown."""

import hashlib
import json
import uuid

from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.sealing.safe import opened, safe_of

from .codes import Field
from .models import DisclosureReceipt, Handover, LegalBasis

UNHASHED = {"hash", "content"}


def write_receipt(
    case: CaseFile, handover: Handover, basis: LegalBasis, rule: str, fields: list[Field], weighing: str
) -> DisclosureReceipt:
    """Keep which fields went to whom on which ground, as the law reads today, who decided, and why."""
    receipt_id = uuid.uuid4()
    receipt = DisclosureReceipt(
        id=receipt_id,
        municipality_id=handover.municipality_id,
        handover_id=handover.id,
        case_id=case.id,
        reference=handover.reference,
        sender_agency_id=handover.sender_agency_id,
        receiver_agency_id=handover.receiver_agency_id,
        purpose=handover.purpose,
        fields=[str(one) for one in fields],
        basis_code=basis.code,
        basis_title=basis.title,
        basis_law=basis.law,
        rule=rule,
        consent_id=handover.consent_id,
        decided_by_id=handover.decided_by_id,
        disclosed_by_id=handover.sent_by_id,
        disclosed_at=handover.sent_at,
        until=handover.until,
        data_key_id=case.data_key_id,
        content=safe_of(case.data_key_id).seal("disclosure_receipt", receipt_id, {"weighing": weighing}),
    )
    receipt.hash = hash_of(receipt)
    db.session.add(receipt)
    return receipt


def hash_of(receipt: DisclosureReceipt) -> str:
    """Return the SHA-256 over every column, the sealed note as it stands."""
    names = [column.name for column in DisclosureReceipt.__table__.columns if column.name not in UNHASHED]
    told = {name: text_of(getattr(receipt, name)) for name in names}
    digest = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode())
    digest.update(receipt.content or b"")
    return digest.hexdigest()


def text_of(value: object) -> object:
    return value if isinstance(value, list) or value is None else str(value)


def weighing_of(receipt: DisclosureReceipt, wrapped: bytes | None) -> str:
    """Open the note with the key that was read beside its receipt."""
    assert receipt.content is not None and wrapped is not None  # noqa: S101  weeded rows are gone
    document = opened(receipt.data_key_id, wrapped).open("disclosure_receipt", receipt.id, receipt.content)
    return str(document["weighing"])
