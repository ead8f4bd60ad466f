"""Each rule against the cast: the exact set of rows a person may touch, no more and no fewer."""

import uuid

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import scoped_session

from prevention.access.actor import Actor, Grant
from prevention.access.permissions import Permission
from prevention.access.roles import Role
from prevention.access.rules import RULES, rule, visible
from prevention.accounts.models import Person
from prevention.accounts.session import find
from prevention.classes.models import Participation, ParticipationLeader, SchoolClass
from prevention.database import Base, OfMunicipality
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from prevention.organisations.models import Agency, Municipality
from tests.world import World

NONE: frozenset[str] = frozenset()
CLASSES = {
    "teacher": {"7A"},
    "programme_leader": {"7A"},
    "teacher_elsewhere": {"7C"},
    "principal": {"7A", "7B"},
    "principal_elsewhere": {"7C"},
    "coverage_administrator": {"7A", "7B", "7C"},
    "coverage_administrator_b": {"7D"},
    "teacher_b": {"7D"},
    "social_worker": NONE,
    "social_services_lead": NONE,
    "rescue_officer": NONE,
    "police_liaison": NONE,
    "system_administrator": NONE,
    "auditor": NONE,
    "nobody": NONE,
}


def actor(person: uuid.UUID) -> Actor:
    signed_in = find(person)
    assert signed_in
    return signed_in.actor


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_classes_a_person_sees(session: scoped_session[Session], world: World, name: str) -> None:
    rows = session.scalars(visible(SchoolClass, Permission.CLASS_READ, actor(getattr(world, name))))
    assert {row.name for row in rows} == CLASSES[name]


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_logs_a_person_sees_are_those_of_their_classes(
    session: scoped_session[Session], world: World, name: str
) -> None:
    logs = visible(SessionLog, Permission.CLASS_READ, actor(getattr(world, name))).subquery()
    query = (
        select(SchoolClass.name)
        .join(Participation, Participation.school_class_id == SchoolClass.id)
        .join(logs, logs.c.participation_id == Participation.id)
    )
    assert set(session.scalars(query)) == set(CLASSES[name]) - {"7B"}


def test_leading_opens_a_class_and_leading_no_more_closes_it(session: scoped_session[Session], world: World) -> None:
    teacher = actor(world.teacher)
    query = visible(Participation, Permission.SESSION_LOG, teacher)
    assert [row.id for row in session.scalars(query)] == [world.class_7a.participation]
    for leader in session.scalars(select(ParticipationLeader).where(ParticipationLeader.person_id == world.teacher)):
        session.delete(leader)
    session.flush()
    assert list(session.scalars(query)) == []


def test_leading_at_a_school_where_no_role_is_held_opens_nothing(
    session: scoped_session[Session], world: World
) -> None:
    session.add(
        ParticipationLeader(
            municipality_id=world.town.municipality,
            participation_id=world.class_7c.participation,
            person_id=world.teacher,
        )
    )
    session.flush()
    rows = session.scalars(visible(Participation, Permission.SESSION_LOG, actor(world.teacher)))
    assert {row.id for row in rows} == {world.class_7a.participation}


def test_two_roles_open_what_each_opens(session: scoped_session[Session], world: World) -> None:
    person = actor(world.teacher)
    both = Actor(
        person.person_id,
        person.municipality_id,
        person.name,
        (*person.grants, Grant(Role.PRINCIPAL, world.town.other_school, "")),
    )
    rows = session.scalars(visible(SchoolClass, Permission.CLASS_READ, both))
    assert {row.name for row in rows} == {"7A", "7C"}


def test_a_principal_sees_their_school_and_an_administrator_all_of_the_municipality(
    session: scoped_session[Session], world: World
) -> None:
    def schools(name: str) -> set[uuid.UUID]:
        query = visible(Agency, Permission.COVERAGE_READ, actor(getattr(world, name))).where(Agency.kind == "school")
        return {row.id for row in session.scalars(query)}

    assert schools("principal") == {world.town.school}
    assert schools("coverage_administrator") == {world.town.school, world.town.other_school}
    assert schools("system_administrator") == set()


def test_every_model_of_a_municipality_that_has_a_rule_stops_at_its_border(
    session: scoped_session[Session], world: World
) -> None:
    """Whatever a person of the town holds, no row of the other town is theirs."""
    for name in world.town.people:
        person = actor(world.town.people[name])
        for model in (model for model in RULES if issubclass(model, OfMunicipality)):
            for permission in Permission:
                foreign = visible(model, permission, person).where(
                    model.municipality_id == world.other_town.municipality
                )
                assert session.scalars(foreign).first() is None, (name, model, permission)


def test_a_permission_not_held_opens_nothing_even_where_a_rule_would() -> None:
    class Anything(Base):
        __tablename__ = "anything"

    @rule(Anything)
    def everyone(_actor: Actor, _permission: Permission) -> ColumnElement[bool]:
        return true()

    try:
        nobody = Actor(uuid.uuid4(), uuid.uuid4(), "", ())
        where = visible(Anything, Permission.CLASS_READ, nobody).whereclause
        assert where is not None and str(where) == "false"
    finally:
        del RULES[Anything]
        Base.metadata.remove(Base.metadata.tables["anything"])
        Base.registry._dispose_cls(Anything)


def test_a_second_rule_for_a_model_is_refused() -> None:
    with pytest.raises(RuntimeError, match="has a rule already"):
        rule(Municipality)(lambda _actor, _permission: true())


def test_ended_roles_and_closed_accounts_open_nothing(session: scoped_session[Session], world: World) -> None:
    from prevention import clock

    person = session.get_one(Person, world.teacher)
    assert find(world.teacher)
    person.deactivated_at = clock.now()
    db.session.flush()
    assert find(world.teacher) is None
