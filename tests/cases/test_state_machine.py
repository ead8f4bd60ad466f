"""Random people take random steps. After each, what the table does not say has not happened.

The model here is written without the application's own rules: who holds what, who is asked, who is on duty.
"""

import uuid
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select, true

from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.audit.verify import verify
from prevention.cases.lifecycle import StepNotAllowed, after
from prevention.cases.models import CaseDeadline, CaseFile, CaseStatus, CaseStep, DeadlineKind, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import ReferralKind
from tests.client import PageClient
from tests.world import World, actor_of

from .desk import name_handler, send, step, take

PEOPLE = (
    "teacher",
    "teacher_elsewhere",
    "principal",
    "social_worker",
    "colleague",
    "social_services_lead",
    "rescue_officer",
    "nobody",
    "social_worker_b",
)
UNIT = ("social_worker", "colleague", "social_services_lead")
LEAD_ONLY = {"assign", "hold", "release"}
STEPS = {
    "protection": StepKind.ASSESS_PROTECTION,
    "assess": StepKind.ASSESS,
    "feedback": StepKind.GIVE_FEEDBACK,
    "answer": StepKind.GIVE_FEEDBACK,
    "close": StepKind.CLOSE,
    "reopen": StepKind.REOPEN,
    "urgency": StepKind.CHANGE_URGENCY,
    "note": StepKind.NOTE,
    "ask": StepKind.ASK_SENDER,
    "offer": StepKind.OFFER,
    "accept": StepKind.ACCEPT,
    "decline": StepKind.DECLINE,
    "assign": StepKind.ASSIGN,
    "hold": StepKind.HOLD,
    "release": StepKind.RELEASE,
}
TYPED = {"text": "Skrivet.", "reason": "Skäl.", "needed": "no", "urgency": "soon"}
CONCERNS_CLOCKS = {DeadlineKind.PROTECTION, DeadlineKind.PRELIMINARY, DeadlineKind.FEEDBACK}


@dataclass
class Modelled:
    """What we know of a case, by the names of the cast."""

    id: uuid.UUID
    kind: ReferralKind
    is_protected: bool
    secret: str
    status: CaseStatus = CaseStatus.RECEIVED
    holder: str | None = None
    asked: str | None = None

    def seen_by(self, who: str) -> bool:
        if who == "social_services_lead" or (who in UNIT and who in {self.holder, self.asked}):
            return True
        on_duty = "colleague" if self.is_protected else "social_worker"  # the colleague is the named handler
        return self.status is CaseStatus.RECEIVED and who == on_duty

    def read_by(self, who: str) -> bool:
        if not self.is_protected:
            return self.seen_by(who)
        named = self.status is CaseStatus.RECEIVED and who == "colleague"
        return (
            named or (self.holder is not None and who == self.holder) or (self.asked is not None and who == self.asked)
        )

    def step_by(self, who: str, name: str) -> bool:
        """Tell whose step it is, wherever the case stands."""
        if name in LEAD_ONLY:
            return who == "social_services_lead"
        if name in {"accept", "decline"}:
            return who == self.asked
        return who == self.holder or (name == "reopen" and who == "social_services_lead")


