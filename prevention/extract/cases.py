"""Cases about the subject, found by the keyed hash of the number: what came in, the story, questions, files."""

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from prevention.accounts.models import Person
from prevention.cases.models import CaseFile, CaseStep, CaseToken, EmergencyAccess
from prevention.cases.words import DONE
from prevention.extensions import db
from prevention.formats import gettext
from prevention.organisations.models import Agency
from prevention.referrals.models import Attachment, InformationRequest
from prevention.sealing.safe import Safe, hashed, safes_of

from .parts import Record, Subject
from .referrals import files_of, name_of
from .words import facts_of


def cases_of(subject: Subject) -> list[uuid.UUID]:
    """Return the ids of the subject's cases, without opening any."""
    index = safes_of([subject.municipality_id]).get(subject.municipality_id)
    if index is None:
        return []  # no case was ever received here
    query = select(CaseToken.case_id).where(
        CaseToken.municipality_id == subject.municipality_id,
        CaseToken.kind == "number",
        CaseToken.token == hashed(index, "number", subject.digits),
    )
    return sorted(set(db.session.scalars(query)))


def case_records(case_ids: Sequence[uuid.UUID]) -> Iterator[Record]:
    """Yield each case, then its story, questions and emergency openings in order of time."""
    cases = db.session.scalars(select(CaseFile).where(CaseFile.id.in_(case_ids)).order_by(CaseFile.received_at))
    for case in cases.all():
        yield case_record(case)
        lines = [*story(case), *questions(case), *broken_glasses(case)]
        yield from sorted(lines, key=lambda line: line.at)


def case_record(case: CaseFile) -> Record:
    safe = safes_of([case.data_key_id])[case.data_key_id]
    facts = [
        (gettext("Sent by"), name_of(Agency, case.sender_agency_id)),
        (gettext("Handled at"), name_of(Agency, case.agency_id)),
        *opened(safe, "case_file", case.id, case.content),
    ]
    title = gettext("Case %(number)s", number=case.number)
    files = files_of(Attachment.case_id == case.id)
    return Record("case_file", case.id, title, case.received_at, facts, files, case.is_protected)


def story(case: CaseFile) -> Iterator[Record]:
    rows = db.session.scalars(select(CaseStep).where(CaseStep.case_id == case.id)).all()
    safes = safes_of([row.data_key_id for row in rows])
    for row in rows:
        by = (gettext("Done by"), name_of(Person, row.by_id))
        facts = [by, *opened(safes[row.data_key_id], "case_step", row.id, row.content)]
        title = f"{case.number}: {DONE.get(row.kind, row.kind)}"
        yield Record("case_step", row.id, title, row.at, facts)


def questions(case: CaseFile) -> Iterator[Record]:
    rows = db.session.scalars(select(InformationRequest).where(InformationRequest.case_id == case.id)).all()
    safes = safes_of([row.data_key_id for row in rows])
    for row in rows:
        safe = safes[row.data_key_id]
        facts = [
            (gettext("Asked by"), name_of(Person, row.asked_by_id)),
            *opened(safe, "information_request", row.id, row.question, "question"),
            (gettext("Answered by"), name_of(Person, row.answered_by_id)),
            *opened(safe, "information_request", row.id, row.answer, "answer"),
        ]
        title = gettext("%(number)s: question to the sender", number=case.number)
        yield Record("information_request", row.id, title, row.asked_at, [fact for fact in facts if fact[1]])


def broken_glasses(case: CaseFile) -> Iterator[Record]:
    rows = db.session.scalars(select(EmergencyAccess).where(EmergencyAccess.case_id == case.id)).all()
    safes = safes_of([row.data_key_id for row in rows])
    for row in rows:
        by = (gettext("Done by"), name_of(Person, row.person_id))
        facts = [by, *opened(safes[row.data_key_id], "emergency_access", row.id, row.content)]
        yield Record(
            "emergency_access",
            row.id,
            gettext("%(number)s: opened in an emergency", number=case.number),
            row.opened_at,
            facts,
        )


def opened(
    safe: Safe, table: str, key: uuid.UUID, sealed: bytes | None, column: str = "content"
) -> list[tuple[str, str]]:
    return list(facts_of(safe.open(table, key, sealed, column))) if sealed else []
