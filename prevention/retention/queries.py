"""What the auditor reads: rules in force, runs and their protocol. References and counts, no content."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import literal, select, tuple_

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.paging import PAGE, Key, read_page

from .models import RecordKind, RetentionRule, WeedingLine, WeedingRun
from .periods import rules_in_force


@dataclass(frozen=True, slots=True)
class RuleRow:
    kind: RecordKind
    amount: int | None
    unit: str
    keeps_research: bool
    law: str
    note: str
    valid_from: date
    own: bool  # the municipality's own


@dataclass(frozen=True, slots=True)
class RunRow:
    id: uuid.UUID
    at: datetime
    weeded: int
    kept: int


@dataclass(frozen=True, slots=True)
class RunList:
    rows: list[RunRow]
    older_than: uuid.UUID | None


@dataclass(frozen=True, slots=True)
class LineRow:
    id: uuid.UUID
    kind: RecordKind
    table: str
    record_id: uuid.UUID
    reference: str | None
    last_on: date
    amount: int | None
    unit: str
    law: str


@dataclass(frozen=True, slots=True)
class Protocol:
    rows: list[LineRow]
    before: uuid.UUID | None
    after: uuid.UUID | None


def rules(actor: Actor) -> list[RuleRow]:
    """Return the rules in force, in the order of the kinds."""
    in_force = rules_in_force(actor.municipality_id)
    return [rule_row(in_force[kind]) for kind in RecordKind if kind in in_force]


def rule_row(rule: RetentionRule) -> RuleRow:
    return RuleRow(
        rule.kind,
        rule.amount,
        rule.unit,
        rule.keeps_research,
        rule.law,
        rule.note,
        rule.valid_from,
        rule.municipality_id is not None,
    )


def runs(actor: Actor, before: uuid.UUID | None) -> RunList:
    """Return the newest fifty runs, or those before a run."""
    kept = (
        WeedingRun.kept_on_hold
        + WeedingRun.kept_for_research
        + WeedingRun.kept_birth_day_unknown
        + WeedingRun.kept_needed
    )
    seen = allowed(WeedingRun, Permission.RETENTION_READ, actor)
    query = (
        select(WeedingRun.id, WeedingRun.at, WeedingRun.weeded, kept)
        .where(seen)
        .order_by(WeedingRun.at.desc(), WeedingRun.id.desc())
        .limit(PAGE + 1)
    )
    if before:
        at = select(WeedingRun.at).where(WeedingRun.id == before, seen).correlate(None).scalar_subquery()
        query = query.where(tuple_(WeedingRun.at, WeedingRun.id) < tuple_(at, literal(before, WeedingRun.id.type)))
    found = [RunRow(*row) for row in db.session.execute(query)]
    return RunList(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def protocol(run: WeedingRun, before: uuid.UUID | None, after: uuid.UUID | None) -> Protocol:
    """Return fifty lines of a run, by kind; the guard has checked the run."""
    query = (
        select(
            WeedingLine.id,
            WeedingLine.kind,
            WeedingLine.table_name,
            WeedingLine.record_id,
            WeedingLine.reference,
            WeedingLine.last_on,
            RetentionRule.amount,
            RetentionRule.unit,
            RetentionRule.law,
        )
        .join(RetentionRule, RetentionRule.id == WeedingLine.rule_id)
        .where(WeedingLine.run_id == run.id)
    )
    found = read_page(query, (WeedingLine.kind, WeedingLine.id), partial(place_of_line, run), before, after)
    return Protocol([LineRow(*row) for row in found.rows], found.before, found.after)


def place_of_line(run: WeedingRun, key: uuid.UUID) -> Key:
    """Return where in the protocol a line of the run stands; others stand nowhere."""
    here = (WeedingLine.id == key, WeedingLine.run_id == run.id)
    return select(WeedingLine.kind).where(*here).correlate(None).scalar_subquery(), literal(key)


def chosen_municipalities(code: str | None) -> list[Municipality]:
    """Return all of them, or the one with this code. For the command line only."""
    query = select(Municipality).order_by(Municipality.code)
    return list(db.session.scalars(query.where(Municipality.code == code) if code else query))
