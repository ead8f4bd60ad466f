"""Putting the pieces together, and telling the trail."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from prevention import clock
from prevention.audit.record import append, event, record
from prevention.database import reading
from prevention.extensions import db
from prevention.organisations.models import Municipality

from . import handovers as _handovers  # noqa: F401  registers what it keeps
from .cases import case_records, cases_of
from .parts import PARTS, Record, Subject
from .readers import Reader, readers_of
from .referrals import Tell, messages

MADE = event("extract.made", "records", "protected")
INCLUDED = event("extract.included", "protected")


@dataclass(frozen=True, slots=True)
class Extract:
    subject: Subject
    municipality: str
    made_at: datetime
    records: list[Record]
    readers: list[Reader]

    @property
    def is_protected(self) -> bool:
        return any(one.is_protected for one in self.records)


def gather(municipality: Municipality, number: str, tell: Tell) -> Extract:
    """Read everything about a number. Changes nothing; others may write meanwhile."""
    subject, name = Subject(municipality.id, number), municipality.name
    with reading():
        found = messages(subject, tell)
        case_ids = cases_of(subject)
        found += case_records(case_ids)
        found += chain.from_iterable(part(subject, case_ids) for part in PARTS)
        readers = readers_of(subject.municipality_id, {one.id: one.title for one in found})
    return Extract(subject, name, clock.now(), found, readers)


def tell_trail(extract: Extract) -> None:
    """Record that it was made, and on each record that it was in it: who asks next sees that too."""
    here = db.session.get_one(Municipality, extract.subject.municipality_id)
    record(None, MADE, here, records=len(extract.records), protected=extract.is_protected)
    for one in extract.records:
        append(here.id, None, INCLUDED, one.table, one.id, {"protected": one.is_protected})
