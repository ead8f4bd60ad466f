"""The state of a lesson in Python and in SQL are the same."""

from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from prevention.classes.models import PlannedSession, SessionOutcome
from prevention.classes.states import LessonState, state_of, state_sql
from prevention.extensions import db
from tests.world import World

TODAY = date(2026, 11, 18)
OUTCOMES = (None, *SessionOutcome)
DAYS = (None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1))


@pytest.mark.parametrize(("outcome", "planned_on"), list(product(OUTCOMES, DAYS)))
def test_sql_says_what_python_says(
    outcome: SessionOutcome | None, planned_on: date | None, world: World, session: object
) -> None:
    planned = db.session.get_one(PlannedSession, world.class_7a.planned_sessions[1])
    planned.outcome, planned.planned_on = outcome, planned_on
    db.session.flush()
    said = db.session.scalar(select(state_sql(TODAY)).where(PlannedSession.id == planned.id))
    assert said == state_of(outcome, planned_on, TODAY)


def test_a_lesson_of_today_is_not_yet_overdue() -> None:
    assert state_of(None, TODAY, TODAY) is LessonState.NOT_YET_DUE
    assert state_of(None, TODAY - timedelta(days=1), TODAY) is LessonState.OVERDUE
    assert state_of(SessionOutcome.NOT_HELD, TODAY, TODAY) is LessonState.NOT_HELD
