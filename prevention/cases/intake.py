"""A message arrives: the receiver's own copy, sealed with a key of its own, and the clocks that begin to run."""

import re
import uuid
from typing import TYPE_CHECKING

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.extensions import db
from prevention.reference import new_reference
from prevention.referrals.models import Attachment, ReferralKind, Urgency
from prevention.sealing.safe import Safe, fingerprint, new_safe, safes_of

from .arrival import tell_arrival
from .clocks import new_clock, note_next
from .models import CaseFile, CaseToken, DeadlineKind

if TYPE_CHECKING:
    from prevention.referrals.content import Content
    from prevention.referrals.models import Referral

BEGIN = (DeadlineKind.PROTECTION, DeadlineKind.PRELIMINARY, DeadlineKind.FEEDBACK)
AGE = re.compile(r"([0-9]{1,2})(?: ?(?:år|years?)(?: gammal| old)?)?", re.IGNORECASE)
RANK = {Urgency.ACUTE: 0, Urgency.SOON: 1, Urgency.NORMAL: 2}


def receive(actor: Actor, referral: "Referral", content: "Content") -> None:
    """Open a case for a message that its author is sending. The author may write it and never read it back."""
    assert referral.receiver_agency_id and content.urgency  # noqa: S101  checked before sending
    safe, case_id, at = new_safe(actor), uuid.uuid4(), clock.now()
    case = CaseFile(
        id=case_id,
        municipality_id=referral.municipality_id,
        agency_id=referral.receiver_agency_id,
        sender_agency_id=referral.sender_agency_id,
        referral_id=referral.id,
        number=new_reference("A"),
        kind=referral.kind,
        urgency=content.urgency,
        urgency_rank=RANK[content.urgency],
        is_protected=content.is_protected,
        received_at=at,
        data_key_id=safe.key_id,
        content=safe.seal("case_file", case_id, content.to_document()),
        age=sealed_age(safe, case_id, content.age),
    )
    is_concern = referral.kind is ReferralKind.CONCERN
    clocks = [new_clock(case, kind, at) for kind in BEGIN] if is_concern else []
    note_next(case, clocks)
    db.session.add(case)
    db.session.flush()
    db.session.add_all(clocks)
    if is_concern:
        add_tokens(actor, case, content)
    copy_attachments(safe, referral, case)
    db.session.flush()
    tell_arrival(case)
    db.session.expunge(case)


def sealed_age(safe: Safe, case_id: uuid.UUID, age: str) -> bytes | None:
    """Seal the age for lists, where it is one ("13", "13 år"): in a field of free text a name may stand."""
    written = AGE.fullmatch(age.strip())
    return safe.seal_bytes("case_file", case_id, written[1].encode(), "age") if written else None


def add_tokens(actor: Actor, case: CaseFile, content: "Content") -> None:
    """Make the case findable by each word of the name and by the number, and by nothing else (2001:637 15 §)."""
    tokens = [("name", word) for word in sorted(words_of(content.name))]
    if number := digits_of(content.personal_number):
        tokens.append(("number", number))
    for kind, text in tokens:
        db.session.add(
            CaseToken(
                municipality_id=case.municipality_id,
                case_id=case.id,
                kind=kind,
                token=fingerprint(actor, kind, text),
            )
        )


def words_of(name: str) -> set[str]:
    return {word.casefold() for word in re.findall(r"[\w'-]+", name)}


def digits_of(number: str) -> str:
    """Return a number as it is compared: without hyphen, blanks and century, so that both ways of writing meet."""
    compact = re.sub(r"[\s+-]", "", number).upper()
    return compact[2:] if re.fullmatch(r"(19|20)\d{6}[0-9A-Z]{4}", compact) else compact


def copy_attachments(safe: Safe, referral: "Referral", case: CaseFile) -> None:
    """Give the case its own copies, sealed with its key: the sender's may be weeded first."""
    files = db.session.scalars(select(Attachment).where(Attachment.referral_id == referral.id)).all()
    safes = safes_of([one.data_key_id for one in files])
    for one in files:
        copy_id, own = uuid.uuid4(), safes[one.data_key_id]
        assert one.content is not None and one.body is not None  # noqa: S101
        name = own.open("attachment", one.id, one.content)
        body = own.open_bytes("attachment", one.id, one.body, "body")
        db.session.add(
            Attachment(
                id=copy_id,
                municipality_id=case.municipality_id,
                case_id=case.id,
                data_key_id=safe.key_id,
                media_type=one.media_type,
                size=one.size,
                scanned=one.scanned,
                added_at=one.added_at,
                content=safe.seal("attachment", copy_id, name),
                body=safe.seal_bytes("attachment", copy_id, body, "body"),
            )
        )
