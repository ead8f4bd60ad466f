"""The pages of writing, in order: one thing on each."""

from collections.abc import Collection
from enum import StrEnum

from .models import ReferralKind


class Step(StrEnum):
    RECEIVER = "receiver"
    WHO = "who"
    GUARDIANS = "guardians"
    SEEN = "seen"
    DONE = "done"
    CONTACT = "contact"
    SUMMARY = "summary"


NAMES_SOMEBODY = frozenset({Step.WHO, Step.GUARDIANS})
STEP_OF = {  # where what is missing is filled in
    "receiver": Step.RECEIVER,
    "name": Step.WHO,
    "seen": Step.SEEN,
    "urgency": Step.CONTACT,
    "contact_phone": Step.CONTACT,
}


def steps_of(kind: ReferralKind) -> list[Step]:
    """Return the pages. A consultation has none that asks who it is about."""
    return [step for step in Step if kind is ReferralKind.CONCERN or step not in NAMES_SOMEBODY]


def step_named(text: str | None, kind: ReferralKind) -> Step:
    """Return the step of an address; what is none leads to the first."""
    return next((step for step in steps_of(kind) if step == text), Step.RECEIVER)


def furthest(written: Collection[str], kind: ReferralKind) -> Step:
    """Return the last page that something was written on; the second one where only the first is done."""
    steps = steps_of(kind)
    return next((step for step in reversed(steps) if step in written), steps[1])


def step_beside(step: Step, kind: ReferralKind, way: int) -> Step:
    """Return the next step (1) or the one before (-1); at either end the step itself."""
    steps = steps_of(kind)
    place = steps.index(step) + way if step in steps else 0
    return steps[min(max(place, 0), len(steps) - 1)]
