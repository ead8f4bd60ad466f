"""Several questions in one statement: each answered as alone, with its own types, in its own order."""

import uuid
from typing import Any

import pytest
from sqlalchemy import bindparam, select

from prevention.accounts.models import Person, RoleAssignment
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from prevention.together import Question, ask_together
from tests.world import World

HERE: Any = bindparam("here")
QUESTIONS = {
    "agencies": Question(
        select(Agency.id, Agency.name, Agency.kind, Agency.active_to).where(Agency.municipality_id == HERE),
        (Agency.name.desc(),),
    ),
    "years": Question(
        select(SchoolYear.starts_on, SchoolYear.id).where(SchoolYear.municipality_id == HERE), (SchoolYear.starts_on,)
    ),
    "none": Question(select(Person.id).where(Person.id == uuid.UUID(int=0)), (Person.id,)),
    "held": Question(
        select(Person.name, Person.created_at, RoleAssignment.role)
        .join(RoleAssignment, RoleAssignment.person_id == Person.id)
        .where(RoleAssignment.municipality_id == HERE),
        (RoleAssignment.role, Person.name.desc(), RoleAssignment.id),
    ),
}


def alone(question: Question, world: World) -> list[tuple[Any, ...]]:
    query = question.select.order_by(*question.order)
    return [tuple(row) for row in db.session.execute(query, {"here": world.town.municipality})]


@pytest.mark.parametrize("names", [("agencies",), ("held", "years"), ("none", "agencies"), tuple(QUESTIONS)], ids=len)
def test_each_is_answered_as_alone(session: object, world: World, count_queries: Any, names: tuple[str, ...]) -> None:
    wanted = {name: QUESTIONS[name] for name in names}
    with count_queries() as sent:
        found = ask_together(wanted, {"here": world.town.municipality})
    assert found == {name: alone(question, world) for name, question in wanted.items()}
    assert len(sent) == 1
    assert any(len(rows) > 1 for rows in found.values())


def test_nothing_to_ask_sends_nothing(session: object, count_queries: Any) -> None:
    with count_queries() as sent:
        assert ask_together({}, {}) == {}
    assert sent == []
