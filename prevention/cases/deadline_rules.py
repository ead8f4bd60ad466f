"""How long each step may take, as the lead reads it; the days of feedback are the municipality's own to set."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import or_, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.extensions import db

from .clocks import precedence
from .models import DeadlineKind, DeadlineRule

SET = event("deadline_rule.set", "kind", "days", "valid_from")
OWN = "Kommunens egen regel"


class Standing(StrEnum):
    COMING = "coming"
    IN_FORCE = "in_force"
    EARLIER = "earlier"


class TooEarly(Exception):
    """A rule is never changed backwards: what has arrived keeps the day it was given."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    kind: DeadlineKind
    amount: int
    unit: str
    law: str
    valid_from: date
    standing: Standing


def rule_rows(actor: Actor) -> list[RuleRow]:
    """Return the rules of the law and of the municipality, kind by kind, the one in force among them."""
    ours = or_(DeadlineRule.municipality_id.is_(None), DeadlineRule.municipality_id == actor.municipality_id)
    found = list(db.session.scalars(select(DeadlineRule).where(ours)))
    today, rows = clock.today(), []
    for kind in DeadlineKind:
        of_kind = sorted((rule for rule in found if rule.kind is kind), key=precedence, reverse=True)
        in_force = next((rule for rule in of_kind if rule.valid_from <= today), None)
        rows += [row_of(rule, in_force, today) for rule in of_kind]
    return rows


def row_of(rule: DeadlineRule, in_force: DeadlineRule | None, today: date) -> RuleRow:
    standing = Standing.COMING if rule.valid_from > today else Standing.EARLIER
    if rule is in_force:
        standing = Standing.IN_FORCE
    return RuleRow(rule.kind, rule.amount, rule.unit, rule.law, rule.valid_from, standing)


def earliest() -> date:
    return clock.today() + timedelta(days=1)


def set_feedback_days(actor: Actor, days: int, valid_from: date) -> None:
    """Set the municipality's own days of feedback from a coming day on. What runs already keeps its day.

    :raises TooEarly: for today and before.
    """
    if valid_from < earliest():
        raise TooEarly
    same = select(DeadlineRule).where(
        DeadlineRule.municipality_id == actor.municipality_id,
        DeadlineRule.kind == DeadlineKind.FEEDBACK,
        DeadlineRule.valid_from == valid_from,
    )
    rule = db.session.scalar(same)
    if rule is None:
        rule = DeadlineRule(municipality_id=actor.municipality_id, kind=DeadlineKind.FEEDBACK, unit="day", law=OWN)
        rule.valid_from = valid_from
        db.session.add(rule)
    rule.amount = days
    db.session.flush()
    record(actor, SET, rule, kind=DeadlineKind.FEEDBACK, days=days, valid_from=valid_from)
