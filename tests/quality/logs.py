"""Random classes with random logs, as plain data, and the figures counted from them without any SQL."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median

from hypothesis import strategies as st
from sqlalchemy import update

from prevention.classes.models import Participation, ParticipationStatus, SchoolClass
from prevention.extensions import db
from prevention.logbook.models import Reason, SessionLog, SessionStatus
from prevention.programmes.models import CurriculumVersion, Lesson
from tests.world import World

FIRST_DAY = date(2026, 9, 1)
MINUTES = 60  # of an ordinary lesson
LENGTHS = (None, 45, None, None)  # of the lessons of the edition; None: an ordinary one
CORE = (True, True, False, True)
TOOK_PLACE = (SessionStatus.HELD, SessionStatus.PARTLY_HELD)


@dataclass(frozen=True)
class Log:
    lesson: int | None  # its place in the edition
    status: SessionStatus
    day: int
    minutes: int | None
    leaders: int | None
    as_planned: bool | None
    engagement: int | None
    superseded: bool


@dataclass(frozen=True)
class Class:
    school: int
    status: ParticipationStatus
    logs: tuple[Log, ...]


@dataclass(frozen=True)
class Town:
    counted: bool  # the edition has a fixed number of lessons
    length_known: bool
    classes: tuple[Class, ...]


logs = st.builds(
    Log,
    st.sampled_from((None, 0, 1, 2, 3)),
    st.sampled_from(SessionStatus),
    st.integers(0, 60),
    st.sampled_from((None, 30, 45, 60, 75)),
    st.sampled_from((None, 0, 1, 2, 3)),
    st.sampled_from((None, True, False)),
    st.sampled_from((None, 1, 2, 3, 4, 5)),
    st.booleans(),
)


def one_in_force(found: Sequence[Log]) -> tuple[Log, ...]:
    """A lesson has one log in force at most; the first stays."""
    seen = set[int]()
    kept = []
    for log in found:
        in_force = not log.superseded and log.status is not SessionStatus.MOVED
        if in_force and log.lesson is not None and log.lesson in seen:
            continue
        if in_force and log.lesson is not None:
            seen.add(log.lesson)
        kept.append(log)
    return tuple(kept)


classes = st.builds(
    Class, st.sampled_from((0, 1)), st.sampled_from(ParticipationStatus), st.lists(logs, max_size=8).map(one_in_force)
)
towns = st.builds(Town, st.booleans(), st.booleans(), st.lists(classes, max_size=5).map(tuple))


def build(world: World, town: Town) -> dict[str, uuid.UUID]:
    """Store the classes instead of those of the cast, named `1X` and on; return their ids by name."""
    db.session.execute(update(SessionLog).values(superseded_at=datetime(2026, 11, 1, tzinfo=UTC)))
    db.session.execute(update(Participation).values(programme_id=world.town.pax))
    edition = update(CurriculumVersion).where(CurriculumVersion.id == world.town.curriculum)
    minutes = MINUTES if town.length_known else None
    db.session.execute(edition.values(lessons_expected=4 if town.counted else None, minutes=minutes))
    for lesson, length, core in zip(world.town.lessons, LENGTHS, CORE, strict=True):
        known = length if town.length_known else None
        db.session.execute(update(Lesson).where(Lesson.id == lesson).values(minutes=known, core=core))
    return {f"{number}X": build_class(world, f"{number}X", one) for number, one in enumerate(town.classes, 1)}


def build_class(world: World, name: str, one: Class) -> uuid.UUID:
    town = world.town
    school = (town.school, town.other_school)[one.school]
    of = {"municipality_id": town.municipality, "school_id": school, "school_year_id": town.school_year}
    row = SchoolClass(**of, id=uuid.uuid4(), name=name, grade="7", pupils=20)
    taken = Participation(
        **of,
        id=uuid.uuid4(),
        school_class_id=row.id,
        programme_id=town.mvp,
        curriculum_version_id=town.curriculum,
        status=one.status,
        broken_off_reason="Slut" if one.status is ParticipationStatus.BROKEN_OFF else None,
    )
    db.session.add_all([row, taken])
    db.session.flush()
    db.session.add_all(row_of(world, taken, log) for log in one.logs)
    db.session.flush()
    return row.id


def row_of(world: World, taken: Participation, log: Log) -> SessionLog:
    day = FIRST_DAY + timedelta(days=log.day)
    return SessionLog(
        municipality_id=taken.municipality_id,
        participation_id=taken.id,
        lesson_id=None if log.lesson is None else world.town.lessons[log.lesson],
        status=log.status,
        held_on=day,
        moved_to=day if log.status is SessionStatus.MOVED else None,
        reason=Reason.OTHER,
        minutes=log.minutes,
        leaders_present=log.leaders,
        delivered_as_planned=log.as_planned,
        engagement=log.engagement,
        client_id=uuid.uuid4(),
        logged_by_id=world.teacher,
        logged_at=datetime(2026, 11, 1, tzinfo=UTC),
        superseded_at=datetime(2026, 11, 2, tzinfo=UTC) if log.superseded else None,
    )


def count(town: Town, of: Sequence[Class]) -> dict[str, float | None]:
    """Count the figures of these classes, one session after the other."""
    in_force = [log for one in of for log in one.logs if not log.superseded and log.status is not SessionStatus.MOVED]
    took = [log for log in in_force if log.status in TOOK_PLACE]
    numbered = [log for log in took if log.lesson is not None and town.counted]
    timed = [(log.minutes, length_of(town, log)) for log in took]
    both = [(minutes, length) for minutes, length in timed if minutes is not None and length is not None]
    marks = [log.engagement for log in took if log.engagement is not None]
    days = list(gaps(of))
    return {
        "classes": len(of),
        "completed": sum(one.status is ParticipationStatus.COMPLETED for one in of),
        "broken_off": sum(one.status is ParticipationStatus.BROKEN_OFF for one in of),
        "lessons": 4 * len(of) if town.counted else 0,
        "core_lessons": 3 * len(of) if town.counted else 0,
        "took_place": len(took),
        "partly_held": sum(log.status is SessionStatus.PARTLY_HELD for log in in_force),
        "not_held": sum(log.status is SessionStatus.NOT_HELD for log in in_force),
        "lessons_given": len(numbered),
        "core_given": sum(CORE[log.lesson] for log in numbered if log.lesson is not None),
        "minutes_stated": len(both),
        "minutes": sum(minutes for minutes, _length in both),
        "minutes_wanted": sum(length for _minutes, length in both),
        "leaders_stated": sum(log.leaders is not None for log in took),
        "two_leaders": sum((log.leaders or 0) >= 2 for log in took),
        "plan_stated": sum(log.as_planned is not None for log in took),
        "as_planned": sum(log.as_planned is True for log in took),
        "engagement_stated": len(marks),
        "engagement": sum(marks) / len(marks) if marks else None,
        "days_between": median(days) if days else None,
        "intervals": len(days),
    }


def length_of(town: Town, log: Log) -> int | None:
    if not town.length_known:
        return None
    return (LENGTHS[log.lesson] if log.lesson is not None else None) or MINUTES


def gaps(of: Sequence[Class]) -> Iterator[int]:
    for one in of:
        days = sorted(log.day for log in one.logs if log.status in TOOK_PLACE and not log.superseded)
        yield from (later - earlier for earlier, later in pairwise(days))
