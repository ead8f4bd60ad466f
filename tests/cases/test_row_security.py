"""Fence 4: what each person sees of secret rows, by the rules and, on PostgreSQL, by the database alone."""

import uuid
from datetime import timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text, true
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import scoped_session

from prevention import clock
from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.cases import actions
from prevention.cases.models import CaseFile, CaseStep, Duty, StepKind
from prevention.database import Base, acting_as
from prevention.extensions import db
from prevention.referrals.models import Referral, StatusEvent
from tests.town import actor_of
from tests.world import World

NONE: frozenset[str] = frozenset()
REFERRALS = {
    "teacher": {"taken", "draft"},
    "teacher_elsewhere": {"arrived"},
    "principal": {"taken"},
    "principal_elsewhere": {"arrived"},
    "teacher_b": {"other taken", "other draft"},
}
CASES = {
    "social_worker": {"taken_case", "arrived_case"},
    "social_services_lead": {"taken_case", "arrived_case"},
    "social_worker_b": {"other taken_case", "other arrived_case"},
}
PEOPLE = (
    "teacher",
    "teacher_elsewhere",
    "principal",
    "principal_elsewhere",
    "programme_leader",
    "social_worker",
    "colleague",
    "social_services_lead",
    "rescue_officer",
    "police_liaison",
    "coverage_administrator",
    "system_administrator",
    "auditor",
    "nobody",
    "teacher_b",
    "social_worker_b",
)
SECRET_TABLES = (
    "data_key",
    "referral",
    "status_event",
    "attachment",
    "information_request",
    "case_file",
    "case_offer",
    "case_step",
    "case_token",
    "case_deadline",
    "emergency_access",
    "consent",
    "cooperation_group",
    "group_member",
    "commitment",
    "group_meeting",
    "handover",
    "handover_copy",
    "handover_contact",
    "handover_event",
    "disclosure_receipt",
)


def named(world: World, ids: set[uuid.UUID]) -> set[str]:
    """Return what the cast calls these rows."""
    names = {getattr(world.messages, name): name for name in vars(world.messages)}
    names |= {getattr(world.other_messages, name): f"other {name}" for name in vars(world.other_messages)}
    return {names[one] for one in ids}


@pytest.mark.parametrize("person", PEOPLE)
def test_the_rules_open_just_these_messages(session: scoped_session[Session], world: World, person: str) -> None:
    key = getattr(world, person)
    with acting_as(key):
        rows = session.scalars(visible(Referral, Permission.REFERRAL_READ, actor_of(key)))
        assert named(world, {row.id for row in rows}) == REFERRALS.get(person, NONE)


@pytest.mark.parametrize("person", PEOPLE)
def test_the_rules_open_just_these_cases(session: scoped_session[Session], world: World, person: str) -> None:
    key = getattr(world, person)
    with acting_as(key):
        rows = session.scalars(visible(CaseFile, Permission.CASE_READ, actor_of(key)))
        assert named(world, {row.id for row in rows}) == CASES.get(person, NONE)


@pytest.mark.parametrize("person", PEOPLE)
def test_with_our_own_filters_off_the_database_still_shows_no_more(
    session: scoped_session[Session], world: World, person: str
) -> None:
    with acting_as(getattr(world, person)):
        seen = {model: set(session.scalars(select(model.id).where(true()))) for model in (Referral, CaseFile)}
    if db.engine.dialect.name == "postgresql":
        assert named(world, seen[Referral]) == REFERRALS.get(person, NONE)
        assert named(world, seen[CaseFile]) == CASES.get(person, NONE)
    else:
        assert len(seen[Referral]) == 6


def test_without_an_actor_no_secret_row_is_seen(session: scoped_session[Session], world: World) -> None:
    counts = {table: session.scalar(text(f"SELECT count(*) FROM {table}")) for table in SECRET_TABLES}  # noqa: S608
    if db.engine.dialect.name == "postgresql":
        assert set(counts.values()) == {0}
    else:
        assert counts["referral"] == 6


