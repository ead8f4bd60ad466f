"""Telling those on duty that something has arrived. The letter says how urgent it is, and nothing of what it is."""

from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter
from prevention.referrals.models import Urgency

from .crew import crews_of
from .models import CaseFile

CASE_ARRIVED = letter("case_arrived", "number", "case_id", "urgency")


def tell_arrival(case: CaseFile) -> None:
    """Tell those on duty; of something acute the deputies at the same time."""
    crew = crews_of([case.agency_id])[case.agency_id]
    told = crew.at_hand(is_protected=case.is_protected)
    if case.urgency is Urgency.ACUTE and not case.is_protected:
        told = told | crew.deputies
    for person in sorted(told):
        queue_mail(person, CASE_ARRIVED, number=case.number, case_id=case.id, urgency=case.urgency.value)
