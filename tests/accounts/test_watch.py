"""Whose secrets can be opened by somebody new hear of it: no administrator gives such access in silence."""

import uuid

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from prevention.access.roles import Role
from prevention.accounts import actions
from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.jobs.models import Job
from prevention.organisations.models import Agency
from tests.town import actor_of
from tests.world import World


def told() -> set[tuple[str, uuid.UUID]]:
    jobs = db.session.query(Job).filter_by(kind="mail")
    return {(job.arguments["letter"], uuid.UUID(job.arguments["person_id"])) for job in jobs}


def give(world: World, role: Role, agency: uuid.UUID) -> None:
    person = db.session.get_one(Person, world.nobody)
    actions.give_role(actor_of(world.system_administrator), person, role, db.session.get_one(Agency, agency))


def test_a_role_that_opens_cases_is_told_to_the_unit_and_the_auditor(
    session: scoped_session[Session], world: World
) -> None:
    give(world, Role.SOCIAL_WORKER, world.town.social_services)
    hear = (world.social_worker, world.colleague, world.social_services_lead, world.auditor, world.nobody)
    assert told() == {("access_given", one) for one in hear}


@pytest.mark.parametrize("role", [Role.TEACHER, Role.PRINCIPAL])
def test_a_role_that_opens_only_ones_own_is_not(session: scoped_session[Session], world: World, role: Role) -> None:
    give(world, role, world.town.other_school)
    assert told() == set()


@pytest.mark.parametrize(("person", "hears"), [("social_worker", True), ("teacher", False)])
def test_a_new_link_for_who_opens_cases_is_told(
    session: scoped_session[Session], world: World, person: str, hears: bool
) -> None:
    holder = db.session.get_one(Person, getattr(world, person))
    holder.password_hash = "has one"
    actions.new_link(actor_of(world.system_administrator), holder)
    assert (("password_link_made", world.auditor) in told()) is hears


def test_a_first_link_is_not_told_twice(session: scoped_session[Session], world: World) -> None:
    actions.new_link(actor_of(world.system_administrator), db.session.get_one(Person, world.social_worker))
    assert told() == set()
