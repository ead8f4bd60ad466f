"""Filling in the checklist. What was changed is in the audit trail, which is the checklist's history."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear

from .checklist import Checklist
from .models import Readiness, ReadinessAnswer
from .queries import of_school

FILLED_IN = event("readiness.filled_in", "school_year_id", "changes", "note_changed")


@dataclass(frozen=True, slots=True)
class ReadinessData:
    """The answers by the key of their line; None is not stated."""

    answers: Mapping[str, int | None]
    note: str | None = None


def fill_in(actor: Actor, school: Agency, year: SchoolYear, data: ReadinessData) -> bool:
    """Let the checklist say this, and return whether that changed anything: sent twice is filled in once."""
    db.session.execute(select(Agency.id).where(Agency.id == school.id).with_for_update(key_share=True))
    before = of_school(actor, year, school.id)
    changes = {
        item.key: [item.value, data.answers.get(item.key)]
        for item in before.items
        if item.value != data.answers.get(item.key)
    }
    note_changed = before.note != data.note
    if not changes and not note_changed:
        return False
    row = written(actor, school, year, data)
    put_answers(row, before, data.answers)
    record(actor, FILLED_IN, row, school_year_id=year.id, changes=changes, note_changed=note_changed)
    return True


def written(actor: Actor, school: Agency, year: SchoolYear, data: ReadinessData) -> Readiness:
    where = (Readiness.school_id == school.id, Readiness.school_year_id == year.id)
    row = db.session.scalar(select(Readiness).where(*where))
    if row is None:
        row = Readiness(
            id=uuid.uuid4(), municipality_id=school.municipality_id, school_id=school.id, school_year_id=year.id
        )
        db.session.add(row)
    row.note, row.filled_in_by_id, row.filled_in_at = data.note, actor.person_id, clock.now()
    db.session.flush()
    return row


def put_answers(row: Readiness, before: Checklist, answers: Mapping[str, int | None]) -> None:
    """Write the lines that are asked; answers to what is asked no more stay as they are."""
    asked = {item.key: (item.step.id, item.programme_id) for item in before.items}
    for step_id, programme_id in asked.values():
        same = ReadinessAnswer.programme_id.is_not_distinct_from(programme_id)
        db.session.execute(
            delete(ReadinessAnswer).where(
                ReadinessAnswer.readiness_id == row.id, ReadinessAnswer.step_id == step_id, same
            )
        )
    stated = [
        {
            "municipality_id": row.municipality_id,
            "readiness_id": row.id,
            "step_id": step_id,
            "programme_id": programme_id,
            "value": answers[key],
        }
        for key, (step_id, programme_id) in asked.items()
        if answers.get(key) is not None
    ]
    if stated:
        db.session.execute(insert(ReadinessAnswer), stated)
