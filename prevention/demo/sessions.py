"""What became of every lesson: its planned day, its log, and so the outcome and the participation's status."""

import random
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from prevention.classes.calendar import WEEK, is_school_day, lesson_days
from prevention.classes.models import ParticipationStatus, SessionOutcome
from prevention.logbook.models import Grouping, Reason, SessionStatus

from .classes import Taking

AFTERNOON = time(12, 40, tzinfo=UTC)
DONE = frozenset({SessionOutcome.HELD, SessionOutcome.PARTLY_HELD})
USUAL = {SessionStatus.HELD: 86, SessionStatus.PARTLY_HELD: 7, SessionStatus.NOT_HELD: 7}
RELIABLE = {SessionStatus.HELD: 95, SessionStatus.PARTLY_HELD: 5}
PARTLY_REASONS = (Reason.SHORT_OF_TIME, Reason.INCIDENT, Reason.LEADER_ABSENT)
NOT_HELD_REASONS = (Reason.LEADER_ABSENT, Reason.CLASS_AWAY, Reason.TIMETABLE, Reason.NO_ROOM, Reason.SHORT_OF_TIME)
NOTES = (
    "Bra samtal i halvklass, övningen tog längre tid än planerat.",
    "Rollspelet fungerade fint. Vi hann inte med avslutningen.",
    "Gruppen ville prata mer om nätet nästa gång.",
    "Vi bytte ordning på två övningar.",
)


@dataclass(slots=True)
class Story:
    """The rows of one participation's lessons."""

    status: ParticipationStatus = ParticipationStatus.RUNNING
    planned: list[dict[str, Any]] = field(default_factory=list)
    logs: list[dict[str, Any]] = field(default_factory=list)


def story_of(taking: Taking, today: date, rng: random.Random) -> Story:
    days = planned_days(taking, today, rng)
    logged = logged_count(taking, days, today)
    story = Story()
    for number, (lesson, day) in enumerate(zip(taking.edition.lessons, days, strict=True)):
        status = None
        if day and number < logged:
            status = pick(RELIABLE if taking.pace.reliable else USUAL, rng)
            story.logs += logs_of(taking, lesson, day, status, rng)
        story.planned.append(
            {
                "municipality_id": taking.year.municipality_id,
                "participation_id": taking.id,
                "lesson_id": lesson,
                "planned_on": day,
                "outcome": SessionOutcome(status.value) if status else None,
            }
        )
    story.status = status_of(taking, story)
    return story


def planned_days(taking: Taking, today: date, rng: random.Random) -> list[date | None]:
    """Return a day for each lesson; None where nothing is planned or the school year ends first."""
    count = len(taking.edition.lessons)
    days = [] if taking.pace.weeks_ago is None else days_at_pace(taking, today, count, rng)
    return [*days, *[None] * (count - len(days))]


def days_at_pace(taking: Taking, today: date, count: int, rng: random.Random) -> list[date]:
    pace, year = taking.pace, taking.year
    if taking.last_year:
        start = year.starts_on + WEEK * rng.randint(1, 6)
    elif pace.fit_before_today:
        return spread(taking, today, count)
    elif pace.reliable:
        start = today - WEEK * (pace.weeks_ago or 0)
    else:
        start = today - WEEK * ((pace.weeks_ago or 0) + rng.randint(-1, 2))
    days = lesson_days(year, start, taking.weekday, count * taking.every)[:: taking.every]
    return through_today(taking, days, today) if pace.lesson_today else days


