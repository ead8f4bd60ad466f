"""The demo's group: its plan is there for who takes part, and nobody is mailed."""

import pytest
from sqlalchemy import select

from prevention.accounts.models import Person
from prevention.demo.build import build
from prevention.demo.people import POLICE, TEACHER
from prevention.extensions import db
from prevention.jobs.models import Job
from tests.client import PageClient


@pytest.mark.usefixtures("session")
@pytest.mark.parametrize("name", [TEACHER.name, POLICE.name])
def test_who_takes_part_reads_the_plan(client: PageClient, name: str) -> None:
    build(lambda _line: None)
    person, here = db.session.execute(select(Person.id, Person.municipality_id).where(Person.name == name)).one()
    listed = client.sign_in(person).get("/groups").text
    address = listed.split('href="/groups/', 1)[1].split('"', 1)[0]
    assert "Alva" not in listed
    assert "Ringer hem en gång i veckan" in client.get(f"/groups/{address}").text
    assert db.session.scalars(select(Job).where(Job.municipality_id == here)).all() == []
