"""Messages about the subject: drafts and sent ones. They have no search token, so each is opened, looked at, let go."""

import uuid
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import func, select

from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.formats import gettext
from prevention.organisations.models import Agency
from prevention.referrals.models import Attachment, Referral, ReferralStatus
from prevention.sealing.safe import Safe, safes_of

from .parts import File, Record, Subject
from .words import facts_of

BATCH = 500
Tell = Callable[[int, int], None]  # looked at, of all


def messages(subject: Subject, tell: Tell) -> list[Record]:
    """Return what is written about the number, looking through every message of the municipality."""
    here = Referral.municipality_id == subject.municipality_id
    of_all = db.session.scalar(select(func.count()).where(here)) or 0
    found, done, last = list[Record](), 0, uuid.UUID(int=0)
    while rows := db.session.scalars(
        select(Referral).where(here, Referral.id > last).order_by(Referral.id).limit(BATCH)
    ).all():
        found += meant(subject, rows)
        done, last = done + len(rows), rows[-1].id
        tell(done, of_all)
    return found


def meant(subject: Subject, rows: Sequence[Referral]) -> Iterator[Record]:
    safes = safes_of([row.data_key_id for row in rows])
    for row in rows:
        safe = safes.get(row.data_key_id)
        if safe is None or row.content is None:
            continue
        document = safe.open("referral", row.id, row.content)
        if subject.is_meant_by(str(document.get("personal_number", ""))):
            yield record_of(row, facts_of(document))


def record_of(row: Referral, written: Iterator[tuple[str, str]]) -> Record:
    sent = row.status is ReferralStatus.SENT
    title = gettext("Concern %(reference)s", reference=row.reference or "") if sent else gettext("Draft of a concern")
    facts = [
        (gettext("Written by"), name_of(Person, row.author_id)),
        (gettext("From"), name_of(Agency, row.sender_agency_id)),
    ]
    if sent:
        facts.append((gettext("Disclosed to"), name_of(Agency, row.receiver_agency_id)))
    files = files_of(Attachment.referral_id == row.id)
    return Record("referral", row.id, title, row.sent_at or row.updated_at, [*facts, *written], files, row.is_protected)


def name_of(model: type[Person] | type[Agency], key: uuid.UUID | None) -> str:
    return db.session.scalar(select(model.name).where(model.id == key)) or ""


def files_of(where: object) -> list[File]:
    rows = db.session.scalars(select(Attachment).where(where).order_by(Attachment.added_at, Attachment.id)).all()  # type: ignore[arg-type]
    safes = safes_of([row.data_key_id for row in rows])
    return [opened(safes[row.data_key_id], row) for row in rows if row.data_key_id in safes]


def opened(safe: Safe, row: Attachment) -> File:
    assert row.content is not None and row.body is not None  # noqa: S101  weeded rows are gone
    name = safe.open("attachment", row.id, row.content)
    body = safe.open_bytes("attachment", row.id, row.body, "body")
    return File(str(name.get("name", "")), row.media_type, body)
