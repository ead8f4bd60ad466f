"""Clocks: how long each step may take is data with a law; a case keeps the day it came to."""

import calendar
import uuid
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select

from prevention import clock
from prevention.extensions import db

from .models import CaseDeadline, CaseFile, DeadlineKind, DeadlineRule


def start_clock(case: CaseFile, kind: DeadlineKind, at: datetime) -> None:
    """Let a clock begin, unless it runs. Its day is settled now: a rule that changes later changes no running case."""
    if runs(case.id, kind):
        return
    begins = at.astimezone(clock.LOCAL).date()
    rule = rule_for(case.municipality_id, kind, begins)
    db.session.add(
        CaseDeadline(
            municipality_id=case.municipality_id,
            case_id=case.id,
            kind=kind,
            law=rule.law,
            set_at=at,
            due_on=after(begins, rule),
        )
    )


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


def runs(case_id: uuid.UUID, kind: DeadlineKind) -> CaseDeadline | None:
    """Return the clock, where it runs."""
    query = select(CaseDeadline).where(
        CaseDeadline.case_id == case_id, CaseDeadline.kind == kind, CaseDeadline.met_at.is_(None)
    )
    return db.session.scalar(query)
