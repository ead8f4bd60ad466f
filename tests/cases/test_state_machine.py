"""Random people take random steps. After each, what the table does not say has not happened.

`modelled.py` says what should be: whose a case is, where each step can be taken, which clocks run, who reads. The steps
are drawn so that each of these faults, planted in the application one at a time, was seen to be found:

- read by others: who leads a unit reads a protected identity; who declined reads on; who is on duty sees what is taken;
  a broken glass stays open
- steps: an inquiry opened twice, a case closed twice, or before its sender is told; who was not asked accepts; who
  declines becomes responsible; a second click writes twice; a concern answered as a consultation is
- clocks: one stopped at a hand-over, a day moved at an assignment, a case opened again without one
- the sender is told that the case is closed
- the trail: a read, a declined offer or a broken glass not recorded; a row changed after it was hashed
"""

import itertools
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
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

from prevention import clock
from prevention.access.permissions import Permission
from prevention.access.rules import visible
from prevention.accounts import passwords
from prevention.accounts.models import Person
from prevention.audit.verify import verify
from prevention.cases.models import CaseDeadline, CaseFile, CaseStatus, CaseStep, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals.models import ReferralKind, StatusEvent
from tests.client import PageClient
from tests.town import actor_of
from tests.world import World

from .desk import name_handler, row, send, step, take
from .modelled import DECIDED, LEAD, LEAD_ONLY, OUT_OF_TURN, PEOPLE, UNIT, WHERE, WORDLESS, Modelled, kind_of
from .standing import next_clock, rows, trail

PASSWORD = "fyra gula ord i maj"
NAMES = st.sampled_from(sorted([*WHERE, "answer"]))
NUMBERS = st.integers(0, 2)
OUTCOMES = st.sampled_from(sorted(DECIDED))
ANYBODY = st.sampled_from((*UNIT, *UNIT, *PEOPLE))
HOURS = 6  # at most, so that the day is not over
BEGIN = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


