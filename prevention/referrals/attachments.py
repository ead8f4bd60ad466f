"""Files of a message, sealed with its key: added and removed while it is a draft, read by who may read it."""

import re
import uuid
from dataclasses import dataclass

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.formats import gettext
from prevention.sealing.models import DataKey
from prevention.sealing.safe import opened as opened_safe
from prevention.sealing.safe import safe_of

from . import file_types
from .actions import refuse_sent
from .models import Attachment, Referral
from .scanning import ScannerAway, VirusFound, scan

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 5
ADDED = event("attachment.added", "referral_id", "media_type", "size", "scanned")
REMOVED = event("attachment.removed", "referral_id")
OPENED = event("attachment.read", "referral_id")


class FileRefused(Exception):
    """The file was not taken; the message is the sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class File:
    id: uuid.UUID
    name: str
    size: int
    scanned: bool


def add(actor: Actor, draft: Referral, given: FileStorage | None) -> Attachment:
    """Add a file to a draft.

    :raises FileRefused: with what is wrong with it.
    :raises prevention.referrals.actions.AlreadySent: from a page that was left open.
    """
    body = given.stream.read(MOST_BYTES + 1) if given else b""
    name = clean_name(given.filename if given else None)
    kind = checked_type(name, body)
    scanned = checked_by_scanner(body)
    refuse_sent(draft)
    if number_of(draft) >= MOST_FILES:
        raise FileRefused(gettext("There are already %(most)s files. Remove one first.", most=MOST_FILES))
    key, safe = uuid.uuid4(), safe_of(draft.data_key_id)
    file = Attachment(
        id=key,
        municipality_id=draft.municipality_id,
        referral_id=draft.id,
        data_key_id=draft.data_key_id,
        media_type=kind,
        size=len(body),
        scanned=scanned,
        added_at=clock.now(),
        content=safe.seal("attachment", key, {"name": file_types.named(name, kind)}),
        body=safe.seal_bytes("attachment", key, body, "body"),
    )
    db.session.add(file)
    db.session.flush()
    record(actor, ADDED, file, referral_id=draft.id, media_type=kind, size=len(body), scanned=scanned)
    return file


def checked_type(name: str, body: bytes) -> str:
    if not body:
        raise FileRefused(gettext("Choose a file that is not empty."))
    if len(body) > MOST_BYTES:
        raise FileRefused(gettext("The file is larger than 10 MB. Choose a smaller one, or split it in two."))
    kind = file_types.type_of(body)
    if kind is None:
        raise FileRefused(gettext("This kind of file cannot be added. Use PDF, JPEG, PNG, plain text or Word (.docx)."))
    if ending := file_types.ending_against(name, kind):
        raise FileRefused(said_against(ending, kind))
    return kind


def said_against(ending: str, kind: str) -> str:
    return gettext(
        "The name ends in %(ending)s, but the file holds something else. Check that it is the right file. "
        "If it is, give it a name that ends in %(right)s and add it again.",
        ending=ending,
        right=file_types.ENDINGS[kind][0],
    )


def checked_by_scanner(body: bytes) -> bool:
    try:
        return scan(body)
    except VirusFound:
        raise FileRefused(gettext("The file holds a virus and was not added. Talk to your IT support.")) from None
    except ScannerAway:
        sentence = gettext("The file could not be searched for viruses right now. Try again in a while.")
        raise FileRefused(sentence) from None


def clean_name(name: str | None) -> str:
    """Return the last part of what a browser calls the file, without what no name can hold."""
    last = re.split(r"[/\\]", name or "")[-1]
    return "".join(letter for letter in last if letter.isprintable()).strip()[-100:] or "fil"


def remove(actor: Actor, draft: Referral, file: Attachment) -> None:
    """Delete a file of a draft for good.

    :raises prevention.referrals.actions.AlreadySent: since what was sent is kept.
    """
    refuse_sent(draft)
    record(actor, REMOVED, file, referral_id=draft.id)
    db.session.delete(file)
    db.session.flush()


def files_of(referral: Referral) -> list[File]:
    """Return its files, the first added first, without their bodies."""
    query = (
        select(Attachment.id, Attachment.content, Attachment.size, Attachment.scanned, DataKey.wrapped)
        .join(DataKey, DataKey.id == Attachment.data_key_id)
        .where(Attachment.referral_id == referral.id)
        .order_by(Attachment.added_at, Attachment.id)
    )
    return [
        File(key, opened_safe(referral.data_key_id, wrapped).open("attachment", key, sealed)["name"], size, scanned)
        for key, sealed, size, scanned, wrapped in db.session.execute(query)
        if sealed is not None and wrapped is not None
    ]


def opened(actor: Actor, file: Attachment) -> tuple[str, bytes]:
    """Return name and body for a download, and record that they were read."""
    assert file.content is not None and file.body is not None  # noqa: S101  weeded rows are gone
    record(actor, OPENED, file, referral_id=file.referral_id)
    safe = safe_of(file.data_key_id)
    name: str = safe.open("attachment", file.id, file.content)["name"]
    return name, safe.open_bytes("attachment", file.id, file.body, "body")


def referral_of(file: Attachment) -> Referral:
    assert file.referral_id is not None  # noqa: S101  the rule opens the sender's files alone
    return db.session.get_one(Referral, file.referral_id)


def number_of(draft: Referral) -> int:
    count = select(func.count()).select_from(Attachment).where(Attachment.referral_id == draft.id)
    return db.session.scalar(count) or 0
