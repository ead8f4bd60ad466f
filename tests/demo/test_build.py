"""The demo is what the app itself could have written: every invariant holds on it, whatever day it is built."""

import uuid
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from prevention import clock
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.passwords import fault_of, matches
from prevention.audit.models import AuditEvent
from prevention.classes.calendar import is_school_day
from prevention.classes.models import Participation, ParticipationStatus, PlannedSession, SchoolClass, SessionOutcome
from prevention.demo.build import Built, build
from prevention.demo.people import CAST, PASSWORD, TEACHER
from prevention.demo.places import CODE
from prevention.extensions import db
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.organisations.models import Agency, Municipality, SchoolYear
from prevention.programmes.models import CurriculumVersion, Lesson, Programme

DONE = {SessionOutcome.HELD, SessionOutcome.PARTLY_HELD}
LEADING = {Role.TEACHER, Role.PROGRAMME_LEADER}


@pytest.fixture
def built(session: object) -> Built:
    return build(lambda _line: None)


def participations() -> list[Participation]:
    here = select(Municipality.id).where(Municipality.code == CODE).scalar_subquery()
    return list(
        db.session.scalars(
            select(Participation)
            .where(Participation.municipality_id == here)
            .options(
                selectinload(Participation.planned_sessions),
                selectinload(Participation.leaders),
                selectinload(Participation.school_class)
                .selectinload(SchoolClass.school_year)
                .selectinload(SchoolYear.breaks),
                selectinload(Participation.programme),
                selectinload(Participation.curriculum_version).selectinload(CurriculumVersion.lessons),
            )
        )
    )


def logs_by_participation() -> dict[uuid.UUID, list[SessionLog]]:
    found: dict[uuid.UUID, list[SessionLog]] = defaultdict(list)
    for log in db.session.scalars(select(SessionLog)):
        found[log.participation_id].append(log)
    return found


def test_it_has_what_the_app_would_have_written(built: Built) -> None:
    everything, logs = participations(), logs_by_participation()
    assert len(everything) == built.participations > 150
    assert built.logs > 500
    for one in everything:
        check_lessons(one, logs[one.id])
        check_logs(one, logs[one.id])
        check_leaders(one)


def check_lessons(one: Participation, logs: list[SessionLog]) -> None:
    """A row for every lesson; its outcome is the log's in force; all held means completed."""
    assert {row.lesson_id for row in one.planned_sessions} == {lesson.id for lesson in one.curriculum_version.lessons}
    in_force = {
        log.lesson_id: log.status.value
        for log in logs
        if log.superseded_at is None and log.status is not SessionStatus.MOVED
    }
    assert {row.lesson_id: row.outcome.value for row in one.planned_sessions if row.outcome} == in_force
    all_done = bool(one.planned_sessions) and all(row.outcome in DONE for row in one.planned_sessions)
    assert (one.status is ParticipationStatus.COMPLETED) == all_done
    assert (one.broken_off_reason is not None) == (one.status is ParticipationStatus.BROKEN_OFF)
    year = one.school_class.school_year
    days = [row.planned_on for row in one.planned_sessions if row.planned_on]
    assert all(is_school_day(year, day) for day in days if not is_teachers_own(one) or day < clock.today())
    assert one.starts_on == min(days, default=None)


def check_logs(one: Participation, logs: list[SessionLog]) -> None:
    leaders = {leader.person_id for leader in one.leaders}
    replaced = {log.replaces_id for log in logs}
    year = one.school_class.school_year
    for log in logs:
        assert log.logged_by_id in leaders
        assert year.starts_on <= log.held_on < clock.today()
        assert log.logged_at < clock.now()
        assert (log.superseded_at is not None) == (log.id in replaced)
        assert (log.pupils_present or 0) <= one.school_class.pupils
        assert (log.leaders_present or 0) <= len(leaders)
        assert (log.reason is None) == (log.status is SessionStatus.HELD)


def check_leaders(one: Participation) -> None:
    leaders = {leader.person_id for leader in one.leaders}
    assert len(leaders) == one.programme.leaders_expected
    held = db.session.scalars(
        select(RoleAssignment.person_id).where(
            RoleAssignment.agency_id == one.school_id, RoleAssignment.role.in_(LEADING)
        )
    )
    assert leaders <= set(held)


def is_teachers_own(one: Participation) -> bool:
    return person(TEACHER.email).id in {leader.person_id for leader in one.leaders}


