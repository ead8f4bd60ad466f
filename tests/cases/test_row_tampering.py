"""Fence 4 once more: what somebody who sees a secret row can still not do to it, whatever the statement."""

import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from prevention.cases import actions, emergency
from prevention.cases.models import CaseFile, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.actions import withdraw
from prevention.handovers.consents import withdraw_consent
from prevention.handovers.models import Consent, Handover
from prevention.sealing.models import DataKey
from tests.town import actor_of
from tests.world import World

from .desk import send

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("session")]  # SQLite has no fourth fence
STEP = """
    INSERT INTO case_step (id, municipality_id, case_id, kind, by_id, at, data_key_id)
    SELECT gen_random_uuid(), municipality_id, id, '{kind}', :me, now(), data_key_id FROM case_file WHERE id = :case
"""
OFFER = """
    INSERT INTO case_offer (id, municipality_id, case_id, to_id, by_id, at)
    SELECT gen_random_uuid(), municipality_id, id, :me, :me, now() FROM case_file WHERE id = :case
"""
STATUS = """
    INSERT INTO status_event (id, municipality_id, referral_id, code, at)
    SELECT gen_random_uuid(), municipality_id, referral_id, 'not_opened', now() FROM case_file WHERE id = :case
"""
QUESTION = """
    INSERT INTO information_request (id, municipality_id, referral_id, case_id, data_key_id, asked_by_id, asked_at)
    SELECT gen_random_uuid(), municipality_id, {referral}, id, data_key_id, :me, now() FROM case_file WHERE id = :case
"""
TOKEN = """
    INSERT INTO case_token (id, municipality_id, case_id, kind, token)
    SELECT gen_random_uuid(), municipality_id, id, 'name', '\\x00' FROM case_file WHERE id = :case
"""
GLASS = """
    INSERT INTO emergency_access (id, municipality_id, case_id, person_id, opened_at, expires_at, data_key_id)
    SELECT gen_random_uuid(), found.municipality_id, :case, :me, {opened}, {expires}, found.id
    FROM data_key found LIMIT 1
"""
READING_ONLY = (
    "UPDATE case_file SET assigned_to_id = :me WHERE id = :case",
    "UPDATE case_file SET status = 'closed' WHERE id = :case",
    "UPDATE case_deadline SET met_at = now() WHERE case_id = :case",
    "UPDATE consent SET withdrawn_at = now() WHERE case_id = :case",
    "UPDATE handover SET status = 'withdrawn' WHERE case_id = :case",
    STEP.format(kind="take"),
    STEP.format(kind="note"),
    OFFER,
    STATUS,
    QUESTION.format(referral="referral_id"),
    TOKEN,
)


def refused(statement: str, **values: object) -> bool:
    """Tell whether the database let nothing of it happen."""
    try:
        with db.session.begin_nested():
            return not db.session.execute(text(statement), values).rowcount  # type: ignore[attr-defined]
    except DBAPIError:
        return True


def break_glass(world: World, person: uuid.UUID, case_id: uuid.UUID) -> None:
    with acting_as(person):
        key = db.session.execute(text("SELECT id FROM data_key LIMIT 1")).scalar_one()
        emergency.open_for_an_hour(actor_of(person), case_id, key, "Akut")


@pytest.mark.parametrize("statement", READING_ONLY)
def test_a_broken_glass_is_for_reading(world: World, statement: str) -> None:
    me, case = world.colleague, world.messages.taken_case
    break_glass(world, me, case)
    with acting_as(me):
        assert db.session.scalars(select(CaseFile.id)).all() == [case]
        assert refused(statement, me=me, case=case)


@pytest.mark.parametrize(
    ("opened", "expires"),
    [
        ("app_now()", "app_now() + interval '2 hours'"),
        ("app_now() + interval '1 day'", "app_now() + interval '25 hours'"),
    ],
)
def test_a_glass_is_broken_for_an_hour_and_no_longer(world: World, opened: str, expires: str) -> None:
    with acting_as(world.colleague):
        glass = GLASS.format(opened=opened, expires=expires)
        assert refused(glass, me=world.colleague, case=world.messages.taken_case)


def offered_and_declined(world: World) -> None:
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        actions.take_step(actor_of(world.social_worker), case, StepKind.OFFER, to_id=world.colleague)
    with acting_as(world.colleague):
        actions.take_step(actor_of(world.colleague), case, StepKind.DECLINE, {"reason": "Semester"})


def test_an_offer_that_was_answered_is_not_opened_again(world: World) -> None:
    offered_and_declined(world)
    with acting_as(world.colleague):
        assert refused("UPDATE case_offer SET answered_at = NULL WHERE to_id = :me", me=world.colleague)


def test_an_offer_is_not_moved_to_another_case(world: World) -> None:
    protected = send(world, protected=True)
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        actions.take_step(actor_of(world.social_worker), case, StepKind.OFFER, to_id=world.colleague)
    with acting_as(world.colleague):
        assert refused("UPDATE case_offer SET case_id = :case WHERE to_id = :me", me=world.colleague, case=protected)


@pytest.mark.parametrize(
    "change",
    ["number = 'A-2222-2222'", "referral_id = gen_random_uuid()", "data_key_id = NULL", "kind = 'consultation'"],
)
def test_what_came_in_is_never_changed(world: World, change: str) -> None:
    with acting_as(world.social_worker):
        statement = f"UPDATE case_file SET {change} WHERE id = :case"  # noqa: S608
        assert refused(statement, case=world.messages.taken_case)


