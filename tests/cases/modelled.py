"""What the state machine knows of a case: the table of its steps, its clocks and its readers, written by hand.

Nothing here asks the application, so that a fault in its rules or its table is not repeated here.
"""

import uuid
from collections import Counter
from dataclasses import dataclass, field

from prevention.cases.models import CaseStatus as At
from prevention.cases.models import DeadlineKind as Clock
from prevention.cases.models import StepKind as Step
from prevention.referrals.models import ReferralKind, StatusCode

UNIT = ("social_worker", "colleague", "social_services_lead")
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
LEAD = "social_services_lead"
LEAD_ONLY = {"assign", "hold", "release"}
DECIDED = {
    "open_inquiry": (At.INQUIRY, StatusCode.OPENED),
    "do_not_open": (At.NOT_OPENED, StatusCode.NOT_OPENED),
    "join_ongoing": (At.ALREADY_ONGOING, StatusCode.ALREADY_ONGOING),
}
NEXT = {
    At.RECEIVED: "take",
    At.TAKEN: "protection",
    At.PROTECTION_ASSESSED: "decide",
    At.CLOSED: "reopen",
}
FINISHED = {At.INQUIRY, At.NOT_OPENED, At.ALREADY_ONGOING}
UNDECIDED = {At.TAKEN, At.PROTECTION_ASSESSED}
HELD = FINISHED | UNDECIDED
ALL = HELD | {At.RECEIVED, At.CLOSED}
OUT_OF_TURN = {"feedback": ("answer", "close"), "answer": ("feedback",)}  # of another kind, or before its time
WORDLESS = {"accept", "feedback"}
KINDS = {
    "protection": Step.ASSESS_PROTECTION,
    "assess": Step.ASSESS,
    "feedback": Step.GIVE_FEEDBACK,
    "answer": Step.GIVE_FEEDBACK,
    "close": Step.CLOSE,
    "reopen": Step.REOPEN,
    "urgency": Step.CHANGE_URGENCY,
    "note": Step.NOTE,
    "ask": Step.ASK_SENDER,
    "offer": Step.OFFER,
    "accept": Step.ACCEPT,
    "decline": Step.DECLINE,
    "assign": Step.ASSIGN,
    "hold": Step.HOLD,
    "release": Step.RELEASE,
}
FIRST_CLOCKS = (Clock.PROTECTION, Clock.PRELIMINARY, Clock.FEEDBACK)
WHERE = {  # at which states a step of a concern can be taken
    "protection": {At.TAKEN},
    "assess": UNDECIDED,
    "decide": {At.PROTECTION_ASSESSED},
    "feedback": FINISHED | {At.CLOSED},
    "close": FINISHED,
    "reopen": {At.NOT_OPENED, At.ALREADY_ONGOING, At.CLOSED},
    "urgency": HELD | {At.RECEIVED},
    "note": ALL,
    "ask": HELD,
    "offer": HELD,
    "accept": HELD,
    "decline": HELD,
    "assign": HELD | {At.RECEIVED},
    "hold": ALL,
    "release": ALL,
}
OF_CONSULTATIONS = {  # where they differ: nobody is named, so nothing is assessed
    "protection": set(),
    "assess": set(),
    "decide": set(),
    "answer": {At.TAKEN},
    "feedback": set(),
    "close": {At.TAKEN},
    "reopen": {At.CLOSED},
}