def person(email: str) -> Person:
    return db.session.scalars(select(Person).where(Person.email == email)).one()


def test_the_stories_differ(built: Built) -> None:
    """There is a class on every road: running, completed, broken off, not planned, behind."""
    everything = participations()
    assert {one.status for one in everything} == set(ParticipationStatus)
    plans = [[row.planned_on for row in one.planned_sessions] for one in everything]
    assert any(days and not any(days) for days in plans)
    overdue = [row for one in everything for row in one.planned_sessions if is_overdue(row)]
    assert len(overdue) > 50


def is_overdue(row: PlannedSession) -> bool:
    return row.outcome is None and row.planned_on is not None and row.planned_on < clock.today()


@pytest.mark.parametrize(
    "day",
    [date(2026, 11, 18), date(2026, 11, 22), date(2027, 1, 2), date(2027, 6, 20), date(2027, 7, 25), date(2027, 9, 3)],
    ids=["a Wednesday", "a Sunday", "Christmas break", "June", "July", "early September"],
)
def test_the_teacher_has_something_in_every_section(
    session: object, now: Callable[[datetime], None], day: date
) -> None:
    now(datetime(day.year, day.month, day.day, 8, 0, tzinfo=UTC))
    build(lambda _line: None)
    own = [row for one in participations() if is_teachers_own(one) for row in one.planned_sessions]
    assert len({row.participation_id for row in own}) == 3
    assert any(row.planned_on == day for row in own)
    assert sum(is_overdue(row) for row in own) == 2
    assert any(row.planned_on and 0 < (row.planned_on - day).days <= 14 for row in own)


def test_school_years_follow_each_other(session: object, now: Callable[[datetime], None]) -> None:
    now(datetime(2027, 8, 20, 8, 0, tzinfo=UTC))
    build(lambda _line: None)
    here = select(Municipality.id).where(Municipality.code == CODE).scalar_subquery()
    years = db.session.scalars(
        select(SchoolYear).where(SchoolYear.municipality_id == here).order_by(SchoolYear.starts_on)
    ).all()
    assert [year.name for year in years] == ["2025/26", "2026/27", "2027/28"]
    assert all(before.ends_on < after.starts_on for before, after in pairwise(years))
    assert years[1].starts_on < clock.today() < years[1].ends_on


def test_the_same_day_gives_the_same_demo(session: object) -> None:
    first = content_after_building()
    db.session.rollback()
    assert content_after_building() == first


def content_after_building() -> list[tuple[object, ...]]:
    build(lambda _line: None)
    query = (
        select(
            Agency.name,
            SchoolClass.name,
            SchoolClass.pupils,
            SchoolYear.name,
            Programme.code,
            Participation.status,
            Participation.room,
            Lesson.number,
            PlannedSession.planned_on,
            PlannedSession.outcome,
            SessionLog.held_on,
            SessionLog.status,
            SessionLog.pupils_present,
            SessionLog.note,
            SessionLog.logged_at,
            Person.email,
        )
        .select_from(Participation)
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(SchoolYear, SchoolYear.id == Participation.school_year_id)
        .join(Agency, Agency.id == Participation.school_id)
        .join(Programme, Programme.id == Participation.programme_id)
        .join(Municipality, Municipality.id == Participation.municipality_id)
        .outerjoin(PlannedSession, PlannedSession.participation_id == Participation.id)
        .outerjoin(Lesson, Lesson.id == PlannedSession.lesson_id)
        .outerjoin(
            SessionLog,
            (SessionLog.participation_id == Participation.id) & (SessionLog.lesson_id == PlannedSession.lesson_id),
        )
        .outerjoin(Person, Person.id == SessionLog.logged_by_id)
        .where(Municipality.code == CODE)
    )
    rows = [tuple(row) for row in db.session.execute(query)]
    assert len(rows) > 800
    return sorted(rows, key=str)


def test_everybody_of_the_cast_can_sign_in(app: Flask, built: Built) -> None:
    held = set(db.session.scalars(select(RoleAssignment.role).join(Municipality).where(Municipality.code == CODE)))
    assert held == set(Role)
    with app.test_request_context():
        for member in CAST:
            assert matches(person(member.email).password_hash, PASSWORD)
            assert fault_of(PASSWORD, member.email, member.name) is None


def test_it_is_one_event_of_the_trail(built: Built) -> None:
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "demo.built")).all()
    assert [row.details["logs"] for row in events] == [built.logs]
