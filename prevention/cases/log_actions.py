"""Reviewing the unit's log, and keeping that it was done."""

import uuid
from dataclasses import dataclass
from datetime import date

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import append, event, record
from prevention.extensions import db

from .log_queries import LogFilter, units_reviewed
from .models import LogReview, ReviewRemark

SHOWN = event("case_log.shown", "person_id", "number", "only_outsiders", "before")
REVIEWED = event("case_log.reviewed", "starts_on", "ends_on", "remark")


class NotYetPast(Exception):
    """A period is reviewed when it is over, or up to today."""


@dataclass(frozen=True, slots=True)
class ReviewData:
    agency_id: uuid.UUID
    starts_on: date
    ends_on: date
    remark: ReviewRemark


def note_shown(actor: Actor, wanted: LogFilter) -> None:
    """Record that the log was looked at, and how it was narrowed."""
    told = {
        "person_id": wanted.person_id,
        "number": wanted.number,
        "only_outsiders": wanted.only_outsiders,
        "before": wanted.before,
    }
    for agency in units_reviewed(actor):
        append(actor.municipality_id, actor.person_id, SHOWN, "agency", agency, told)


def mark_reviewed(actor: Actor, data: ReviewData) -> None:
    """Keep that a period was reviewed and what came of it.

    :raises NotYetPast: for days to come.
    """
    if data.ends_on > clock.today():
        raise NotYetPast
    review = LogReview(
        municipality_id=actor.municipality_id,
        agency_id=data.agency_id,
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        remark=data.remark,
        by_id=actor.person_id,
        at=clock.now(),
    )
    db.session.add(review)
    db.session.flush()
    record(actor, REVIEWED, review, starts_on=data.starts_on, ends_on=data.ends_on, remark=data.remark)
