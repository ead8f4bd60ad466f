"""My sessions: what one leads, what is due, what was never logged. Two statements, whatever the number of rows."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import aliased

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach
from prevention.access.rules import allowed
from prevention.classes.models import (
    Participation,
    ParticipationLeader,
    ParticipationStatus,
    PlannedSession,
)
from prevention.extensions import db
from prevention.organisations.models import SchoolYear
from prevention.programmes.models import Lesson
from prevention.sorting import as_swedish

from .data import Led
from .models import SessionLog, SessionStatus
from .queries import Rows, led_rows

AHEAD = timedelta(days=14)
BACK = timedelta(days=7)
AFTER_SCHOOL_YEAR = timedelta(days=31)  # so long one may still find and log what was forgotten before the summer
SHOWN = 20  # so many of what was never logged; more would hide what is to be done
UNDO = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Card:
    """A lesson to be logged, with what is filled in beforehand."""

    of: Led
    lesson_id: uuid.UUID
    number: int
    title: str | None
    minutes: int | None
    planned_on: date


@dataclass(frozen=True, slots=True)
class Logged:
    """A log of the last days; `may_undo` for as long as it is young and no correction."""

    id: uuid.UUID
    of: Led
    number: int | None
    title: str | None
    status: SessionStatus
    held_on: date
    may_undo: bool


@dataclass(frozen=True, slots=True)
class MySessions:
    """The page. `others_too`: one may log for more classes than those one leads, and finds them under Classes."""

    led: list[Led]
    today: list[Card]
    overdue: list[Card]
    overdue_in_all: int
    coming: list[Card]
    logged: list[Logged]
    others_too: bool


class Statements(NamedTuple):
    due: Rows
    logged: Rows


Answers = Iterable[Row[*tuple[Any, ...]]]
OWN = aliased(ParticipationLeader)  # joined, so that PostgreSQL starts there; the rule asks the table itself
DUE: Rows = (  # what is led, in a row for each lesson to be logged; one row where there is none
    led_rows()
    .join(OWN, OWN.participation_id == Participation.id)
    .add_columns(Lesson.id, Lesson.number, Lesson.title, Lesson.minutes, PlannedSession.planned_on)
    .outerjoin(
        PlannedSession,
        (PlannedSession.participation_id == Participation.id)
        & PlannedSession.outcome.is_(None)
        & (PlannedSession.planned_on <= bindparam("until")),
    )
    .outerjoin(Lesson, Lesson.id == PlannedSession.lesson_id)
)
OF_LED = len(fields(Led))  # so many columns of a row tell what is led
LOGGED: Rows = (
    select(
        SessionLog.id,
        SessionLog.participation_id,
        Lesson.number,
        Lesson.title,
        SessionLog.status,
        SessionLog.held_on,
        SessionLog.logged_at,
        SessionLog.replaces_id,
    )
    .join(Participation, Participation.id == SessionLog.participation_id)
    .join(SchoolYear, SchoolYear.id == Participation.school_year_id)
    .join(OWN, OWN.participation_id == Participation.id)
    .outerjoin(Lesson, Lesson.id == SessionLog.lesson_id)
    .where(SessionLog.superseded_at.is_(None), SessionLog.logged_at >= bindparam("since"))
    .order_by(SessionLog.logged_at.desc(), SessionLog.id)
    .limit(SHOWN)
)


def my_sessions(actor: Actor) -> MySessions:
    """Return what the actor leads themselves: also for somebody who may log for every class."""
    today = clock.today()
    asked, ended_after = statements_of(actor), today - AFTER_SCHOOL_YEAR
    led, cards = led_and_cards(ask(asked.due, ended_after=ended_after, until=today + AHEAD))
    overdue = [card for card in cards if card.planned_on < today]
    return MySessions(
        led=list(led.values()),
        today=[card for card in cards if card.planned_on == today],
        overdue=overdue[:SHOWN],
        overdue_in_all=len(overdue),
        coming=[card for card in cards if card.planned_on > today],
        logged=logged_of(led, ask(asked.logged, ended_after=ended_after, since=clock.now() - BACK)),
        others_too=bool(actor.agencies(Permission.SESSION_LOG, Reach.AGENCY)),
    )


@lru_cache(maxsize=256)
def statements_of(actor: Actor) -> Statements:
    """Return what to ask for somebody's page. An actor is a value: other roles make other statements."""
    led = (
        OWN.person_id == actor.person_id,
        Participation.status != ParticipationStatus.BROKEN_OFF,
        SchoolYear.ends_on >= bindparam("ended_after"),
        allowed(Participation, Permission.SESSION_LOG, actor),
    )
    return Statements(DUE.where(*led), LOGGED.where(*led))


def led_and_cards(rows: Answers) -> tuple[dict[uuid.UUID, Led], list[Card]]:
    """Return what is led, by school and class, and what is to be logged of it, by day.

    There are few of them: in order they are put here, since the database needs longer for the Swedish one.
    """
    led: dict[uuid.UUID, Led] = {}
    cards = []
    for row in rows:
        of = led.get(row[0]) or led.setdefault(row[0], Led(*row[:OF_LED]))
        lesson_id, number, title, minutes, planned_on = row[OF_LED:]
        if lesson_id:
            cards.append(Card(of, lesson_id, number, title, minutes or of.minutes, planned_on))
    places = {one.participation_id: place for place, one in enumerate(sorted(led.values(), key=by_place))}
    cards.sort(key=lambda card: (card.planned_on, places[card.of.participation_id], card.number))
    return {key: led[key] for key in places}, cards


def by_place(led: Led) -> tuple[str, str, str, uuid.UUID]:
    return as_swedish(led.school), as_swedish(led.class_name), as_swedish(led.programme), led.participation_id


def logged_of(led: dict[uuid.UUID, Led], rows: Answers) -> list[Logged]:
    return [
        Logged(log_id, led[of], number, title, status, held_on, may_undo(logged_at, replaces_id))
        for log_id, of, number, title, status, held_on, logged_at, replaces_id in rows
    ]


def ask(statement: Rows, **values: object) -> Answers:
    """Ask past the ORM: for plain columns it adds nothing but a third of the time."""
    return db.session.connection().execute(statement, values)


def may_undo(logged_at: datetime, replaces_id: uuid.UUID | None) -> bool:
    """Tell whether a log is young enough to be undone. A correction is corrected again, so that none is lost."""
    return replaces_id is None and clock.now() - logged_at <= UNDO
