"""How the tests fill in the form."""

import uuid
from datetime import date, timedelta
from typing import Any

from prevention.classes.models import Participation, ParticipationLeader, PlannedSession, SchoolClass
from prevention.coverage.sums import recount_participation
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from tests.client import PageClient
from tests.world import ClassInProgramme, World

TODAY = "2026-11-18"


def as_planned(world: World, **changed: Any) -> dict[str, Any]:
    """Return what the large button of today's card sends: lesson 3 of 7A."""
    sent = {
        "client_id": str(uuid.uuid4()),
        "status": "held",
        "lesson": str(world.town.lessons[2]),
        "held_on": TODAY,
        "pupils_present": "24",
        "minutes": "60",
        "leaders_present": "2",
        "delivered_as_planned": "yes",
    } | changed
    return {name: value for name, value in sent.items() if value is not None}


def address(of: ClassInProgramme) -> str:
    return f"/participations/{of.participation}/sessions"


def log_lesson(client: PageClient, world: World, **changed: Any) -> uuid.UUID:
    """Log as the teacher and return the log."""
    form = as_planned(world, **changed)
    response = client.post(address(world.class_7a), data=form)
    assert response.status_code == 303, response.get_data(as_text=True)
    db.session.expire_all()
    found: uuid.UUID = db.session.query(SessionLog.id).filter_by(client_id=uuid.UUID(form["client_id"])).scalar()
    return found


def planned(of: ClassInProgramme, number: int) -> PlannedSession:
    db.session.expire_all()
    return db.session.get_one(PlannedSession, of.planned_sessions[number - 1])


def another_class(world: World, name: str, **changed: object) -> uuid.UUID:
    """Let the teacher lead one more class; its four lessons are as 7A's."""
    town = world.town
    of_class = SchoolClass(
        municipality_id=town.municipality,
        school_id=town.school,
        school_year_id=town.school_year,
        name=name,
        grade="7",
        pupils=20,
    )
    db.session.add(of_class)
    db.session.flush()
    participation = Participation(
        municipality_id=town.municipality,
        school_class_id=of_class.id,
        school_id=town.school,
        school_year_id=town.school_year,
        programme_id=town.mvp,
        curriculum_version_id=town.curriculum,
        **changed,
    )
    db.session.add(participation)
    db.session.flush()
    db.session.add(
        ParticipationLeader(
            municipality_id=town.municipality, participation_id=participation.id, person_id=world.teacher
        )
    )
    for number, lesson in enumerate(town.lessons):
        day = date(2026, 11, 4) + timedelta(days=7 * number)
        db.session.add(
            PlannedSession(
                municipality_id=town.municipality, participation_id=participation.id, lesson_id=lesson, planned_on=day
            )
        )
    recount_participation(participation)
    db.session.commit()
    return participation.id


def refused(client: PageClient, world: World, **changed: Any) -> str:
    """Send the form and return the page that comes back; nothing may have been written."""
    before = db.session.query(SessionLog).count()
    response = client.post(address(world.class_7a), data=as_planned(world, **changed))
    assert response.status_code == 422
    assert db.session.query(SessionLog).count() == before
    return response.get_data(as_text=True)