def test_a_protected_identity_stays_protected(world: World) -> None:
    protected = send(world, protected=True)
    with acting_as(world.social_services_lead):
        assert refused("UPDATE case_file SET is_protected = false WHERE id = :case", case=protected)


@pytest.mark.parametrize("person", ["social_worker", "social_services_lead"])
@pytest.mark.parametrize(
    "change",
    [
        "next_due_on = NULL, next_due_kind = NULL",
        "next_due_on = NULL",
        "next_due_kind = NULL",
        "next_due_on = next_due_on + 7",
        "next_due_kind = 'inquiry'",
        "next_due_on = (SELECT max(due_on) FROM case_deadline WHERE case_id = :case), next_due_kind = 'preliminary'",
    ],
)
def test_a_clock_that_runs_is_left_out_of_no_list(world: World, person: str, change: str) -> None:
    with acting_as(getattr(world, person)):
        for case in (world.messages.taken_case, world.messages.arrived_case):
            assert refused(f"UPDATE case_file SET {change} WHERE id = :case", case=case)  # noqa: S608


def test_only_who_holds_a_case_speaks_to_its_sender_and_only_to_its_sender(world: World) -> None:
    with acting_as(world.social_worker):
        case, me = world.messages.arrived_case, world.social_worker
        assert refused(STATUS, case=case)
        assert refused(QUESTION.format(referral="referral_id"), case=case, me=me)
        other = QUESTION.format(referral=f"'{world.messages.arrived}'")
        assert refused(other, case=world.messages.taken_case, me=me)


@pytest.mark.parametrize("code", ["opened", "feedback_given"])
def test_a_sender_writes_no_answer_onto_their_own_card(world: World, code: str) -> None:
    told = """
        INSERT INTO status_event (id, municipality_id, referral_id, code, at)
        VALUES (gen_random_uuid(), :here, :referral, :code, now())
    """
    with acting_as(world.teacher):
        assert refused(told, here=world.town.municipality, referral=world.messages.taken, code=code)


def test_a_sender_answers_and_changes_nothing_else_of_the_case(world: World) -> None:
    with acting_as(world.social_worker):
        key = db.session.get_one(CaseFile, world.messages.taken_case).data_key_id
    line = """
        INSERT INTO case_step (id, municipality_id, case_id, kind, by_id, at, data_key_id)
        VALUES (gen_random_uuid(), :here, :case, 'close', :me, now(), :key)
    """
    with acting_as(world.teacher):
        here, case = world.town.municipality, world.messages.taken_case
        assert refused(line, here=here, case=case, me=world.teacher, key=key)
        moved = "UPDATE information_request SET case_id = :case WHERE referral_id = :referral"
        assert refused(moved, case=world.messages.arrived_case, referral=world.messages.taken)
        asked = "UPDATE information_request SET question = NULL WHERE referral_id = :referral"
        assert refused(asked, referral=world.messages.taken)


def test_a_file_is_not_added_to_what_was_sent(world: World) -> None:
    file = """
        INSERT INTO attachment (id, municipality_id, referral_id, media_type, size, scanned, added_at, data_key_id)
        SELECT gen_random_uuid(), municipality_id, id, 'text/plain', 1, false, now(), data_key_id
        FROM referral WHERE id = :message
    """
    with acting_as(world.teacher):
        assert not refused(file, message=world.messages.draft)
        assert refused(file, message=world.messages.taken)


def test_a_hand_over_that_ended_runs_no_more(world: World) -> None:
    with acting_as(world.social_worker):
        withdraw(actor_of(world.social_worker), db.session.get_one(Handover, world.messages.handover))
    with acting_as(world.rescue_officer):
        assert refused("UPDATE handover SET status = 'accepted'")
        assert db.session.execute(text("SELECT id FROM handover_copy")).all() == []


def test_a_consent_that_was_withdrawn_stays_so_and_none_is_made_longer(world: World) -> None:
    with acting_as(world.social_worker):
        assert refused("UPDATE consent SET until = until + 365")
        withdraw_consent(actor_of(world.social_worker), db.session.get_one(Consent, world.messages.consent))
        assert refused("UPDATE consent SET withdrawn_at = NULL")


def test_who_left_the_school_reads_no_question(world: World) -> None:
    db.session.execute(text("UPDATE role_assignment SET ended_at = now() WHERE person_id = :me"), {"me": world.teacher})
    with acting_as(world.teacher):
        assert db.session.execute(text("SELECT id FROM information_request")).all() == []


def test_other_cases_of_the_number_are_told_only_to_who_opens_the_case(world: World) -> None:
    protected = send(world, number="20130704-1234", protected=True)
    send(world, number="20130704-1234")
    others = text("SELECT number FROM app_other_open(:case)")
    for person, told in {"colleague": 0, "social_services_lead": 0}.items():
        with acting_as(getattr(world, person)):
            assert len(db.session.execute(others, {"case": protected}).all()) == told
    plain = send(world, number="20130704-1234")
    for person, told in {"colleague": 0, "social_worker": 1, "social_services_lead": 1}.items():
        with acting_as(getattr(world, person)):
            assert len(db.session.execute(others, {"case": plain}).all()) == told


def test_the_key_that_cases_are_found_by_is_nobodys_to_delete(world: World) -> None:
    index = select(DataKey.made_by_id).where(DataKey.id == world.town.municipality)
    with acting_as(world.teacher):
        maker = db.session.scalars(index).one()
    assert maker
    with acting_as(maker):
        assert refused("DELETE FROM data_key WHERE id = :key", key=world.town.municipality)
