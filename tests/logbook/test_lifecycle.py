"""Whatever is logged, moved, corrected and undone, in whatever order: the plan says what the logs in force say."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from prevention.classes.models import Participation, ParticipationStatus, PlannedSession
from prevention.coverage.verify import differences
from prevention.extensions import db
from prevention.logbook.models import SessionLog
from tests.client import PageClient
from tests.conftest import NOW
from tests.world import World

from .forms import another_class, as_planned

LESSONS = st.integers(0, 3)
OUTCOMES = st.sampled_from(["held", "partly_held", "not_held"])
DAYS = st.sampled_from(["2026-11-19", "2026-11-20", "2026-12-01"])
ANY = st.integers(0, 99)


class Logbook(RuleBasedStateMachine):
    """One class and its logbook, worked on through the pages. Answers may refuse; they may not break."""

    def __init__(self, client: PageClient, world: World, now: Callable[[datetime], None]) -> None:
        super().__init__()
        self.client, self.world, self.set_now, self.at = client, world, now, NOW
        self.participation = another_class(world, uuid.uuid4().hex[:20])
        self.last: dict[str, Any] = {}
        self.history: dict[uuid.UUID, tuple[object, ...]] = {}
        self.wait(0)

    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        self.set_now(self.at)
        self.client.sign_in(self.world.teacher)

    def send(self, path: str, **changed: Any) -> None:
        assert self.client.post(path, data=as_planned(self.world, **changed)).status_code in {303, 422}

    def some_log(self, number: int) -> uuid.UUID | None:
        ids = sorted(self.history)
        return ids[number % len(ids)] if ids else None

    @rule(lesson=LESSONS, status=OUTCOMES)
    def log(self, lesson: int, status: str) -> None:
        self.last = {"lesson": str(self.world.town.lessons[lesson]), "status": status, "client_id": str(uuid.uuid4())}
        self.send(f"/participations/{self.participation}/sessions", reason="other", **self.last)

    @rule()
    def send_the_last_form_again(self) -> None:
        before = self.count()
        if self.last:
            self.send(f"/participations/{self.participation}/sessions", reason="other", **self.last)
            sent = self.count() - before
            assert sent == 0 or self.last["client_id"] not in {str(row[0]) for row in self.history.values()}

    @rule(lesson=LESSONS, day=DAYS)
    def move(self, lesson: int, day: str) -> None:
        chosen = str(self.world.town.lessons[lesson])
        path = f"/participations/{self.participation}/sessions"
        self.send(path, lesson=chosen, status="moved", reason="other", moved_to=day)

    @rule(number=ANY, lesson=LESSONS, status=OUTCOMES)
    def correct(self, number: int, lesson: int, status: str) -> None:
        if log := self.some_log(number):
            chosen = str(self.world.town.lessons[lesson])
            self.send(f"/sessions/{log}/correct", lesson=chosen, status=status, reason="other")

    @rule(number=ANY, day=DAYS)
    def correct_to_moved(self, number: int, day: str) -> None:
        if log := self.some_log(number):
            chosen = str(self.history[log][1])
            self.send(f"/sessions/{log}/correct", lesson=chosen, status="moved", reason="other", moved_to=day)

    @rule(number=ANY)
    def undo(self, number: int) -> None:
        if log := self.some_log(number):
            self.send(f"/sessions/{log}/undo")

    @rule()
    def let_a_quarter_of_an_hour_pass(self) -> None:
        self.wait(16)

    def count(self) -> int:
        return len(self.rows())

    def rows(self) -> list[SessionLog]:
        db.session.expire_all()
        return list(db.session.scalars(select(SessionLog).where(SessionLog.participation_id == self.participation)))

    @invariant()
    def history_never_shrinks_and_never_changes(self) -> None:
        now = {row.id: (row.client_id, row.lesson_id, row.status, row.held_on, row.replaces_id) for row in self.rows()}
        assert self.history.items() <= now.items()
        self.history = dict(now)

    @invariant()
    def the_plan_says_what_the_one_log_in_force_says(self) -> None:
        in_force = [row for row in self.rows() if row.superseded_at is None and row.status != "moved"]
        told = {row.lesson_id: str(row.status) for row in in_force}
        assert len(told) == len(in_force), "two logs in force for one lesson"
        plan = db.session.scalars(select(PlannedSession).where(PlannedSession.participation_id == self.participation))
        outcomes = {one.lesson_id: one.outcome and str(one.outcome) for one in plan}
        assert outcomes == {lesson: told.get(lesson) for lesson in outcomes}
        done = all(outcome in {"held", "partly_held"} for outcome in outcomes.values())
        status = db.session.get_one(Participation, self.participation).status
        assert status is (ParticipationStatus.COMPLETED if done else ParticipationStatus.RUNNING)

    @invariant()
    def the_sums_say_what_the_plan_and_the_logs_say(self) -> None:
        assert list(differences(self.world.town.municipality)) == []


def test_the_plan_and_the_logs_agree(client: PageClient, world: World, now: Callable[[datetime], None]) -> None:
    run_state_machine_as_test(
        lambda: Logbook(client, world, now),  # type: ignore[arg-type]  # a maker does as well as a class
        settings=settings(
            max_examples=25,
            stateful_step_count=12,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
