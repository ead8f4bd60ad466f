"""Fence 4 of groups: what each person sees with raw SQL, and what nobody can change."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.accounts.models import RoleAssignment
from prevention.database import acting_as
from prevention.extensions import db
from prevention.groups.actions import invite
from prevention.groups.data import MemberData
from prevention.groups.models import CooperationGroup, MemberRole
from tests.town import actor_of
from tests.world import World

TABLES = ("cooperation_group", "group_member", "commitment", "group_meeting", "case_file", "consent", "case_step")
PLAN = {"cooperation_group": 1, "group_member": 3, "commitment": 1, "group_meeting": 1}
TAKING_PART = ("teacher", "police_liaison", "police_liaison_b")
HANDLING = ("social_worker", "social_services_lead")
OTHERS = ("principal", "teacher_elsewhere", "rescue_officer", "colleague", "auditor", "system_administrator", "nobody")


def counts(session: scoped_session[Session]) -> dict[str, int]:
    found = {table: session.scalar(text(f"SELECT count(*) FROM {table}")) or 0 for table in TABLES}  # noqa: S608
    return {table: count for table, count in found.items() if count}


@pytest.mark.parametrize("person", [*TAKING_PART, *HANDLING, *OTHERS])
def test_raw_sql_shows_each_their_own_rows(session: scoped_session[Session], world: World, person: str) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    with acting_as(getattr(world, person)):
        seen = counts(session)
    if person in HANDLING:
        assert PLAN.items() <= seen.items()
    else:
        assert seen == (PLAN if person in TAKING_PART else {})


def test_a_guest_who_is_invited_sees_the_plan_alone(session: scoped_session[Session], world: World) -> None:
    role = session.scalars(select(RoleAssignment.id).where(RoleAssignment.person_id == world.programme_leader)).one()
    with acting_as(world.social_worker):
        group = session.get_one(CooperationGroup, world.messages.group)
        invite(actor_of(world.social_worker), group, MemberData(role, MemberRole.PARTICIPANT))
        session.flush()
    with acting_as(world.programme_leader):
        opened = visible(CooperationGroup, Permission.GROUP_TAKE_PART, actor_of(world.programme_leader))
        assert [one.id for one in session.scalars(opened)] == [world.messages.group]
        if db.engine.dialect.name == "postgresql":
            assert counts(session) == PLAN | {"group_member": 4}


def test_without_an_actor_nothing_is_seen(session: scoped_session[Session], world: World) -> None:
    if db.engine.dialect.name == "postgresql":
        assert counts(session) == {}
    else:
        assert counts(session)["cooperation_group"] == 2


@pytest.mark.parametrize("person", [*TAKING_PART, *HANDLING, *OTHERS])
def test_the_rule_opens_what_the_database_opens(session: scoped_session[Session], world: World, person: str) -> None:
    key = getattr(world, person)
    with acting_as(key):
        found = {
            row.id
            for permission in (Permission.GROUP_TAKE_PART, Permission.GROUP_LEAD)
            for row in session.scalars(visible(CooperationGroup, permission, actor_of(key)))
        }
    assert len(found) == (1 if person in (*TAKING_PART, *HANDLING) else 0)


@pytest.mark.parametrize(
    ("by", "statement"),
    [
        ("social_worker", "UPDATE consent SET withdrawn_at = now()"),
        ("social_worker", "UPDATE cooperation_group SET ended_at = now()"),
        ("social_worker", "UPDATE group_member SET left_at = now()"),
    ],
)
def test_the_policy_closes_at_once(session: scoped_session[Session], world: World, by: str, statement: str) -> None:
    """As if another program had written it: the policy asks the consent itself."""
    if db.engine.dialect.name != "postgresql":
        return
    with acting_as(world.teacher):
        assert counts(session) == PLAN
    with acting_as(getattr(world, by)):
        session.execute(text(statement))
    with acting_as(world.teacher):
        assert counts(session) == {}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cooperation_group SET ended_at = now()",
        "UPDATE group_member SET left_at = now()",
        "UPDATE group_meeting SET held_on = planned_on",
        "UPDATE commitment SET done_at = now()",
        "DELETE FROM commitment",
        "DELETE FROM cooperation_group",
    ],
)
def test_who_takes_part_changes_only_what_they_promised(
    session: scoped_session[Session], world: World, statement: str
) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    with acting_as(world.teacher):
        assert session.execute(text(statement)).rowcount == 0  # type: ignore[attr-defined]
    if "done_at" in statement:
        with acting_as(world.police_liaison):
            assert session.execute(text(statement)).rowcount == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("change", ["due_on = '2099-01-01'", "content = NULL", "member_id = id"])
def test_what_was_promised_is_changed_by_nobody(session: scoped_session[Session], world: World, change: str) -> None:
    for person in (world.social_worker, world.police_liaison):
        refused = pytest.raises(DBAPIError, match=r"fixed|permission denied")
        with acting_as(person), refused, session.begin_nested():
            session.execute(text(f"UPDATE commitment SET {change}"))  # noqa: S608


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change",
    [
        "cooperation_group SET ended_at = {}",
        "group_member SET left_at = {}",
        "commitment SET done_at = {}",
    ],
)
def test_what_ended_stays_ended(session: scoped_session[Session], world: World, change: str) -> None:
    with acting_as(world.social_worker):
        assert session.execute(text(f"UPDATE {change.format('now()')}")).rowcount  # type: ignore[attr-defined]
        for again in ("NULL", "now() + interval '1 day'"):
            with pytest.raises(DBAPIError, match="is fixed"), session.begin_nested():
                session.execute(text(f"UPDATE {change.format(again)}"))


MEMBER = """
    INSERT INTO group_member (id, municipality_id, group_id, person_id, agency_id, role, joined_at)
    VALUES (gen_random_uuid(), :here, :group, :person, :agency, 'participant', now())
