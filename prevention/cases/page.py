"""The page of one case: what came, what was done, its clocks, and what comes next. Whoever shows it records that."""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.extensions import db, on_postgresql
from prevention.groups.data import GroupCard
from prevention.groups.queries import group_card
from prevention.handovers.case_queries import case_card, consent_rows
from prevention.handovers.data import CaseCard
from prevention.referrals.content import Content
from prevention.referrals.models import Attachment, ReferralKind, StatusCode
from prevention.sealing.safe import Safe, opened, safe_of
from prevention.together import Rows, ask_together

from . import lifecycle
from .emergency import open_until
from .models import CaseFile, DeadlineKind, StepKind
from .page_statements import ABOUT, ABOUT_BY_OWNER, AROUND, AROUND_BY_OWNER, BESIDE, LINES, SURROUNDINGS
from .queries import is_named
from .rights import is_asked, leads, may_open, steps_for

READ = event("case.read")
DOWNLOADED = event("case.file_read", "attachment_id")


class Line(NamedTuple):
    """A line of the story; `needed` (yes, no or nothing), `urgency` and `texts` are what was written."""

    kind: StepKind
    at: datetime
    by: str
    to: str | None
    needed: str
    urgency: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClockRow:
    kind: DeadlineKind
    law: str
    due_on: date
    met_at: datetime | None


@dataclass(frozen=True, slots=True)
class FileRow:
    id: uuid.UUID
    name: str
    size: int
    scanned: bool


@dataclass(frozen=True, slots=True)
class Other:
    """Another open case of the unit for the same personal number."""

    number: str
    holder: str | None


class Beside(NamedTuple):
    """What there is with a case. Most have nothing of it, and what is not there is not asked for."""

    files: bool
    handovers: bool
    consents: bool
    groups: bool
    others: bool  # open cases for the same personal number


@dataclass(frozen=True, slots=True)
class Cards:
    """What the case gave rise to."""

    handovers: CaseCard
    groups: GroupCard


