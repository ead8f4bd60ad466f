"""Clocks: how long each step may take is data with a law; a case keeps the day it came to."""

import calendar
import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from prevention import clock
from prevention.extensions import db

from .models import CaseDeadline, CaseFile, DeadlineKind, DeadlineRule


def new_clock(case: CaseFile, kind: DeadlineKind, at: datetime) -> CaseDeadline:
    """Return a clock that begins. Its day is settled now: a rule that changes later changes no running case."""
    begins = at.astimezone(clock.LOCAL).date()
    rule = rule_for(case.municipality_id, kind, begins)
    return CaseDeadline(
        municipality_id=case.municipality_id,
        case_id=case.id,
        kind=kind,
        law=rule.law,
        set_at=at,
        due_on=after(begins, rule),
    )


def start_clock(case: CaseFile, kind: DeadlineKind, at: datetime) -> None:
    """Let a clock begin, unless it runs."""
    if not runs(case.id, kind):
        db.session.add(new_clock(case, kind, at))


def note_next(case: CaseFile, clocks: Iterable[CaseDeadline]) -> None:
    """Write on the case which of these clocks is first, for the lists; on the same day the law's before our own."""
    first = min(clocks, key=lambda one: (one.due_on, one.kind == DeadlineKind.FEEDBACK, one.kind), default=None)
    case.next_due_on, case.next_due_kind = (first.due_on, first.kind) if first else (None, None)


def rule_for(municipality_id: uuid.UUID, kind: DeadlineKind, on: date) -> DeadlineRule:
    """Return the rule in force."""
    query = select(DeadlineRule).where(
        DeadlineRule.kind == kind,
        DeadlineRule.valid_from <= on,
        or_(DeadlineRule.municipality_id.is_(None), DeadlineRule.municipality_id == municipality_id),
    )
    rules = db.session.scalars(query).all()
    return max(rules, key=precedence)


def precedence(rule: DeadlineRule) -> tuple[bool, date]:
    """Order rules: the municipality's own before the general one, the latest first."""
    return rule.municipality_id is not None, rule.valid_from


def after(begins: date, rule: DeadlineRule) -> date:
    """Return the last day: `30 November` and three months is `28 February`."""
    if rule.unit == "day":
        return begins + timedelta(days=rule.amount)
    years, month = divmod(begins.month - 1 + rule.amount, 12)
    last = calendar.monthrange(begins.year + years, month + 1)[1]
    return date(begins.year + years, month + 1, min(begins.day, last))


def stop_clock(case_id: uuid.UUID, kind: DeadlineKind) -> None:
    """Note that it was done, late or not."""
    if deadline := runs(case_id, kind):
        deadline.met_at = clock.now()


def running(case_id: uuid.UUID) -> Sequence[CaseDeadline]:
    return db.session.scalars(
        select(CaseDeadline).where(CaseDeadline.case_id == case_id, CaseDeadline.met_at.is_(None))
    ).all()


def runs(case_id: uuid.UUID, kind: DeadlineKind) -> CaseDeadline | None:
    """Return the clock, where it runs."""
    return next((one for one in running(case_id) if one.kind is kind), None)
