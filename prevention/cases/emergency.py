"""Breaking the glass: a case that is not one's own is opened for an hour in an emergency, to read, not to handle.

The lead and the auditors are told at once. Never of a protected identity.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, TextualSelect, exists, func, select, text

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach, Role
from prevention.access.rules import allowed, visible
from prevention.accounts import entry
from prevention.accounts.models import RoleAssignment
from prevention.audit.record import append, event, record
from prevention.extensions import db, on_postgresql
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter
from prevention.sealing.safe import safe_of

from .actions import tell
from .crew import crews_of
from .finding import case_number, holds, number_token
from .models import CaseFile, CaseStatus, EmergencyAccess, StepKind
from .rights import leads

BROKEN = event("case.glass_broken", "access_id", "by")
REFUSED = event("case.glass_refused", "by")
GLASS_BROKEN = letter("glass_broken", "number", "page")
OPEN_FOR = timedelta(hours=1)
TO_BREAK, TO_BREAK_BY = (
    text(f"SELECT id, data_key_id FROM {function}(:wanted)").columns(CaseFile.id, CaseFile.data_key_id)  # noqa: S608  our own names
    for function in ("app_case_to_break", "app_case_to_break_by")
)
LATEST = (CaseFile.status == CaseStatus.CLOSED, CaseFile.received_at.desc(), CaseFile.id)


class UnknownCase(Exception):
    """Nothing at the unit has this number, or only a protected identity: the answer is the same."""


@dataclass(frozen=True, slots=True)
class BreakData:
    """`number` is that of a case, or a personal or coordination number."""

    number: str
    reason: str
    password: str
    address: str | None


def break_glass(actor: Actor, data: BreakData) -> uuid.UUID:
    """Open the case for an hour and return its id. What one may open anyway is given without breaking anything.

    A personal number opens the case that is not closed, else the latest; that page tells of others.

    :raises throttle.TooManyTries: while the account or the address is to wait.
    :raises entry.WrongPassword: for another password; the failure is to be committed.
    :raises UnknownCase: the refusal is to be committed.
    """
    entry.confirm(actor, data.password, data.address)
    number = case_number(data.number)
    by = "case_number" if number else "personal_number"
    token = b"" if number else number_token(actor, data.number)
    which = CaseFile.number == number if number else holds("number", token)
    if known := db.session.scalar(visible(CaseFile, Permission.CASE_READ, actor).where(which).order_by(*LATEST)):
        return known.id
    found = to_break(actor, number) if number else to_break_by(actor, token)
    if found is None:
        append(actor.municipality_id, actor.person_id, REFUSED, "case_file", None, {"by": by})
        raise UnknownCase
    case_id, key_id = found
    access = open_for_an_hour(actor, case_id, key_id, data.reason)
    case = db.session.get_one(CaseFile, case_id)
    tell(actor, case, StepKind.BREAK_GLASS, {"reason": data.reason}, None)
    record(actor, BROKEN, case, access_id=access.id, by=by)
    for person, page in to_tell(case):
        queue_mail(person, GLASS_BROKEN, number=case.number, page=page)
    return case_id


def to_break(actor: Actor, number: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return id and key of a case of the unit that one may not open, by its number."""
    return asked(actor, TO_BREAK, number, CaseFile.number == number)


def to_break_by(actor: Actor, token: bytes) -> tuple[uuid.UUID, uuid.UUID] | None:
    """Return the same by the hash of a personal number: of the case that is not closed, else of the latest."""
    return asked(actor, TO_BREAK_BY, token, holds("number", token))


def asked(
    actor: Actor, of_owner: TextualSelect, wanted: str | bytes, which: ColumnElement[bool]
) -> tuple[uuid.UUID, uuid.UUID] | None:
    if on_postgresql():
        found = db.session.execute(of_owner, {"wanted": wanted}).first()
    else:
        units = actor.agencies(Permission.CASE_BREAK_GLASS, Reach.AGENCY)
        query = select(CaseFile.id, CaseFile.data_key_id).where(
            which, CaseFile.is_protected.is_(False), CaseFile.agency_id.in_(units)
        )
        found = db.session.execute(query.order_by(*LATEST)).first()
    return (found[0], found[1]) if found else None


def open_for_an_hour(actor: Actor, case_id: uuid.UUID, key_id: uuid.UUID, reason: str) -> EmergencyAccess:
    """Write it down, sealed with the key of the case: weeding the case destroys both."""
    access_id, at = uuid.uuid4(), clock.now()
    access = EmergencyAccess(
        id=access_id,
        municipality_id=actor.municipality_id,
        case_id=case_id,
        person_id=actor.person_id,
        opened_at=at,
        expires_at=at + OPEN_FOR,
        data_key_id=key_id,
        content=safe_of(key_id).seal("emergency_access", access_id, {"reason": reason}),
    )
    db.session.add(access)
    db.session.flush()
    return access


def to_tell(case: CaseFile) -> Iterator[tuple[uuid.UUID, str]]:
    """Yield the leads of the unit and the auditors of the municipality, each with the page that tells them more."""
    for lead in sorted(crews_of([case.agency_id])[case.agency_id].leads):
        yield lead, "unit.log"
    auditors = select(RoleAssignment.person_id).where(
        RoleAssignment.municipality_id == case.municipality_id,
        RoleAssignment.role == Role.AUDITOR,
        RoleAssignment.ended_at.is_(None),
    )
    for auditor in db.session.scalars(auditors.distinct().order_by(RoleAssignment.person_id)):
        yield auditor, "audit.trail"


def open_until(actor: Actor, case: CaseFile) -> datetime | None:
    """Return until when somebody reads a case only because they broke the glass; None for everybody else."""
    if case.assigned_to_id == actor.person_id or leads(actor, case):
        return None
    handles = exists().where(CaseFile.id == case.id, allowed(CaseFile, Permission.CASE_HANDLE, actor))
    until: datetime | None = db.session.scalar(
        select(func.max(EmergencyAccess.expires_at)).where(
            EmergencyAccess.case_id == case.id,
            EmergencyAccess.person_id == actor.person_id,
            EmergencyAccess.expires_at > clock.now(),
            ~handles,
        )
    )
    return until
