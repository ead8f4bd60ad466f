"""Who may take which step, and who may open what a case says. Which cases one sees at all is in `rules.py`."""

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach

from . import lifecycle
from .models import CaseFile, CaseStatus, StepKind
from .queries import open_offer

BY_THE_LEAD = frozenset({StepKind.ASSIGN, StepKind.HOLD, StepKind.RELEASE})
BY_WHO_IS_ASKED = frozenset({StepKind.ACCEPT, StepKind.DECLINE})
BY_ANYBODY_WHO_SEES_IT = frozenset({StepKind.TAKE, StepKind.SENDER_ANSWERED, StepKind.BREAK_GLASS})
NOBODYS_BUTTON = frozenset({StepKind.SENDER_ANSWERED, StepKind.BREAK_GLASS})


def may_open(actor: Actor, case: CaseFile, *, asked: bool, named: bool) -> bool:
    """Tell whether somebody who sees the case may read it: of a protected identity only who handles it, by name.

    `asked` and `named` are what `is_asked` and `queries.is_named` tell.
    """
    if not case.is_protected or case.assigned_to_id == actor.person_id or asked:
        return True
    return case.status is CaseStatus.RECEIVED and named


def is_asked(actor: Actor, case: CaseFile) -> bool:
    """Tell whether the case is offered to them and waits for their answer."""
    offer = open_offer(case.id)
    return offer is not None and offer.to_id == actor.person_id


def leads(actor: Actor, case: CaseFile) -> bool:
    return case.agency_id in actor.agencies(Permission.CASE_LEAD, Reach.AGENCY)


def is_theirs(actor: Actor, case: CaseFile, step: StepKind, *, asked: bool) -> bool:
    """Tell whether it is this person's step; `asked` is who has an open offer of the case."""
    if step in BY_THE_LEAD:
        return leads(actor, case)
    if step in BY_WHO_IS_ASKED:
        return asked
    if step in BY_ANYBODY_WHO_SEES_IT:
        return True
    return case.assigned_to_id == actor.person_id or (step is StepKind.REOPEN and leads(actor, case))


def steps_for(actor: Actor, case: CaseFile, *, asked: bool) -> frozenset[StepKind]:
    """Return what this person can do with the case as it stands."""
    done = StepKind.HOLD if case.is_on_hold else StepKind.RELEASE
    here = lifecycle.steps_at(case.status, case.kind) - NOBODYS_BUTTON - {done}
    return frozenset(step for step in here if is_theirs(actor, case, step, asked=asked))