def test_every_table_with_sealed_text_forces_row_security(session: scoped_session[Session], world: World) -> None:
    sealed = {name for name, table in Base.metadata.tables.items() if "data_key_id" in table.c}
    assert sealed <= set(SECRET_TABLES)
    if db.engine.dialect.name == "postgresql":
        query = text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert set(session.scalars(query)) >= set(SECRET_TABLES)


@pytest.mark.postgresql
def test_the_sender_reads_nothing_of_the_case_they_caused(session: scoped_session[Session], world: World) -> None:
    with acting_as(world.teacher):
        seen = [session.scalar(select(func.count()).select_from(model)) for model in (CaseFile, CaseStep)]
        assert session.scalar(select(func.count()).select_from(StatusEvent)) in {2, 8}
    assert seen == [0, 0]


@pytest.mark.postgresql
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE referral SET content = NULL WHERE status = 'sent'",
        "UPDATE case_file SET assigned_to_id = NULL",
        "DELETE FROM referral WHERE status = 'sent'",
        "DELETE FROM case_file",
        "DELETE FROM case_step",
        "UPDATE data_key SET wrapped = NULL",
    ],
)
def test_a_sender_changes_nothing_once_it_is_sent(
    session: scoped_session[Session], world: World, statement: str
) -> None:
    with acting_as(world.teacher):
        assert session.execute(text(statement)).rowcount == 0  # type: ignore[attr-defined]


@pytest.mark.postgresql
def test_nobody_writes_a_case_for_a_message_they_did_not_send(session: scoped_session[Session], world: World) -> None:
    copy = text("""
        INSERT INTO case_token (id, municipality_id, case_id, kind, token)
        VALUES (gen_random_uuid(), :here, :case, 'name', '\\x00')
    """)
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with acting_as(world.teacher_elsewhere), refused, session.begin_nested():
        session.execute(copy, {"here": world.town.municipality, "case": world.messages.taken_case})


def test_duty_that_is_over_closes_the_inbox(session: scoped_session[Session], world: World) -> None:
    over = clock.today() - timedelta(days=1)
    for duty in session.scalars(select(Duty).where(Duty.person_id == world.social_worker)):
        duty.starts_on = duty.ends_on = over
    session.flush()
    with acting_as(world.social_worker):
        rows = session.scalars(visible(CaseFile, Permission.CASE_READ, actor_of(world.social_worker)))
        assert named(world, {row.id for row in rows}) == {"taken_case"}


def test_an_offer_opens_the_case_and_declining_closes_it(session: scoped_session[Session], world: World) -> None:
    worker, colleague = actor_of(world.social_worker), actor_of(world.colleague)
    query = visible(CaseFile, Permission.CASE_READ, colleague)
    with acting_as(world.social_worker):
        case = session.get_one(CaseFile, world.messages.taken_case)
        actions.take_step(worker, case, StepKind.OFFER, to_id=world.colleague)
    with acting_as(world.colleague):
        assert [row.id for row in session.scalars(query)] == [case.id]
        actions.take_step(colleague, case, StepKind.DECLINE, {"reason": "Semester"})
        assert list(session.scalars(query)) == []
    with acting_as(world.social_worker):
        session.refresh(case)
        assert case.assigned_to_id == world.social_worker


def test_only_one_of_two_takes_a_case(session: scoped_session[Session], world: World) -> None:
    worker, lead = actor_of(world.social_worker), actor_of(world.social_services_lead)
    with acting_as(world.social_worker):
        case = session.get_one(CaseFile, world.messages.arrived_case)
        actions.take_step(worker, case, StepKind.TAKE)
    with acting_as(world.social_services_lead), pytest.raises(actions.AlreadyDone) as refused:
        actions.take_step(lead, case, StepKind.TAKE)
    assert refused.value.step
    assert refused.value.step.by_id == world.social_worker
