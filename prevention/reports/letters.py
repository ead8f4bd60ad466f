"""The letter that a report is made: a link and a day. What the report says is only behind the sign-in."""

from prevention import mail
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter

from .models import Report

MADE = letter("report_made", "report_id", "until")


def tell_made(report: Report) -> None:
    if mail.is_configured():
        queue_mail(report.asked_by_id, MADE, report_id=report.id, until=report.expires_at.date())
