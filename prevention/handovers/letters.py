"""Letters of this room. None of them says more than a number and where to look."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select

from prevention.access.roles import Role
from prevention.accounts.queries import people_with
from prevention.cases.models import CaseFile
from prevention.extensions import db, on_postgresql
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import Letter, letter

from .models import Handover

WAITING = letter("handover_waiting", "reference", "handover_id")
ENDED = letter("handover_ended", "reference")
ANSWERED = letter("handover_answered", "reference", "handover_id")
CONSENT_ENDED = letter("consent_ended", "number", "case_id")
RECEIVING = (Role.RESCUE_OFFICER, Role.POLICE_LIAISON, Role.PRINCIPAL)


def tell_receivers(handover: Handover, what: Letter) -> None:
    values: dict[str, Any] = {"reference": handover.reference, "handover_id": handover.id}
    tell([person for person, _name in people_with(handover.receiver_agency_id, RECEIVING)], what, values)


def tell_holder(handover: Handover, what: Letter) -> None:
    """Tell who holds the case: the receiver may not read it, so on PostgreSQL a function of the owner answers."""
    holder = select(CaseFile.assigned_to_id).where(CaseFile.id == handover.case_id)
    if on_postgresql():
        holder = select(func.app_handover_holder(handover.id))
    person = db.session.scalar(holder) or handover.sent_by_id
    tell([person], what, {"reference": handover.reference, "handover_id": handover.id})


def tell(people: Iterable[uuid.UUID], what: Letter, values: dict[str, Any]) -> None:
    for person in people:
        queue_mail(person, what, **{key: values[key] for key in what.keys})
