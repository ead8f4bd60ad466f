"""Fence 4 of hand-overs: what each person sees with raw SQL, and what nobody can change."""

from typing import Any

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.database import acting_as
from prevention.handovers.models import DisclosureReceipt, Handover
from prevention.handovers.receipts import hash_of
from tests.town import actor_of
from tests.world import World

TABLES = ("handover", "handover_event", "handover_copy", "handover_contact", "consent", "disclosure_receipt")
RECEIVER = {"handover": 1, "handover_event": 1, "handover_copy": 1}
SENDER = RECEIVER | {"consent": 1, "disclosure_receipt": 1}
SEES: dict[str, dict[str, int]] = {
    "rescue_officer": RECEIVER,
    "rescue_officer_b": RECEIVER,
    "social_worker": SENDER,
    "social_services_lead": SENDER,
}
PEOPLE = (*SEES, "police_liaison", "principal", "teacher", "colleague", "auditor", "system_administrator", "nobody")


@pytest.mark.postgresql
@pytest.mark.parametrize("person", PEOPLE)
def test_raw_sql_shows_each_their_own_rows(session: scoped_session[Session], world: World, person: str) -> None:
    with acting_as(getattr(world, person)):
        counts = {table: session.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES}  # noqa: S608
    assert {table: count for table, count in counts.items() if count} == SEES.get(person, {})


@pytest.mark.parametrize("person", PEOPLE)
def test_the_rule_opens_what_the_database_opens(session: scoped_session[Session], world: World, person: str) -> None:
    key = getattr(world, person)
    with acting_as(key):
        found = [
            session.scalars(visible(Handover, permission, actor_of(key))).all()
            for permission in (Permission.HANDOVER_READ, Permission.HANDOVER_SEND)
        ]
    assert sum(map(len, found)) == (1 if person in SEES else 0)


@pytest.mark.postgresql
def test_once_answered_with_no_the_copy_is_gone_and_the_terms_stay(
    session: scoped_session[Session], world: World
) -> None:
    with acting_as(world.rescue_officer):
        session.execute(text("UPDATE handover SET status = 'declined'"))
        counts = [session.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES[:3]]  # noqa: S608
    assert counts == [1, 1, 0]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE handover SET until = '2099-01-01'",
        "UPDATE handover SET receiver_agency_id = sender_agency_id",
        "UPDATE handover SET consent_id = NULL",
        "UPDATE disclosure_receipt SET rule = 'annat'",
        "DELETE FROM disclosure_receipt",
    ],
)
def test_receipt_and_terms_are_immutable(session: scoped_session[Session], world: World, statement: str) -> None:
    refused = pytest.raises(DBAPIError, match=r"fixed|permission denied")
    with acting_as(world.social_worker), refused, session.begin_nested():
        session.execute(text(statement))


@pytest.mark.postgresql
@pytest.mark.parametrize("statement", ["UPDATE handover_copy SET content = NULL", "DELETE FROM handover_copy"])
def test_the_copy_is_changed_by_nobody(session: scoped_session[Session], world: World, statement: str) -> None:
    for person in (world.social_worker, world.rescue_officer):
        with acting_as(person):
            assert session.execute(text(statement)).rowcount == 0  # type: ignore[attr-defined]


def test_the_receipt_has_the_hash_of_all_it_says(session: scoped_session[Session], world: World) -> None:
    with acting_as(world.social_worker):
        query = select(DisclosureReceipt).where(DisclosureReceipt.handover_id == world.messages.handover)
        receipt = session.scalars(query).one()
        assert receipt.hash == hash_of(receipt)
        assert receipt.fields == ["name", "own_text"]
        assert receipt.basis_law == "OSL (2009:400) 10 kap. 1 § och 12 kap. 2 §"
        receipt.rule = "något annat"
        assert receipt.hash != hash_of(receipt)
        session.expunge(receipt)


@pytest.mark.postgresql
def test_nobody_hands_over_from_a_case_they_do_not_hold(session: scoped_session[Session], world: World) -> None:
    columns = "municipality_id, case_id, sender_agency_id, receiver_agency_id, purpose, status, basis_id, decided_by_id"
    copy = text(f"""
        INSERT INTO handover (id, reference, sent_by_id, sent_at, until, is_protected, client_id, {columns})
        SELECT gen_random_uuid(), 'H-1', :person, now(), until, false, gen_random_uuid(), {columns} FROM handover
    """)  # noqa: S608
    for person in (world.social_services_lead, world.rescue_officer):
        refused = pytest.raises(DBAPIError, match="row-level security")
        with acting_as(person), refused, session.begin_nested():
            session.execute(copy, {"person": person})


@pytest.mark.postgresql
def test_the_functions_for_the_job_answer_nobody_signed_in(session: scoped_session[Session], world: World) -> None:
    ask: Any = text("SELECT count(*) FROM app_ended_handovers('2099-01-01')")
    assert session.scalar(ask) == 2
    with acting_as(world.teacher):
        assert session.scalar(ask) == 0
