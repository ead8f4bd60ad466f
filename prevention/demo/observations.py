"""Second raters in the demo: some lessons were seen twice, one waits for the teacher of the cast."""

import random
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from prevention import clock
from prevention.extensions import db
from prevention.logbook.models import SessionStatus
from prevention.observations.models import Observation

from .classes import Taking
from .people import ADMINISTRATOR, TEACHER, People
from .places import BIG_SCHOOL
from .sessions import Story

ONE_IN = 4
TOOK_PLACE = (SessionStatus.HELD, SessionStatus.PARTLY_HELD)


def add_observations(takings: Sequence[Taking], stories: Sequence[Story], people: People) -> None:
    rng = random.Random(len(takings))  # noqa: S311  of its own, so that the lessons of the demo stay as they were
    pairs = [
        pair for pair in zip(takings, stories, strict=True) if not pair[0].last_year and pair[0].edition.leaders > 1
    ]
    rows = [row for taking, story in pairs for row in seen(taking, story, people, rng)]
    rows += list(waiting(pairs, people))[:1]
    if rows:
        db.session.execute(insert(Observation), rows)


def seen(taking: Taking, story: Story, people: People, rng: random.Random) -> Iterator[dict[str, Any]]:
    for log in story.logs:
        if log["superseded_at"] or log["status"] not in TOOK_PLACE or rng.randrange(ONE_IN):
            continue
        mark = log["engagement"] or 4
        yield row_of(taking, log["lesson_id"], people.cast[ADMINISTRATOR.name]) | {
            "observed_on": log["held_on"],
            "written_at": log["logged_at"],
            "minutes": max(20, (log["minutes"] or 50) - rng.choice((0, 0, 5, 10))),
            "leaders_present": log["leaders_present"],
            "delivered_as_planned": log["delivered_as_planned"] and rng.random() < 0.85,
            "engagement": max(1, mark - rng.choice((0, 0, 1))),
        }


def waiting(pairs: Sequence[tuple[Taking, Story]], people: People) -> Iterator[dict[str, Any]]:
    """Yield the next lessons of classes at the teacher's school that the teacher does not lead."""
    today, teacher = clock.today(), people.cast[TEACHER.name]
    for taking, story in pairs:
        if taking.of.school is not BIG_SCHOOL or teacher in taking.leaders:
            continue
        for planned in story.planned:
            day = planned["planned_on"]
            if planned["outcome"] is None and day and today <= day <= today + timedelta(days=14):
                yield row_of(taking, planned["lesson_id"], teacher)


def row_of(taking: Taking, lesson: uuid.UUID, observer: uuid.UUID) -> dict[str, Any]:
    """Return what every observation has, with every column: bulk inserts need the same keys in each row."""
    return {
        "municipality_id": taking.year.municipality_id,
        "participation_id": taking.id,
        "lesson_id": lesson,
        "observer_id": observer,
        "asked_by_id": observer,
        "asked_at": clock.now() - timedelta(days=3),
        "observed_on": None,
        "written_at": None,
        "minutes": None,
        "leaders_present": None,
        "delivered_as_planned": None,
        "engagement": None,
    }
