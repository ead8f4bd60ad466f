"""What the tests of this room send, and the group of the cast."""

import uuid
from typing import Any

from sqlalchemy import select

from prevention.accounts.models import RoleAssignment
from prevention.database import acting_as
from prevention.extensions import db
from prevention.groups.models import Commitment, CooperationGroup, GroupMeeting, GroupMember
from prevention.jobs.models import Job
from tests.world import World


def starting(world: World, **changed: Any) -> dict[str, Any]:
    filled = {
        "kind": "sspf",
        "consent": world.messages.consent,
        "name": "Räven",
        "purpose": "Hitta något att göra efter skolan.",
        "client_id": uuid.uuid4(),
    }
    return filled | changed


def page(world: World, under: str = "") -> str:
    return f"/groups/{world.messages.group}{under}"


def assignment(person: uuid.UUID) -> uuid.UUID:
    return db.session.scalars(select(RoleAssignment.id).where(RoleAssignment.person_id == person)).one()


def rows(world: World, model: type[GroupMember] | type[Commitment] | type[GroupMeeting]) -> list[Any]:
    with acting_as(world.social_worker):
        query = select(model).where(model.group_id == world.messages.group).order_by(model.id)
        return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def member(world: World, person: uuid.UUID) -> uuid.UUID:
    key: uuid.UUID = next(one.id for one in rows(world, GroupMember) if one.person_id == person)
    return key


def groups(world: World) -> list[CooperationGroup]:
    with acting_as(world.social_worker):
        query = select(CooperationGroup).where(CooperationGroup.case_id == world.messages.taken_case)
        return list(db.session.scalars(query, execution_options={"populate_existing": True}))


def letters(person: uuid.UUID, name: str) -> list[dict[str, str]]:
    query = select(Job.arguments).where(Job.kind == "mail")
    return [job for job in db.session.scalars(query) if (job["person_id"], job["letter"]) == (str(person), name)]