class Unit(RuleBasedStateMachine):
    """A unit at work; `client`, `world` and `outer` are set by the test."""

    client: PageClient
    world: World
    outer: Connection
    hashed: str
    looks: Iterator[int] = itertools.count()
    later = 0  # hours

    @initialize(protected=st.booleans())
    def begin(self, protected: bool) -> None:
        db.session.remove()
        self.savepoint = self.outer.begin_nested()
        Unit.later = 0
        self.cases: list[Modelled] = []
        self.due: dict[uuid.UUID, date] = {}
        self.last: dict[uuid.UUID, tuple[StepKind, str, str | None, str]] = {}
        self.texts = (f"Text {number}." for number in itertools.count())
        name_handler(self.world, self.world.colleague)
        for who in UNIT[:2]:
            db.session.get_one(Person, getattr(self.world, who)).password_hash = self.hashed
        self.arrive(protected=protected, consultation=False)

    def teardown(self) -> None:
        db.session.remove()
        self.savepoint.rollback()

    @precondition(lambda self: len(self.cases) < 3)
    @rule(protected=st.booleans(), consultation=st.booleans())
    def arrive(self, protected: bool, consultation: bool) -> None:
        kind = ReferralKind.CONSULTATION if consultation else ReferralKind.CONCERN
        secret = "En elev i sjuan" if consultation else f"Hemlig{len(self.cases)} Person"
        key = send(self.world, secret, kind=kind, protected=protected and not consultation)
        sent = row(key, self.world)
        self.cases.append(Modelled(key, sent.referral_id, sent.number, kind, protected and not consultation, secret))

    @rule(who=ANYBODY, number=NUMBERS)
    def try_to_take(self, who: str, number: int) -> None:
        case = self.case(number)
        takes = case.handled_by(who) and case.status is CaseStatus.RECEIVED
        again = self.last.get(case.id) == (StepKind.TAKE, who, None, "")
        before = self.trail(who, case)
        answer = take(self.as_(who), case.id)
        assert (answer.location == f"/cases/{case.id}") == (takes or again), answer.status
        assert self.trail(who, case) - before == Counter({"case.step": int(takes)})
        if takes:
            self.last[case.id] = (StepKind.TAKE, who, None, "")
            case.step(who, "take", "", "")

    @rule(who=ANYBODY, number=NUMBERS, name=NAMES, outcome=OUTCOMES, to=st.sampled_from(UNIT), twice=st.booleans())
    def try_a_step(self, who: str, number: int, name: str, outcome: str, to: str, twice: bool) -> None:
        """Take a step; `twice`: click once more, and then try it again with other words."""
        case = self.case(number)
        chosen = {"outcome": outcome, "to": to, "needed": "no", "urgency": "soon"}
        for words in [next(self.texts)] * (1 + twice) + [next(self.texts)] * twice:
            self.click(case, who, name, chosen | {"text": words, "reason": words})

    @rule(number=NUMBERS, name=NAMES, outcome=OUTCOMES, to=st.sampled_from(UNIT))
    def the_holder_tries(self, number: int, name: str, outcome: str, to: str) -> None:
        """Let who may do most try what may not be done here, or not any more."""
        case = self.case(number)
        self.try_a_step(who=case.holder or LEAD, number=number, name=name, outcome=outcome, to=to, twice=False)

    @rule(number=NUMBERS, name=st.sampled_from(sorted(LEAD_ONLY)), to=st.sampled_from(UNIT), who=ANYBODY)
    def the_lead_tries(self, number: int, name: str, to: str, who: str) -> None:
        """Let the lead do what is theirs alone, and see who reads it then."""
        self.try_a_step(LEAD, number, name, "open_inquiry", to, twice=False)
        self.try_to_read(who=who, number=number)

    @rule(number=NUMBERS, outcome=OUTCOMES, taker=st.sampled_from(UNIT), times=st.integers(1, 3), twice=st.booleans())
    def go_on(self, number: int, outcome: str, taker: str, times: int, twice: bool) -> None:
        """Let the right person take the next steps, so that cases come as far as they can; and each of them twice."""
        case = self.case(number)
        for _step in range(times):
            name = case.next
            if name == "take":
                self.try_to_take(who=taker, number=number)
                continue
            for early in OUT_OF_TURN.get(name, ()) if twice else ():
                self.try_a_step(case.holder or taker, number, early, outcome, taker, twice=False)
            self.try_a_step(case.holder or taker, number, name, outcome, taker, twice=twice)

    @rule(number=NUMBERS, to=st.sampled_from(UNIT), name=st.sampled_from(["accept", "decline", "note"]))
    def offer_and_answer(self, number: int, to: str, name: str) -> None:
        """Hand it over, and see who reads it before, between and after."""
        case = self.case(number)
        holder = case.holder
        if not holder:
            return
        self.try_a_step(holder, number, "offer", "open_inquiry", to, twice=False)
        self.try_to_read(who=to, number=number)
        self.try_a_step(to, number, name, "open_inquiry", to, twice=False)
        for who in (to, holder):
            self.try_to_read(who=who, number=number)

    @rule(who=st.sampled_from((*UNIT[:2] * 4, *PEOPLE)), number=NUMBERS, waits=st.booleans())
    def try_to_break_the_glass(self, who: str, number: int, waits: bool) -> None:
        case = self.case(number)
        typed = {"number": case.number, "reason": "Det brinner.", "password": PASSWORD}
        breaks = who in UNIT[:2] and not case.is_protected and not case.seen_by(who, self.time)
        opens = breaks or (who in UNIT[:2] and case.seen_by(who, self.time))
        before = self.trail(who, case)
        answer = self.as_(who).post("/cases/emergency", data=typed)
        assert (answer.status_code == 303) == opens, answer.status
        assert self.trail(who, case) - before == Counter({"case.glass_broken": int(breaks)})
        if breaks:
            case.broken[who] = self.time + 3600
            case.lines += 1
            self.last.pop(case.id, None)
        self.try_to_read(who=who, number=number)
        Unit.later += waits and self.later < HOURS
        self.try_to_read(who=who, number=number)

    @rule(who=ANYBODY, number=NUMBERS)
    def try_to_read(self, who: str, number: int) -> None:
        case = self.case(number)
        seen, read = case.seen_by(who, self.time), case.read_by(who, self.time)
        before = self.trail(who, case)
        answer = self.as_(who).get(f"/cases/{case.id}")
        assert (answer.status_code == 200) == seen
        assert (case.secret in answer.text) == read
        assert self.trail(who, case) - before == Counter({"case.read": int(read)})

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
        expected = {case.id for case in self.cases if case.seen_by(who, self.time)}
        assert seen & ours == expected
        if db.engine.dialect.name == "postgresql":
            assert raw & ours == expected

    @invariant()
    def all_stands_where_the_table_says(self) -> None:
        cases = {case.id: case for case in getattr(self, "cases", [])}
        with acting_as(self.world.social_services_lead):
            for found in rows(CaseFile, CaseFile.id, cases):
                case = cases[found.id]
                holder = getattr(self.world, case.holder) if case.holder else None
                assert (found.status, found.assigned_to_id) == (case.status, holder)
                assert found.is_on_hold == case.is_on_hold
                assert (found.next_due_on, found.next_due_kind) == next_clock(found.id)
            self.no_deadline_is_lost(cases)
            lines = Counter(line.case_id for line in rows(CaseStep, CaseStep.case_id, cases))
            assert lines == Counter({key: case.lines for key, case in cases.items()}), "a step too much, or one lost"
        self.the_sender_is_told_what_the_table_says(cases)

    def no_deadline_is_lost(self, cases: dict[uuid.UUID, Modelled]) -> None:
        found = rows(CaseDeadline, CaseDeadline.case_id, cases)
        assert all(self.due.setdefault(one.id, one.due_on) == one.due_on for one in found), "a day was moved"
        for key, case in cases.items():
            own = [one for one in found if one.case_id == key]
            assert {one.kind for one in own if one.met_at is None} == case.running
            assert Counter(one.kind for one in own) == case.begun

    def the_sender_is_told_what_the_table_says(self, cases: dict[uuid.UUID, Modelled]) -> None:
        with acting_as(self.world.teacher):
            told = rows(StatusEvent, StatusEvent.referral_id, [case.referral for case in cases.values()])
        for case in cases.values():
            assert Counter(one.code for one in told if one.referral_id == case.referral) == Counter(case.told)

    @invariant()
    def the_trail_is_whole(self) -> None:
        assert verify()[1] == []

    def click(self, case: Modelled, who: str, name: str, typed: dict[str, str]) -> None:
        """Send the form of a step: it is taken just where the table says, once, and told in the trail."""
        to = typed["to"] if name in {"offer", "assign"} else ""
        this = (kind_of(name, typed["outcome"]), who, None if name in WORDLESS else typed["text"], to)
        fits = not to or case.can_have(to)
        again = case.handled_by(who) and self.last.get(case.id) == this
        takes = fits and not again and case.step_of(who, name)
        before = self.trail(who, case)
        answer = step(self.as_(who), case.id, name, **typed | {"to": getattr(self.world, typed["to"])})
        assert (answer.status_code == 303) == (takes or again), (answer.status, name)
        read = answer.status_code in {409, 422} and case.read_by(who, self.time)
        assert self.trail(who, case) - before == Counter({"case.step": int(takes), "case.read": int(read)})
        if takes:
            self.last[case.id] = this
            case.step(who, name, typed["outcome"], to)

    def case(self, number: int) -> Modelled:
        return self.cases[number % len(self.cases)]

    def as_(self, who: str) -> PageClient:
        return self.client.sign_in(getattr(self.world, who))

    @property
    def time(self) -> float:
        return now().timestamp()

    def trail(self, who: str, case: Modelled) -> Counter[str]:
        return trail(getattr(self.world, who), case.id)


def now() -> datetime:
    """Each look at the clock is a millisecond later, so that the story has an order."""
    return BEGIN + timedelta(hours=Unit.later, milliseconds=next(Unit.looks))


def test_nobody_reads_or_does_what_the_table_does_not_allow(
    app: Flask, client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer = db.session.get_bind()
    assert isinstance(outer, Connection)
    Unit.client, Unit.world, Unit.outer, Unit.hashed = client, world, outer, passwords.hash_password(PASSWORD)
    monkeypatch.setattr(clock, "now", now)
    quiet = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Unit,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # to make what it found shorter takes minutes
            suppress_health_check=quiet,
        ),
    )
