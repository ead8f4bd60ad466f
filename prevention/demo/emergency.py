"""The hour, yesterday, in which a colleague opened a case in an emergency."""

import uuid
from collections.abc import Mapping

from sqlalchemy import select

from prevention.cases.emergency import BreakData, break_glass
from prevention.cases.models import CaseFile, CaseStatus
from prevention.extensions import db

from .past import forget_letters, hours_ago
from .people import COLLEAGUE, LEAD, PASSWORD

REASON = "Polisen ringde om barnet och handläggaren gick inte att nå."


def add_emergency(cast: Mapping[str, uuid.UUID]) -> None:
    """Open the inquiry by the action of the app. Nobody is mailed: it is over."""
    with hours_ago(30, cast[LEAD.name]) as lead:
        of_unit = CaseFile.municipality_id == lead.municipality_id
        query = select(CaseFile.number).where(of_unit, CaseFile.status == CaseStatus.INQUIRY)
        number = db.session.scalars(query).one()
    with hours_ago(30, cast[COLLEAGUE.name]) as colleague:
        break_glass(colleague, BreakData(number, REASON, PASSWORD, None))
    forget_letters(lead.municipality_id)
