"""Why a hand-over or a consent is refused, in sentences that say what to do."""

from dataclasses import dataclass

from .routes import Verdict


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence, at the field it belongs to."""

    field: str
    sentence: str


class HandoverRefused(Exception):
    """What was asked for cannot be."""

    def __init__(self, *faults: Fault) -> None:
        """Keep each fault for its field."""
        super().__init__(" ".join(fault.sentence for fault in faults))
        self.faults = faults


class RouteRefused(HandoverRefused):
    """The rules do not allow it; `verdict` says which one."""

    def __init__(self, verdict: Verdict, sentence: str) -> None:
        """Keep the rule and what is said of it."""
        super().__init__(Fault("ground", sentence))
        self.verdict = verdict


class CannotTell(Exception):
    """Nothing can be told to others from this case by this person now."""


class NotHolder(CannotTell):
    """Only who holds the case hands over from it."""


class CaseClosed(CannotTell):
    """Nothing more is handed over from a closed case."""


class NamesNobody(CannotTell):
    """A consultation says nothing of anybody: there is nothing to tell, and nobody to consent."""


class AlreadyAnswered(Exception):
    """Somebody was first, or it has ended. The hand-over itself tells who and when."""
