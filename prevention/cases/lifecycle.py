"""The one table of how a case goes from state to state. Nothing else sets `status`."""

from collections.abc import Mapping

from prevention.referrals.models import ReferralKind, StatusCode

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

# A consultation names nobody, so there is nothing to assess and nothing to decide: it is answered and closed.
CONSULTATION: Mapping[tuple[At, Step], At] = {
    (At.RECEIVED, Step.TAKE): At.TAKEN,
    (At.RECEIVED, Step.ASSIGN): At.TAKEN,
    (At.TAKEN, Step.CLOSE): At.CLOSED,
    (At.CLOSED, Step.REOPEN): At.TAKEN,
}
CONSULTATION_STAYS: Mapping[Step, frozenset[At]] = {
    **{step: states for step, states in STAYS.items() if step is not Step.ASSESS},
    Step.GIVE_FEEDBACK: frozenset({At.TAKEN}),
}

NEXT: Mapping[At, Step] = {
    At.RECEIVED: Step.TAKE,
    At.TAKEN: Step.ASSESS_PROTECTION,
    At.PROTECTION_ASSESSED: Step.OPEN_INQUIRY,  # or one of the other two decisions
}
TELLS: Mapping[Step, StatusCode] = {  # what the sender's status card is told, and nothing beyond it
    Step.OPEN_INQUIRY: StatusCode.OPENED,
    Step.DO_NOT_OPEN: StatusCode.NOT_OPENED,
    Step.JOIN_ONGOING: StatusCode.ALREADY_ONGOING,
    Step.GIVE_FEEDBACK: StatusCode.FEEDBACK_GIVEN,
}
DECISIONS = (Step.OPEN_INQUIRY, Step.DO_NOT_OPEN, Step.JOIN_ONGOING)


class StepNotAllowed(Exception):
    """The case does not stand where this step can be taken."""


def after(status: At, step: Step, kind: ReferralKind = ReferralKind.CONCERN) -> At:
    """Return where the step leads.

    :raises StepNotAllowed: where the table does not say.
    """
    moves, stays = tables_of(kind)
    if (status, step) in moves:
        return moves[status, step]
    if status in stays.get(step, ()):
        return status
    raise StepNotAllowed(status, step)


def tables_of(kind: ReferralKind) -> tuple[Mapping[tuple[At, Step], At], Mapping[Step, frozenset[At]]]:
    return (CONSULTATION, CONSULTATION_STAYS) if kind is ReferralKind.CONSULTATION else (STEPS, STAYS)


def steps_at(status: At, kind: ReferralKind) -> frozenset[Step]:
    """Return every step that can be taken there, whoever may take it."""
    moves, stays = tables_of(kind)
    return frozenset({step for at, step in moves if at is status} | {step for step in stays if status in stays[step]})


def next_step(status: At, kind: ReferralKind, *, sender_is_told: bool) -> Step | None:
    """Return the one step that comes next: the sender is told before a case is closed."""
    if status is At.CLOSED and (sender_is_told or kind is ReferralKind.CONSULTATION):
        return None
    if status in NEXT and (kind is ReferralKind.CONCERN or status is At.RECEIVED):
        return NEXT[status]
    return Step.CLOSE if sender_is_told else Step.GIVE_FEEDBACK