"""
GROUP = """
    INSERT INTO cooperation_group (id, municipality_id, case_id, consent_id, kind, reference, until, is_protected,
        started_by_id, started_at, client_id, data_key_id)
    SELECT gen_random_uuid(), municipality_id, case_id, consent_id, kind, 'G-AAAA-AAAA', until + {days}, false,
        started_by_id, now(), gen_random_uuid(), data_key_id FROM cooperation_group
"""
COMMITMENT = """
    INSERT INTO commitment (id, municipality_id, group_id, member_id, due_on, added_at, client_id, data_key_id)
    SELECT gen_random_uuid(), municipality_id, group_id, id, '2026-12-01', now(), gen_random_uuid(),
        (SELECT data_key_id FROM cooperation_group) FROM group_member WHERE {which}
"""


def refused(session: scoped_session[Session], statement: str, **values: object) -> bool:
    try:
        with session.begin_nested():
            return not session.execute(text(statement), values).rowcount  # type: ignore[attr-defined]
    except DBAPIError:
        return True


@pytest.mark.postgresql
def test_the_holder_lets_in_only_whom_the_consent_covers(session: scoped_session[Session], world: World) -> None:
    values = {"here": world.town.municipality, "group": world.messages.group, "person": world.rescue_officer}
    with acting_as(world.social_worker):
        assert refused(session, MEMBER, **values, agency=world.town.other_school)
        assert not refused(session, MEMBER, **values, agency=world.town.social_services)
        assert refused(session, GROUP.format(days=1))
        assert not refused(session, GROUP.format(days=0))


@pytest.mark.postgresql
def test_nothing_is_promised_for_who_has_left(session: scoped_session[Session], world: World) -> None:
    with acting_as(world.social_worker):
        assert not refused(session, COMMITMENT.format(which="left_at IS NULL"))
        session.execute(text("UPDATE group_member SET left_at = now()"))
        assert refused(session, COMMITMENT.format(which="left_at IS NOT NULL"))


def test_nobody_lets_themselves_in(session: scoped_session[Session], world: World) -> None:
    if db.engine.dialect.name != "postgresql":
        return
    with acting_as(world.social_worker):
        here = session.scalars(select(CooperationGroup.municipality_id)).one()
    join = text("""
        INSERT INTO group_member (id, municipality_id, group_id, person_id, agency_id, role, joined_at)
        VALUES (gen_random_uuid(), :here, :group, :person, :agency, 'participant', now())
    """)
    for person in (world.teacher, world.rescue_officer, world.social_services_lead):
        values = {"here": here, "group": world.messages.group, "person": world.rescue_officer}
        refused = pytest.raises(DBAPIError, match="row-level security")
        with acting_as(person), refused, session.begin_nested():
            session.execute(join, values | {"agency": world.town.rescue_service})
