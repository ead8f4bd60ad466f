"""Observations that tests begin with."""

import uuid
from datetime import date

from sqlalchemy import select

from prevention import clock
from prevention.extensions import db
from prevention.observations.models import Observation
from tests.town import Town
from tests.world import ClassInProgramme, World

LESSON = 2  # its place: the lesson of today


def asked(town: Town, of: ClassInProgramme, observer: uuid.UUID, lesson: int = LESSON, **seen: object) -> uuid.UUID:
    """Return the observation of a lesson of the class, added where it is not there yet."""
    key = town.lessons[lesson]
    where = (Observation.participation_id == of.participation, Observation.lesson_id == key)
    if found := db.session.scalar(select(Observation.id).where(*where)):
        return found
    row = Observation(
        id=uuid.uuid4(),
        municipality_id=town.municipality,
        participation_id=of.participation,
        lesson_id=key,
        observer_id=observer,
        asked_by_id=observer,
        asked_at=clock.now(),
        **({"observed_on": date(2026, 11, 4), "written_at": clock.now()} | seen if seen else {}),
    )
    db.session.add(row)
    db.session.flush()
    return row.id


def of_the_cast(world: World) -> tuple[uuid.UUID, uuid.UUID, uuid.UUID]:
    """Return one that each principal is asked for: of the school, the other school, the other municipality."""
    return (
        asked(world.town, world.class_7a, world.principal),
        asked(world.town, world.class_7c, world.principal_elsewhere),
        asked(world.other_town, world.class_7d, world.principal_b),
    )
