"""Which rule is in force, and the day a record must have had its last entry before to be due."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from sqlalchemy import or_, select

from prevention import clock
from prevention.extensions import db

from .models import RecordKind, RetentionRule


def rules_in_force(municipality_id: uuid.UUID) -> dict[RecordKind, RetentionRule]:
    """Return the rule of each kind: the municipality's own before the general one, then the latest."""
    query = select(RetentionRule).where(
        RetentionRule.valid_from <= clock.today(),
        or_(RetentionRule.municipality_id.is_(None), RetentionRule.municipality_id == municipality_id),
    )
    return latest(db.session.scalars(query))


def latest(rules: Iterable[RetentionRule]) -> dict[RecordKind, RetentionRule]:
    ordered = sorted(rules, key=lambda rule: (rule.municipality_id is not None, rule.valid_from, rule.created_at))
    return {rule.kind: rule for rule in ordered}


def cutoff(rule: RetentionRule) -> datetime | None:
    """Return the moment before which the last entry must lie; None for what is never weeded.

    What had its last entry on 18 November 2021 and is kept for five years is due on 19 November 2026.
    """
    if rule.amount is None:
        return None
    return datetime.combine(back(clock.today(), rule.amount, rule.unit), time(), clock.LOCAL)


def back(day: date, amount: int, unit: str) -> date:
    """Count back; from 29 February to the 28th where there is none."""
    if unit == "day":
        return day - timedelta(days=amount)
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - amount, day=28 if leap_day else day.day)
