"""The one table of how a case goes from state to state. Nothing else sets `status`."""

from collections.abc import Mapping

from .models import CaseStatus as At
from .models import StepKind as Step

STEPS: Mapping[tuple[At, Step], At] = {
    (At.RECEIVED, Step.TAKE): At.TAKEN,
    (At.RECEIVED, Step.ASSIGN): At.TAKEN,
    (At.TAKEN, Step.ASSESS_PROTECTION): At.PROTECTION_ASSESSED,
    (At.PROTECTION_ASSESSED, Step.OPEN_INQUIRY): At.INQUIRY,
    (At.PROTECTION_ASSESSED, Step.DO_NOT_OPEN): At.NOT_OPENED,
    (At.PROTECTION_ASSESSED, Step.JOIN_ONGOING): At.ALREADY_ONGOING,
    (At.INQUIRY, Step.CLOSE): At.CLOSED,
    (At.NOT_OPENED, Step.CLOSE): At.CLOSED,
    (At.ALREADY_ONGOING, Step.CLOSE): At.CLOSED,
    (At.NOT_OPENED, Step.REOPEN): At.TAKEN,
    (At.ALREADY_ONGOING, Step.REOPEN): At.TAKEN,
    (At.CLOSED, Step.REOPEN): At.TAKEN,
}
OPEN = frozenset(At) - {At.CLOSED}
HELD = OPEN - {At.RECEIVED}  # somebody holds it
STAYS: Mapping[Step, frozenset[At]] = {  # steps that leave the state as it is, and where they may be taken
    Step.ASSIGN: HELD,
    Step.OFFER: HELD,
    Step.ACCEPT: HELD,
    Step.DECLINE: HELD,
    Step.ASSESS: frozenset({At.TAKEN, At.PROTECTION_ASSESSED}),
    Step.GIVE_FEEDBACK: frozenset({At.INQUIRY, At.NOT_OPENED, At.ALREADY_ONGOING, At.CLOSED}),
    Step.CHANGE_URGENCY: OPEN,
    Step.NOTE: frozenset(At),
    Step.ASK_SENDER: HELD,
    Step.SENDER_ANSWERED: frozenset(At),
    Step.BREAK_GLASS: frozenset(At),
    Step.HOLD: frozenset(At),
    Step.RELEASE: frozenset(At),
}


class StepNotAllowed(Exception):
    """The case does not stand where this step can be taken."""

    def __init__(self, status: At, step: Step) -> None:
        """Keep both, for the sentence that says who was first."""
        super().__init__(f"{step} at {status}")
        self.status, self.step = status, step


def after(status: At, step: Step) -> At:
    """Return where the step leads.

    :raises StepNotAllowed: where the table does not say.
    """
    if (status, step) in STEPS:
        return STEPS[status, step]
    if status in STAYS.get(step, ()):
        return status
    raise StepNotAllowed(status, step)


def steps_from(status: At) -> frozenset[Step]:
    """Return every step that can be taken from here."""
    moves = {step for at, step in STEPS if at is status}
    return frozenset(moves | {step for step, where in STAYS.items() if status in where})
