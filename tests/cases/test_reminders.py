"""The ladder, through a real SMTP server with the clock moved: who is told, once a rung, and never of what."""

import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import ProgrammingError

from prevention.accounts.models import RoleAssignment
from prevention.cases import actions
from prevention.cases.ladder import to_climb
from prevention.cases.models import CaseDeadline, CaseFile, Duty, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from tests.postbox import Postbox
from tests.town import actor_of
from tests.world import World

from .mails import number_of, run_worker, take_letters, told

pytestmark = pytest.mark.usefixtures("session")
Now = Callable[[datetime], None]


def at(day: int, hour: int = 12, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.fixture
def quiet_b(session: Any, world: World) -> None:
    """The other town has nothing that ticks: its letters are not ours to count."""
    for case in (world.other_messages.taken_case, world.other_messages.arrived_case):
        with acting_as(world.social_services_lead_b):
            db.session.execute(update(CaseDeadline).where(CaseDeadline.case_id == case).values(met_at=at(18, 9)))
    db.session.commit()


@pytest.fixture
def box(postbox: Postbox, quiet_b: None) -> Postbox:
    return postbox


def deputy(world: World, person: str) -> None:
    week = {"starts_on": date(2026, 11, 16), "ends_on": date(2026, 11, 29)}
    here = {"municipality_id": world.town.municipality, "agency_id": world.town.social_services}
    db.session.add(Duty(person_id=getattr(world, person), is_deputy=True, **here, **week))
    db.session.commit()


def reminded(world: World, case: uuid.UUID) -> list[int]:
    with acting_as(world.social_services_lead):
        query = select(CaseDeadline.reminded).where(CaseDeadline.case_id == case).order_by(CaseDeadline.due_on)
        return list(db.session.scalars(query))


def test_straight_after_the_arrival_nobody_is_reminded(box: Postbox, world: World) -> None:
    run_worker()
    assert box.letters == []


def test_on_the_last_day_the_holder_is_told_and_for_what_nobody_has_those_on_duty(
    box: Postbox, world: World, now: Now
) -> None:
    now(at(18))
    run_worker()
    letters = take_letters(box)
    numbers = {number_of(world, case) for case in (world.messages.taken_case, world.messages.arrived_case)}
    assert [who for who, _subject, _text in letters] == ["social_worker", "social_worker"]
    assert {subject for _who, subject, _text in letters} == {"Ett ärende väntar"}
    for number in numbers:
        assert [number in words for _who, _subject, words in letters].count(True) == 1
    assert f"https://almkoping.example/cases/{world.messages.taken_case}" in "".join(one[2] for one in letters)


def test_each_rung_is_climbed_once(box: Postbox, world: World, now: Now) -> None:
    deputy(world, "colleague")
    for day, expected in (
        (18, ["social_worker", "social_worker"]),
        (19, ["colleague", "social_services_lead", "social_services_lead"]),
        (20, []),
        (21, ["social_services_lead", "social_services_lead"]),
        (22, []),
    ):
        for hour in (12, 13):
            now(at(day, hour))
            run_worker()
        assert told(box) == expected, day
    assert reminded(world, world.messages.taken_case) == [3, 0, 0]


def test_the_last_rung_says_that_it_is_escalated(box: Postbox, world: World, now: Now) -> None:
    now(at(21))
    run_worker()
    letters = take_letters(box)
    assert {subject for _who, subject, _text in letters} == {"Eskalerat: ett ärende väntar"}
    assert "3 dagar försenat" in letters[0][2]
    assert {who for who, _subject, _text in letters} == {"social_worker", "social_services_lead"}, (
        "the worker slept: who should have done it hears of it too"
    )
    assert len(letters) == 4


def test_what_is_done_is_not_reminded_of(box: Postbox, world: World, now: Now) -> None:
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        actions.take_step(actor_of(world.social_worker), case, StepKind.ASSESS_PROTECTION, {"text": "Ingen fara."})
    db.session.commit()
    now(at(18))
    run_worker()
    ((who, _subject, words),) = take_letters(box)
    assert who == "social_worker"
    assert number_of(world, world.messages.arrived_case) in words


def test_a_closed_case_is_not_reminded_of(box: Postbox, world: World, now: Now) -> None:
    with acting_as(world.social_services_lead):
        of_case = CaseFile.id == world.messages.taken_case
        db.session.execute(update(CaseFile).where(of_case).values(status="closed", closed_at=at(18, 9)))
    db.session.commit()
    now(at(18))
    run_worker()
    assert told(box) == ["social_worker"]


def test_nobody_on_duty_means_the_deputy_and_else_the_lead(box: Postbox, world: World, now: Now) -> None:
    db.session.execute(delete(Duty))
    db.session.commit()
    now(at(18))
    run_worker()
    assert told(box) == ["social_services_lead", "social_worker"]


def test_a_deputy_stands_in(box: Postbox, world: World, now: Now) -> None:
    db.session.execute(delete(Duty))
    deputy(world, "colleague")
    now(at(18))
    run_worker()
    assert told(box) == ["colleague", "social_worker"]


def test_when_the_holder_has_left_the_lead_is_told(box: Postbox, world: World, now: Now) -> None:
    left = RoleAssignment.person_id == world.social_worker
    db.session.execute(update(RoleAssignment).where(left).values(ended_at=at(18, 9)))
    db.session.commit()
    now(at(18))
    run_worker()
    assert told(box) == ["social_services_lead", "social_services_lead"]


def test_of_a_protected_identity_only_the_lead_hears_until_somebody_is_named(
    box: Postbox, world: World, now: Now
) -> None:
    with acting_as(world.social_services_lead):
        of_case = CaseFile.id == world.messages.arrived_case
        db.session.execute(update(CaseFile).where(of_case).values(is_protected=True))
    db.session.commit()
    now(at(18))
    run_worker()
    assert told(box) == ["social_services_lead", "social_worker"], (
        "the social worker for the other one, which they hold"
    )


@pytest.mark.parametrize(
    ("climbed", "day", "rungs"),
    [(0, 17, []), (0, 18, [1]), (1, 18, []), (1, 19, [2]), (0, 20, [1, 2]), (2, 20, []), (2, 21, [3]), (3, 30, [])],
)
def test_the_rungs(climbed: int, day: int, rungs: list[int]) -> None:
    found = to_climb(climbed, date(2026, 11, 18), date(2026, 11, day))
    assert [rung.number for rung in found] == rungs


@pytest.mark.postgresql
def test_the_functions_of_the_ladder_answer_nobody_who_acts(world: World) -> None:
    ask = text("SELECT count(*) FROM app_waiting_clocks(date '2026-12-31', 3)")
    assert db.session.scalar(ask) == 12
    climb, which = text("SELECT app_note_rung(:clock, 2)"), {"clock": any_clock(world)}
    with acting_as(world.teacher):
        assert db.session.scalar(ask) == 0
        assert db.session.scalar(climb, which) is None
    assert db.session.scalar(climb, which) is True
    assert db.session.scalar(climb, which) is None, "climbed once"


def any_clock(world: World) -> uuid.UUID:
    with acting_as(world.social_services_lead):
        return db.session.scalars(select(CaseDeadline.id).limit(1)).one()


@pytest.mark.postgresql
def test_the_worker_reads_no_case_itself(world: World) -> None:
    assert db.session.scalar(text("SELECT count(*) FROM case_file")) == 0
    with pytest.raises(ProgrammingError), db.session.begin_nested():
        db.session.execute(text("SELECT content FROM app_waiting_clocks(date '2026-12-31', 3)"))