def spread(taking: Taking, today: date, count: int) -> list[date]:
    """Return days with even steps from the year's second week until yesterday, so that all is done by now."""
    first = taking.year.starts_on + WEEK
    every_day = [first + timedelta(days=step) for step in range((today - first).days)]
    open_days = [day for day in every_day if is_school_day(taking.year, day)]
    return [open_days[number * len(open_days) // count] for number in range(count)]


def through_today(taking: Taking, days: list[date], today: date) -> list[date]:
    """Return the days with one of them today and one next week, even in July: the demo shows something to do."""
    count = len(taking.edition.lessons)
    past = [day for day in days if day < today][: count - 4]
    soon = weekday_of(today + WEEK)
    later = lesson_days(taking.year, soon + timedelta(days=1), taking.weekday, count - len(past) - 2)
    return [*past, today, soon, *later]


def weekday_of(day: date) -> date:
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day


def logged_count(taking: Taking, days: list[date | None], today: date) -> int:
    past = sum(day is not None and day < today for day in days)
    stopped = past if taking.pace.held_before_stop is None else taking.pace.held_before_stop
    return max(0, min(past - taking.pace.unlogged, stopped))


def pick(weights: dict[SessionStatus, int], rng: random.Random) -> SessionStatus:
    return rng.choices(list(weights), list(weights.values()))[0]


def logs_of(
    taking: Taking, lesson: uuid.UUID, day: date, status: SessionStatus, rng: random.Random
) -> list[dict[str, Any]]:
    """Return the log in force, after what came before it: now and then a move, or a log that was corrected."""
    log = log_row(taking, lesson, day, rng) | details_of(taking, status, rng)
    chance = rng.random()
    if chance < 0.03:
        moved = log_row(taking, lesson, day - WEEK, rng)
        return [moved | {"status": SessionStatus.MOVED, "moved_to": day, "reason": Reason.TIMETABLE}, log]
    if chance < 0.05:
        corrected_at = log["logged_at"] + timedelta(hours=2)
        old = log | {"id": uuid.uuid4(), "client_id": uuid.uuid4(), "superseded_at": corrected_at, "minutes": 30}
        return [old, log | {"replaces_id": old["id"], "logged_at": corrected_at}]
    return [log]


def log_row(taking: Taking, lesson: uuid.UUID, day: date, rng: random.Random) -> dict[str, Any]:
    """Return what every log has, with every column: bulk inserts need the same keys in each row."""
    return {
        "id": uuid.uuid4(),
        "municipality_id": taking.year.municipality_id,
        "participation_id": taking.id,
        "lesson_id": lesson,
        "held_on": day,
        "moved_to": None,
        "reason": None,
        "minutes": None,
        "leaders_present": None,
        "pupils_present": None,
        "grouping": None,
        "delivered_as_planned": None,
        "engagement": None,
        "note": None,
        "client_id": uuid.uuid4(),
        "logged_by_id": taking.leaders[0],
        "logged_at": datetime.combine(day, AFTERNOON) + timedelta(minutes=rng.randint(0, 150)),
        "replaces_id": None,
        "superseded_at": None,
    }


def details_of(taking: Taking, status: SessionStatus, rng: random.Random) -> dict[str, Any]:
    if status is SessionStatus.NOT_HELD:
        return {"status": status, "reason": rng.choice(NOT_HELD_REASONS)}
    held, pupils = status is SessionStatus.HELD, taking.of.pupils
    return {
        "status": status,
        "reason": None if held else rng.choice(PARTLY_REASONS),
        "minutes": taking.edition.minutes if held else 30,
        "leaders_present": len(taking.leaders) - (rng.random() < 0.1 and len(taking.leaders) > 1),
        "pupils_present": pupils - min(pupils, rng.choice((0, 0, 1, 1, 2, 3, 4))),
        "grouping": rng.choice((Grouping.WHOLE_CLASS, Grouping.WHOLE_CLASS, Grouping.HALF_MIXED)),
        "delivered_as_planned": held and rng.random() < 0.92,
        "engagement": rng.choice((None, 3, 4, 4, 5)),
        "note": rng.choice(NOTES) if rng.random() < 0.06 else None,
    }


def status_of(taking: Taking, story: Story) -> ParticipationStatus:
    outcomes = [row["outcome"] for row in story.planned]
    if outcomes and all(outcome in DONE for outcome in outcomes):
        return ParticipationStatus.COMPLETED
    return ParticipationStatus.RUNNING if taking.pace.held_before_stop is None else ParticipationStatus.BROKEN_OFF
