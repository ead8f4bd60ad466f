"""The job that climbs the ladder of each clock once an hour. It sees numbers and days, never what a case says.

The worker acts for nobody, so on PostgreSQL it sees no secret row: two functions of the database (migration
0013) tell it just this, and only while nobody acts.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import CursorResult, select, text, update

from prevention import clock
from prevention.extensions import db, on_postgresql
from prevention.jobs.actions import progress, queue_mail
from prevention.jobs.kinds import Arguments, job
from prevention.jobs.letters import letter

from .crew import Crew, People, crews_of
from .ladder import TOP, Rung, Who, to_climb, told_by
from .models import CaseDeadline, CaseFile, CaseStatus

CASE_REMINDER = letter("case_reminder", "number", "case_id", "rung", "days")
JUST_TOLD = timedelta(hours=2)  # a clock of one day begins together with the letter of arrival
COLUMNS = (
    CaseDeadline.id,
    CaseDeadline.case_id,
    CaseFile.number,
    CaseFile.assigned_to_id,
    CaseFile.agency_id,
    CaseFile.is_protected,
    CaseDeadline.set_at,
    CaseDeadline.due_on,
    CaseDeadline.reminded,
)
WAITING = text("SELECT * FROM app_waiting_clocks(:today, :top)").columns(*COLUMNS)
NOTE = text("SELECT app_note_rung(:clock_id, :rung)")


@dataclass(frozen=True, slots=True)
class Ticking:
    """An open clock whose last day is here or passed."""

    id: uuid.UUID
    case_id: uuid.UUID
    number: str
    holder_id: uuid.UUID | None
    agency_id: uuid.UUID
    is_protected: bool
    set_at: datetime
    due_on: date
    reminded: int

    @property
    def is_just_told(self) -> bool:
        return clock.now() - self.set_at < JUST_TOLD


@job("cases.remind", every=timedelta(hours=1))
def remind(_arguments: Arguments) -> None:
    waiting = [each for each in ticking() if not each.is_just_told]
    crews = crews_of({each.agency_id for each in waiting})
    for number, each in enumerate(waiting, 1):
        climb(each, crews)
        if number % 100 == 0:
            progress(number, len(waiting))


def ticking() -> list[Ticking]:
    """Return the clocks whose last day has come and that have a rung left, the oldest first."""
    asked = {"today": clock.today(), "top": TOP}
    if on_postgresql():
        return [Ticking(*row) for row in db.session.execute(WAITING, asked)]
    query = (
        select(*COLUMNS)
        .join(CaseFile, CaseFile.id == CaseDeadline.case_id)
        .where(
            CaseDeadline.met_at.is_(None),
            CaseDeadline.due_on <= asked["today"],
            CaseDeadline.reminded < TOP,
            CaseFile.status != CaseStatus.CLOSED,
        )
        .order_by(CaseDeadline.due_on, CaseDeadline.id)
    )
    return [Ticking(*row) for row in db.session.execute(query)]


def climb(clock_: Ticking, crews: Mapping[uuid.UUID, Crew]) -> None:
    """Tell of every rung whose time has come, each person once, with the words of the highest."""
    rungs = to_climb(clock_.reminded, clock_.due_on, clock.today())
    if not rungs or not note(clock_.id, rungs[-1]):
        return
    top = rungs[-1].number
    for person in sorted(people(clock_, crews[clock_.agency_id], told_by(rungs))):
        queue_mail(
            person,
            CASE_REMINDER,
            dedupe_key=f"cases.remind:{clock_.id}:{top}:{person}",
            number=clock_.number,
            case_id=clock_.case_id,
            rung=top,
            days=(clock.today() - clock_.due_on).days,
        )


def people(clock_: Ticking, crew: Crew, told: frozenset[Who]) -> People:
    """Return whom to tell. Where the holder has left the unit, the lead is told at once."""
    found = set(who_should(clock_, crew)) if Who.HOLDER in told else set()
    if Who.DEPUTY in told and clock_.holder_id is None and not clock_.is_protected:
        found |= crew.deputies
    if Who.LEAD in told:
        found |= crew.leads
    return found


def who_should(clock_: Ticking, crew: Crew) -> People:
    if clock_.holder_id is None:
        return crew.at_hand(is_protected=clock_.is_protected)
    return {clock_.holder_id} if clock_.holder_id in crew.everybody else crew.leads


def note(clock_id: uuid.UUID, rung: Rung) -> bool:
    """Write down the rung, and tell whether it was ours to climb: another worker may have been first."""
    if on_postgresql():
        return bool(db.session.scalar(NOTE, {"clock_id": clock_id, "rung": rung.number}))
    changed = db.session.execute(
        update(CaseDeadline)
        .where(CaseDeadline.id == clock_id, CaseDeadline.reminded < rung.number, CaseDeadline.met_at.is_(None))
        .values(reminded=rung.number)
    )
    assert isinstance(changed, CursorResult)  # noqa: S101  narrows the type
    return changed.rowcount == 1
