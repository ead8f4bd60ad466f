"""How the tests fill in the form."""

import uuid
from typing import Any

from prevention.classes.models import PlannedSession
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