@dataclass(frozen=True, slots=True)
class Opened:
    """What is sealed and what stands beside it, for those who may read it."""

    content: Content
    story: list[Line]
    files: list[FileRow]
    others: list[Other]
    cards: Cards | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """`opened` is None where a protected identity is somebody else's to handle: then only number and clocks show."""

    case: CaseFile
    school: str
    holder: str | None
    offered_to: str | None
    is_asked: bool
    is_mine: bool
    leads: bool
    clocks: list[ClockRow]
    steps: frozenset[StepKind]
    next_step: StepKind | None
    opened: Opened | None
    sender_reads: list[tuple[datetime, StatusCode]] = field(default_factory=list)
    open_until: datetime | None = None  # opened in an emergency: to read only

    @property
    def minutes_left(self) -> int:
        left = self.open_until - clock.now() if self.open_until else timedelta()
        return math.ceil(left / timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class File:
    name: str
    media_type: str
    body: bytes


def case_page(actor: Actor, case: CaseFile) -> CasePage:
    """Read the page, and record that it was read where anything sealed is shown."""
    values = {
        "case_id": case.id,
        "key": case.data_key_id,
        "sender": case.sender_agency_id,
        "holder": case.assigned_to_id,
        "unit": case.agency_id,
        "reader": actor.person_id,
    }
    rows = db.session.connection().execute(ABOUT_BY_OWNER if on_postgresql() else ABOUT, values).all()
    school, holder, offered_id, offered_to, wrapped, named = rows[0][:SURROUNDINGS]
    beside = Beside(*rows[0][SURROUNDINGS : SURROUNDINGS + BESIDE])
    clocks = [ClockRow(*row[SURROUNDINGS + BESIDE :]) for row in rows if row.kind]
    asked = offered_id == actor.person_id
    content = open_case(actor, case, wrapped, beside) if may_open(actor, case, asked=asked, named=named) else None
    until = None if asked else open_until(actor, case)
    told = is_told(case, clocks, content.story if content else [])
    steps = frozenset() if until else steps_for(actor, case, asked=asked)
    return CasePage(
        case=case,
        school=school,
        holder=holder,
        offered_to=offered_to,
        is_asked=asked,
        is_mine=case.assigned_to_id == actor.person_id,
        leads=leads(actor, case),
        clocks=clocks,
        steps=steps if told else steps - {StepKind.CLOSE},
        next_step=the_next(case, steps, asked=asked, told=told),
        opened=content,
        sender_reads=status_card(case, content.story) if content else [],
        open_until=until,
    )


def open_case(actor: Actor, case: CaseFile, wrapped: bytes | None, beside: Beside) -> Opened:
    assert wrapped is not None and case.content is not None  # noqa: S101  weeded cases are gone
    safe = opened(case.data_key_id, wrapped)
    record(actor, READ, case)
    lines, cards = db.session.connection().execute(LINES, {"case_id": case.id}).all(), has_cards(actor, case)
    around = ask_around(case, beside, lines, cards=cards)
    return Opened(
        content=Content.from_document(safe.open("case_file", case.id, case.content)),
        story=story_of(safe, lines, around["answers"]),
        files=[file_of(safe, row) for row in around["files"]],
        others=[Other(*row) for row in around["others"]],
        cards=cards_of(actor, case, around) if cards else None,
    )


def has_cards(actor: Actor, case: CaseFile) -> bool:
    """Tell whether something can come of it, for this reader: a consultation is about nobody."""
    return case.kind is ReferralKind.CONCERN and (case.assigned_to_id == actor.person_id or leads(actor, case))


def ask_around(case: CaseFile, beside: Beside, lines: Sequence[Any], *, cards: bool) -> dict[str, Rows]:
    """Return what stands with the case in one statement; where there is nothing, none is sent."""
    there_is = {
        "files": beside.files,
        "others": beside.others,
        "answers": any(line.kind is StepKind.SENDER_ANSWERED for line in lines),
        "handovers": cards and beside.handovers,
        "consents": cards and beside.consents,
        "covered": cards and beside.consents,
        "groups": cards and beside.groups,
    }
    questions = AROUND_BY_OWNER if on_postgresql() else AROUND
    asked = ask_together({name: one for name, one in questions.items() if there_is[name]}, {"case_id": case.id})
    return {name: asked.get(name, []) for name in questions}


def cards_of(actor: Actor, case: CaseFile, around: Mapping[str, Rows]) -> Cards:
    consents = consent_rows(around["consents"], around["covered"])
    handovers = case_card(actor, case, around["handovers"], consents)
    return Cards(handovers, group_card(actor, case, around["groups"], consents))


def story_of(safe: Safe, lines: Sequence[Any], answers: Rows) -> list[Line]:
    """Return the lines in time order, without answers that were weeded with their request."""
    answered, story = {row[0]: answer_in(*row) for row in answers}, []
    for key, kind, at, content, by, to, key_id in lines:
        if kind is StepKind.SENDER_ANSWERED:
            written = answered.get(key_id)
        else:
            written = safe.open("case_step", key, content) if content else {}
        if written is not None:
            story.append(line_of(kind, at, by, to, written))
    return story


def answer_in(
    key_id: uuid.UUID, request_id: uuid.UUID, sealed: bytes | None, wrapped: bytes | None
) -> Mapping[str, Any] | None:
    if sealed is None or wrapped is None:
        return None
    return opened(key_id, wrapped).open("information_request", request_id, sealed, "answer")


def line_of(kind: StepKind, at: datetime, by: str, to: str | None, written: Mapping[str, Any]) -> Line:
    texts = tuple(written[name] for name in ("text", "reason") if written.get(name))
    return Line(kind, at, by, to, written.get("needed", ""), written.get("urgency", ""), texts)


def file_of(safe: Safe, row: Any) -> FileRow:
    key, content, size, scanned = row
    return FileRow(key, str(safe.open("attachment", key, content).get("name", "")), size, scanned)


def is_told(case: CaseFile, clocks: list[ClockRow], story: list[Line]) -> bool:
    """Tell whether the sender has had what they are owed: its clock, or for a consultation the answer."""
    if case.kind is ReferralKind.CONSULTATION:
        return any(line.kind is StepKind.GIVE_FEEDBACK for line in story)
    return not any(one.kind is DeadlineKind.FEEDBACK and one.met_at is None for one in clocks)


def the_next(case: CaseFile, steps: frozenset[StepKind], *, asked: bool, told: bool) -> StepKind | None:
    """Return the one step that comes next, where it is this reader's."""
    if asked:
        return StepKind.ACCEPT
    wanted = lifecycle.next_step(case.status, case.kind, sender_is_told=told)
    return wanted if wanted in steps else None


def status_card(case: CaseFile, story: list[Line]) -> list[tuple[datetime, StatusCode]]:
    """Return what the sender has been told, line by line, as their own page shows it."""
    begun = [(case.received_at, StatusCode.SENT), (case.received_at, StatusCode.RECEIVED)]
    return begun + [(line.at, lifecycle.TELLS[line.kind]) for line in story if line.kind in lifecycle.TELLS]


def read_file(actor: Actor, row: Attachment) -> File | None:
    """Return one of a case's files, and record that it was taken. None where they see the case and may not read it."""
    case = db.session.get_one(CaseFile, row.case_id)
    if not may_open(actor, case, asked=is_asked(actor, case), named=is_named(actor, case)):
        return None
    assert row.content is not None and row.body is not None  # noqa: S101  weeded cases are gone
    record(actor, DOWNLOADED, case, attachment_id=row.id)
    safe = safe_of(row.data_key_id)
    name = str(safe.open("attachment", row.id, row.content).get("name", ""))
    return File(name, row.media_type, safe.open_bytes("attachment", row.id, row.body, "body"))
