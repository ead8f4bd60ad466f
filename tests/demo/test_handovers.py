"""The demo's hand-overs: one of each end, written by the actions of the app."""

import pytest
from sqlalchemy import select

from prevention.accounts.models import Person
from prevention.database import acting_as
from prevention.demo.build import build
from prevention.demo.people import HANDLER, RESCUE_GUEST
from prevention.extensions import db
from prevention.handovers.codes import HandoverStatus
from prevention.handovers.models import Handover
from prevention.jobs.models import Job
from tests.client import PageClient

PEOPLE = select(Person.id, Person.municipality_id)


@pytest.mark.usefixtures("session")
def test_there_is_one_of_each_end_and_nobody_is_mailed(client: PageClient) -> None:
    build(lambda _line: None)
    worker, here = db.session.execute(PEOPLE.where(Person.name == HANDLER.name)).one()
    with acting_as(worker):
        found = set(db.session.scalars(select(Handover.status).where(Handover.municipality_id == here)))
    assert found == {HandoverStatus.REPORTED, HandoverStatus.WAITING, HandoverStatus.CONSENT_ENDED}
    assert db.session.scalars(select(Job).where(Job.municipality_id == here)).all() == []
    officer, _here = db.session.execute(PEOPLE.where(Person.name == RESCUE_GUEST.name)).one()
    listed = client.sign_in(officer).get("/handovers").text
    assert "Återrapporterad" in listed
    assert "Väntar på svar" in listed
