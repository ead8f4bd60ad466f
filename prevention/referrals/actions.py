"""Writing and sending: a draft is sealed as it is typed, and sending is one step that happens whole or not at all."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.cases.intake import receive
from prevention.database import tripped
from prevention.extensions import db
from prevention.reference import new_reference
from prevention.sealing.models import DataKey
from prevention.sealing.safe import Safe, new_safe, safe_of

from .content import Content
from .heads import tell_head
from .models import Referral, ReferralKind, ReferralStatus, StatusCode, StatusEvent
from .numbers import warnings_of
from .queries import still_receives
from .steps import Step

BEGUN = event("referral.begun", "kind")
DISCARDED = event("referral.discarded")
SENT = event("referral.sent", "kind", "receiver_agency_id", "reference")


class AlreadySent(Exception):
    """It was sent before: nothing of it is changed any more."""


class NotReady(Exception):
    """Something that a message must have is missing: `missing` names the fields of `Content`, or `receiver`."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        """Keep the names, for the summary that links to each."""
        super().__init__(", ".join(missing))
        self.missing = missing


class Overtaken(Exception):
    """Another open page wrote something else on the step meanwhile. Nothing is changed."""


@dataclass(frozen=True, slots=True)
class Writing:
    """The step that is written, the open page that writes it, and the page that had written it before."""

    step: Step
    page: str
    before: str


def begin_draft(actor: Actor, school: uuid.UUID, kind: ReferralKind, client_id: uuid.UUID) -> Referral:
    """Begin a draft, its writer's alone. The same `client_id` a second time gives the draft that is there."""
    same = select(Referral).where(Referral.author_id == actor.person_id, Referral.client_id == client_id)
    if begun := db.session.scalar(same):
        return begun
    try:
        with db.session.begin_nested():
            draft = add_draft(actor, school, kind, client_id)
    except IntegrityError as error:
        if not tripped(error, "referral", "author_id", "client_id"):
            raise
        return db.session.scalars(same).one()  # the other of two clicks was first
    record(actor, BEGUN, draft, kind=kind)
    return draft


def add_draft(actor: Actor, school: uuid.UUID, kind: ReferralKind, client_id: uuid.UUID) -> Referral:
    safe = new_safe(actor)
    draft = Referral(
        id=uuid.uuid4(),
        municipality_id=actor.municipality_id,
        sender_agency_id=school,
        author_id=actor.person_id,
        kind=kind,
        client_id=client_id,
        data_key_id=safe.key_id,
    )
    put(safe, draft, Content(contact_name=actor.name))
    db.session.add(draft)
    db.session.flush()
    return draft


def change_draft(
    draft: Referral,
    changes: Mapping[str, Any],
    kind: ReferralKind | None = None,
    receiver: uuid.UUID | None = None,
    by: Writing | None = None,
) -> Content:
    """Keep what one page says and leave the rest as it is. A consultation forgets who it is about.

    :raises AlreadySent: from a page that was left open.
    :raises Overtaken: from a page that another one has overtaken.
    """
    refuse_sent(draft)
    draft.kind = kind or draft.kind
    saved = read(draft)
    if by:
        note_page(draft, saved, changes, by)
    content = replace(saved, **changes)
    if draft.kind is ReferralKind.CONSULTATION:
        content = content.without_identity()
    content = replace(content, warnings=warnings_of(content.personal_number))
    save_draft(draft, content, receiver)
    return content


def note_page(draft: Referral, saved: Content, changes: Mapping[str, Any], by: Writing) -> None:
    says_the_same = all(getattr(saved, name) == text for name, text in changes.items())
    if draft.written_by.get(by.step, "") not in {by.page, by.before} and not says_the_same:
        raise Overtaken
    draft.written_by = {**draft.written_by, by.step: by.page}


def save_draft(draft: Referral, content: Content, receiver: uuid.UUID | None = None) -> None:
    """Keep what is typed so far, whatever is missing.

    :raises AlreadySent: from a page that was left open.
    """
    refuse_sent(draft)
    put(safe_of(draft.data_key_id), draft, content)
    draft.is_protected = content.is_protected
    draft.receiver_agency_id = receiver or draft.receiver_agency_id
    db.session.flush()


def discard_draft(actor: Actor, draft: Referral) -> None:
    """Delete a draft for good.

    :raises AlreadySent: since what was sent is kept.
    """
    refuse_sent(draft)
    record(actor, DISCARDED, draft)
    key = draft.data_key_id
    db.session.delete(draft)
    db.session.flush()
    db.session.execute(delete(DataKey).where(DataKey.id == key))


def send_referral(actor: Actor, draft: Referral) -> Referral:
    """Send: the message stands, the receiver has a case with its own copy and clocks, and the trail tells of it.

    Sending again changes nothing and gives the same message. Nobody approves it: the duty is personal (SoL 19 kap.
    1 §).

    :raises NotReady: naming what is missing, or a receiver that has closed since it was chosen.
    """
    lock(draft)
    if draft.status is ReferralStatus.SENT:
        return draft
    content = read(draft)
    receiver = draft.receiver_agency_id
    if missing := missing_in(draft, content):
        raise NotReady(missing)
    if not still_receives(receiver):
        raise NotReady(("receiver",))
    draft.status, draft.sent_at, draft.reference = ReferralStatus.SENT, clock.now(), new_reference("O")
    add_status(draft, StatusCode.SENT)
    add_status(draft, StatusCode.RECEIVED)
    db.session.flush()
    receive(actor, draft, content)
    record(actor, SENT, draft, kind=draft.kind, receiver_agency_id=receiver, reference=draft.reference)
    tell_head(actor, draft)
    return draft


def missing_in(draft: Referral, content: Content) -> tuple[str, ...]:
    """Return what must be there before it can be sent: a consultation names nobody, a concern somebody."""
    must = {"receiver": draft.receiver_agency_id, "seen": content.seen}
    must |= {"urgency": content.urgency, "contact_phone": content.contact_phone}
    if draft.kind is ReferralKind.CONCERN:
        must["name"] = content.name or content.personal_number
    return tuple(name for name, value in must.items() if not value)


def read(referral: Referral) -> Content:
    """Return what it says. Whoever shows it to somebody records that."""
    assert referral.content is not None  # noqa: S101  weeded rows are gone
    return Content.from_document(safe_of(referral.data_key_id).open("referral", referral.id, referral.content))


def put(safe: Safe, referral: Referral, content: Content) -> None:
    referral.content = safe.seal("referral", referral.id, content.to_document())


def add_status(referral: Referral, code: StatusCode) -> None:
    db.session.add(
        StatusEvent(municipality_id=referral.municipality_id, referral_id=referral.id, code=code, at=clock.now())
    )


def lock(draft: Referral) -> None:
    """Hold the row until commit: a second sending waits here, and then sees that it is sent.

    Row-level security shows nobody a sent row to lock, so it is read again without.
    """
    db.session.execute(select(Referral.id).where(Referral.id == draft.id).with_for_update())
    db.session.refresh(draft)


def refuse_sent(draft: Referral) -> None:
    lock(draft)
    if draft.status is ReferralStatus.SENT:
        raise AlreadySent