@dataclass
class Modelled:
    """A case as it should stand, by the names of the cast. `broken` is until when each reads it by a broken glass."""

    id: uuid.UUID
    referral: uuid.UUID
    number: str
    kind: ReferralKind
    is_protected: bool
    secret: str
    status: At = At.RECEIVED
    holder: str | None = None
    asked: str | None = None
    is_on_hold: bool = False
    running: set[Clock] = field(default_factory=set)
    begun: Counter[Clock] = field(default_factory=Counter)
    told: list[StatusCode] = field(default_factory=lambda: [StatusCode.SENT, StatusCode.RECEIVED])
    broken: dict[str, float] = field(default_factory=dict)
    lines: int = 0  # of its story

    def __post_init__(self) -> None:
        """Start the clocks of a concern; a consultation has none."""
        self.start(*FIRST_CLOCKS)

    @property
    def is_consultation(self) -> bool:
        return self.kind is ReferralKind.CONSULTATION

    @property
    def next(self) -> str:
        """The step that it is waiting for."""
        if self.is_consultation and self.status is At.TAKEN:
            return "close" if StatusCode.FEEDBACK_GIVEN in self.told else "answer"
        told = "feedback" if Clock.FEEDBACK in self.running else "close"
        return NEXT.get(self.status, told)

    def handled_by(self, who: str) -> bool:
        """Tell who has the case before them: the lead, who holds it, who is asked, and who is on duty for it."""
        if who == LEAD or (who in UNIT and who in {self.holder, self.asked}):
            return True
        on_duty = "colleague" if self.is_protected else "social_worker"  # the colleague is the named handler
        return self.status is At.RECEIVED and who == on_duty

    def seen_by(self, who: str, at: float) -> bool:
        return self.handled_by(who) or self.broken.get(who, 0) > at

    def read_by(self, who: str, at: float) -> bool:
        if not self.is_protected:
            return self.seen_by(who, at)
        named = self.status is At.RECEIVED and who == "colleague"
        return named or who in {self.holder, self.asked}

    def step_of(self, who: str, name: str) -> bool:
        """Tell whether it is theirs to take, where the case stands now."""
        where = OF_CONSULTATIONS if self.is_consultation and name in OF_CONSULTATIONS else WHERE
        if not self.handled_by(who) or self.status not in where.get(name, ()):
            return False
        if name == "close" and not self.is_consultation and Clock.FEEDBACK in self.running:
            return False
        if name in LEAD_ONLY:
            return who == LEAD
        if name in {"accept", "decline"}:
            return who == self.asked
        return who == self.holder or (name == "reopen" and who == LEAD)

    def can_have(self, to: str) -> bool:
        """Tell whether it can be given to somebody: of a protected identity only to who is named."""
        return to != self.holder and (not self.is_protected or to == "colleague")

    def step(self, who: str, name: str, outcome: str, to: str) -> None:
        """Go where the step leads."""
        self.lines += 1
        if name == "take":
            self.status, self.holder = At.TAKEN, who
        elif name == "decide":
            self.status, code = DECIDED[outcome]
            self.stop(Clock.PRELIMINARY)
            self.told.append(code)
            if outcome == "open_inquiry":
                self.start(Clock.INQUIRY)
        elif name in {"feedback", "answer"}:
            self.stop(Clock.FEEDBACK)
            self.told.append(StatusCode.FEEDBACK_GIVEN)
        elif name == "protection":
            self.status = At.PROTECTION_ASSESSED
            self.stop(Clock.PROTECTION)
        elif name == "close":
            self.status, self.asked = At.CLOSED, None
            self.stop(Clock.INQUIRY)
        elif name == "reopen":
            self.status, self.holder = At.TAKEN, who
            self.start(*FIRST_CLOCKS)
        else:
            self.change_hands(who, name, to)

    def change_hands(self, who: str, name: str, to: str) -> None:
        """Offer, accept, decline and assign: the clocks run on, whoever holds the case."""
        if name == "assign":
            self.holder, self.status = to, At.TAKEN if self.status is At.RECEIVED else self.status
        elif name == "accept":
            self.holder = who
        if name in {"assign", "accept", "decline", "offer"}:
            self.asked = to if name == "offer" else None
        if name in {"hold", "release"}:
            self.is_on_hold = name == "hold"

    def start(self, *clocks: Clock) -> None:
        for clock in () if self.is_consultation else clocks:
            self.begun[clock] += clock not in self.running
            self.running.add(clock)

    def stop(self, clock: Clock) -> None:
        self.running.discard(clock)


def kind_of(name: str, outcome: str) -> Step:
    """Return the step that a form takes; of a decision it stands in the form."""
    return Step(outcome) if name == "decide" else KINDS[name]
