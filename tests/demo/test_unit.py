"""The demo's unit: duty with one gap, and an emergency that is over."""

from typing import Any

import pytest
from sqlalchemy import select

from prevention import clock
from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.accounts.models import Person
from prevention.cases import duty_queries, unit_queries
from prevention.cases.models import CaseFile, CaseStatus
from prevention.database import acting_as
from prevention.demo.build import build
from prevention.demo.people import COLLEAGUE, LEAD, CastMember
from prevention.demo.unit import GAP
from prevention.extensions import db
from prevention.jobs.models import Job
from prevention.referrals.models import ReferralKind
from tests.town import actor_of


@pytest.fixture
def built(session: Any) -> None:
    build(lambda _line: None)


def named(one: CastMember) -> Any:
    return actor_of(db.session.scalars(select(Person.id).where(Person.name == one.name)).one())


def test_one_week_has_nobody_yet_and_each_other_has_a_deputy(built: None) -> None:
    (roster,) = duty_queries.rosters(named(LEAD))
    weeks = roster.weeks[:8]
    assert [number for number, week in enumerate(weeks) if week.missing] == [GAP]
    assert all(week.deputies for number, week in enumerate(weeks) if number != GAP)
    assert len(roster.handlers) == 2


def test_an_emergency_is_over(built: None) -> None:
    lead, colleague = named(LEAD), named(COLLEAGUE)
    with acting_as(lead.person_id):
        (emergency,) = unit_queries.unit(lead).emergencies
        assert emergency.who == COLLEAGUE.name
        assert emergency.at < clock.now()
    with acting_as(colleague.person_id):
        seen = visible(CaseFile, Permission.CASE_READ, colleague).where(CaseFile.id == emergency.case_id)
        assert list(db.session.scalars(seen)) == []


def test_nobody_is_mailed_about_what_was(built: None) -> None:
    assert list(db.session.scalars(select(Job))) == []


def test_a_case_stands_in_each_state(built: None) -> None:
    lead = named(LEAD)
    with acting_as(lead.person_id):
        cases = db.session.scalars(visible(CaseFile, Permission.CASE_LEAD, lead)).all()
    assert {case.status for case in cases} == set(CaseStatus)
    assert {case.kind for case in cases} == set(ReferralKind)
    assert {case.is_protected for case in cases} == {True, False}
