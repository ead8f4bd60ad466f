"""What an expected lesson is, said once: in Python for pages, as SQL for figures. A test compares the two."""

from datetime import date
from enum import StrEnum

from sqlalchemy import ColumnElement, case, cast, literal
from sqlalchemy.types import String

from .models import PlannedSession, SessionOutcome


class LessonState(StrEnum):
    """Every expected lesson is exactly one of these."""

    HELD = "held"
    PARTLY_HELD = "partly_held"
    NOT_HELD = "not_held"
    OVERDUE = "overdue"
    NOT_YET_DUE = "not_yet_due"
    NOT_PLANNED = "not_planned"


def state_of(outcome: SessionOutcome | None, planned_on: date | None, today: date) -> LessonState:
    """Return the state. A lesson of today is not yet due: it becomes overdue tomorrow."""
    if outcome is not None:
        return LessonState(outcome.value)
    if planned_on is None:
        return LessonState.NOT_PLANNED
    return LessonState.OVERDUE if planned_on < today else LessonState.NOT_YET_DUE


def state_sql(today: date) -> ColumnElement[str]:
    """Return `state_of` as an expression over `PlannedSession`, for grouping and counting."""
    return case(
        (PlannedSession.outcome.is_not(None), cast(PlannedSession.outcome, String)),
        (PlannedSession.planned_on.is_(None), literal(LessonState.NOT_PLANNED.value)),
        (PlannedSession.planned_on < today, literal(LessonState.OVERDUE.value)),
        else_=literal(LessonState.NOT_YET_DUE.value),
    )