class Unit(RuleBasedStateMachine):
    """A unit at work; `Unit.client` and `Unit.world` are set by the test."""

    client: PageClient
    world: World
    outer: Connection

    @initialize()
    def begin(self) -> None:
        db.session.remove()
        self.savepoint = self.outer.begin_nested()
        self.cases: list[Modelled] = []
        name_handler(self.world, self.world.colleague)
        self.arrive(protected=True, consultation=False)

    def teardown(self) -> None:
        db.session.remove()
        self.savepoint.rollback()

    @precondition(lambda self: len(self.cases) < 4)
    @rule(protected=st.booleans(), consultation=st.sampled_from([False, False, True]))
    def arrive(self, protected: bool, consultation: bool) -> None:
        kind = ReferralKind.CONSULTATION if consultation else ReferralKind.CONCERN
        secret = "En elev i sjuan" if consultation else f"Hemlig{len(self.cases)} Person"
        case = send(self.world, secret, kind=kind, protected=protected and not consultation)
        self.cases.append(Modelled(case, kind, protected and not consultation, secret))

    @rule(who=st.sampled_from(PEOPLE), number=st.integers(0, 3))
    def try_to_take(self, who: str, number: int) -> None:
        case = self.case(number)
        answer = take(self.as_(who), case.id)
        took = case.seen_by(who) and case.status is CaseStatus.RECEIVED
        again = took or (case.holder == who and self.last_step(case) == ("take", who))
        assert (answer.location == f"/cases/{case.id}") == again, answer.status
        if took:
            case.status, case.holder = CaseStatus.TAKEN, who

    @rule(
        who=st.sampled_from((*UNIT, *UNIT, *PEOPLE)),
        number=st.integers(0, 3),
        name=st.sampled_from([*sorted(STEPS), "decide", "decide"]),
        outcome=st.sampled_from(["open_inquiry", "do_not_open", "join_ongoing"]),
        to=st.sampled_from(UNIT),
    )
    def try_a_step(self, who: str, number: int, name: str, outcome: str, to: str) -> None:
        case = self.case(number)
        before = self.steps_of(case)
        answer = step(self.as_(who), case.id, name, **TYPED, outcome=outcome, to=getattr(self.world, to))
        if answer.status_code != 303:
            assert self.steps_of(case) == before
            return
        assert case.seen_by(who)
        if self.steps_of(case) == before:
            assert self.last_step(case)[1] == who  # a second click
            return
        assert case.step_by(who, name)
        self.moved(case, who, StepKind(outcome) if name == "decide" else STEPS[name], to)

    @rule(
        number=st.integers(0, 3),
        outcome=st.sampled_from(["open_inquiry", "do_not_open", "join_ongoing"]),
        taker=st.sampled_from(UNIT),
    )
    def go_on(self, number: int, outcome: str, taker: str) -> None:
        """Let the right person take the next step, so that cases come as far as they can."""
        case = self.case(number)
        if case.status is CaseStatus.RECEIVED:
            self.try_to_take(who=taker, number=number)
            return
        consultation = case.kind is ReferralKind.CONSULTATION
        first = "answer" if consultation else "protection"
        usual = {CaseStatus.TAKEN: first, CaseStatus.PROTECTION_ASSESSED: "decide", CaseStatus.CLOSED: "reopen"}
        told = self.last_step(case)[0] == StepKind.GIVE_FEEDBACK.value
        name = "close" if told else usual.get(case.status, "feedback")
        self.try_a_step(who=case.holder or taker, number=number, name=name, outcome=outcome, to=taker)

    @rule(number=st.integers(0, 3), to=st.sampled_from(UNIT), name=st.sampled_from(["accept", "decline", "note"]))
    def offer_and_answer(self, number: int, to: str, name: str) -> None:
        case = self.case(number)
        if case.holder:
            self.try_a_step(who=case.holder, number=number, name="offer", outcome="", to=to)
            self.try_to_read(who=to, number=number)
            self.try_a_step(who=to, number=number, name=name, outcome="", to=to)

    @rule(who=st.sampled_from((*UNIT, *UNIT, *PEOPLE)), number=st.integers(0, 3))
    def try_to_read(self, who: str, number: int) -> None:
        case = self.case(number)
        answer = self.as_(who).get(f"/cases/{case.id}")
        assert (answer.status_code == 200) == case.seen_by(who)
        assert (case.secret in answer.text) == case.read_by(who)

    @rule(who=st.sampled_from(UNIT))
    def lists_name_nobody(self, who: str) -> None:
        pages = [self.as_(who).get(address).text for address in ("/cases", "/cases/mine", "/cases/mine?closed=yes")]
        assert not [case.secret for case in self.cases if case.secret in "".join(pages)]

    @rule(who=st.sampled_from(PEOPLE))
    def the_rules_open_what_the_model_says(self, who: str) -> None:
        key = getattr(self.world, who)
        ours = {case.id for case in self.cases}
        with acting_as(key):
            seen = {row.id for row in db.session.scalars(visible(CaseFile, Permission.CASE_READ, actor_of(key)))}
            raw = set(db.session.scalars(select(CaseFile.id).where(true())))
        expected = {case.id for case in self.cases if case.seen_by(who)}
        assert seen & ours == expected
        if db.engine.dialect.name == "postgresql":
            assert raw & ours == expected

    @invariant()
    def the_case_stands_where_the_table_says(self) -> None:
        for case in getattr(self, "cases", []):
            with acting_as(self.world.social_services_lead):
                row = db.session.get_one(CaseFile, case.id, populate_existing=True)
            holder = getattr(self.world, case.holder) if case.holder else None
            assert (row.status, row.assigned_to_id) == (case.status, holder)

    @invariant()
    def no_deadline_is_lost(self) -> None:
        for case in getattr(self, "cases", []):
            with acting_as(self.world.social_services_lead):
                rows = db.session.scalars(select(CaseDeadline).where(CaseDeadline.case_id == case.id)).all()
            running = {row.kind for row in rows if row.met_at is None}
            known = {row.kind for row in rows}
            if case.kind is ReferralKind.CONSULTATION:
                assert not known
                continue
            assert known >= CONCERNS_CLOCKS
            assert (DeadlineKind.PROTECTION in running) == (case.status in {CaseStatus.RECEIVED, CaseStatus.TAKEN})
            undecided = {CaseStatus.RECEIVED, CaseStatus.TAKEN, CaseStatus.PROTECTION_ASSESSED}
            assert (DeadlineKind.PRELIMINARY in running) == (case.status in undecided)
            assert (DeadlineKind.INQUIRY in running) == (case.status is CaseStatus.INQUIRY)
            assert not (running and case.status is CaseStatus.CLOSED)

    @invariant()
    def the_trail_is_whole(self) -> None:
        assert verify()[1] == []

    def case(self, number: int) -> Modelled:
        return self.cases[number % len(self.cases)]

    def as_(self, who: str) -> PageClient:
        return self.client.sign_in(getattr(self.world, who))

    def steps_of(self, case: Modelled) -> list[CaseStep]:
        with acting_as(self.world.social_services_lead):
            query = select(CaseStep).where(CaseStep.case_id == case.id)
            return list(db.session.scalars(query.order_by(CaseStep.at, CaseStep.id)))

    def last_step(self, case: Modelled) -> tuple[str, str]:
        last = self.steps_of(case)[-1]
        return last.kind.value, next(who for who in UNIT if getattr(self.world, who) == last.by_id)

    def moved(self, case: Modelled, who: str, kind: StepKind, to: str) -> None:
        try:
            case.status = after(case.status, kind, case.kind)
        except StepNotAllowed:
            pytest.fail(f"{kind} was taken at {case.status}")
        if kind in {StepKind.ASSIGN, StepKind.DECLINE, StepKind.ACCEPT, StepKind.CLOSE, StepKind.OFFER}:
            case.asked = to if kind is StepKind.OFFER else None
        if kind in {StepKind.REOPEN, StepKind.ACCEPT}:
            case.holder = who
        if kind is StepKind.ASSIGN:
            case.holder = to


@pytest.mark.usefixtures("ticking")
def test_nobody_reads_or_does_what_the_table_does_not_allow(app: Flask, client: PageClient, world: World) -> None:
    outer = db.session.get_bind()
    assert isinstance(outer, Connection)
    Unit.client, Unit.world, Unit.outer = client, world, outer
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    run_state_machine_as_test(
        Unit,
        settings=settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=quiet),
    )
