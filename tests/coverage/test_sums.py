"""The stored sums: whatever is done, they say what the logs and plans say; and a wrong one is found."""

import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, Executable, delete, insert, select, update

from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.classes import actions as classes
from prevention.classes import roster
from prevention.classes.models import Participation, PlannedSession, SchoolClass, SessionOutcome
from prevention.coverage.models import coverage_class, coverage_day, coverage_held, coverage_programme, coverage_sum
from prevention.coverage.verify import differences
from prevention.database import Base
from prevention.extensions import db
from prevention.logbook.actions import correct_log, log_session
from prevention.logbook.data import SessionData
from prevention.logbook.errors import LogRefused
from prevention.logbook.models import Reason, SessionLog, SessionStatus
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes import edition_actions, target_actions
from prevention.programmes.edition_actions import EditionData, LessonData
from prevention.programmes.models import CoverageTarget, CurriculumVersion, Programme
from prevention.programmes.target_actions import TargetData
from tests.programmes.people import actor_of
from tests.world import World

Row = TypeVar("Row", bound=Base)
ANY = st.integers(0, 11)
GRADES = ("7", "8")
DAYS = tuple(date(2026, 11, 4) + timedelta(weeks=week) for week in range(4))


class Anybody:
    """Somebody who does things to whatever there is: `number` chooses the row, and what is done with it."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor

    def all(self, table: type[Row]) -> Sequence[Row]:
        here = table.municipality_id == self.actor.municipality_id  # type: ignore[attr-defined]
        query = select(table).where(here).order_by(table.id)
        if table is Agency:
            query = query.where(Agency.kind == AgencyKind.SCHOOL)
        return db.session.scalars(query).all()

    def one(self, table: type[Row], number: int) -> Row:
        found = self.all(table)
        return found[number % len(found)]

    def begin_everything(self, world: World) -> None:
        """Let 7B take MVP, and every class PAX, which it should: it has no fixed number of lessons."""
        pax = TargetData(world.town.pax, None, ("7",))
        target_actions.add_targets(self.actor, self.one(SchoolYear, 0), pax)
        of_7b = db.session.get_one(SchoolClass, world.class_7b)
        classes.begin_participation(self.actor, of_7b, classes.ParticipationData(world.town.mvp))
        for one in self.all(SchoolClass):
            classes.begin_participation(self.actor, one, classes.ParticipationData(world.town.pax))

    def add_class(self, number: int) -> None:
        data = roster.ClassData(uuid.uuid4().hex[:8], GRADES[number % 2], number)
        roster.add_class(self.actor, self.one(Agency, number).id, self.one(SchoolYear, 0).id, data)

    def change_class(self, number: int) -> None:
        one = self.one(SchoolClass, number)
        roster.change_class(self.actor, one, roster.ClassData(one.name, GRADES[number % 2], number))

    def remove_class(self, number: int) -> None:
        roster.remove_class(self.actor, self.one(SchoolClass, number))

    def begin(self, number: int) -> None:
        plan = classes.Plan(DAYS[number % 4], 2)
        data = classes.ParticipationData(self.one(Programme, number).id, plan)
        classes.begin_participation(self.actor, self.one(SchoolClass, number), data)

    def plan(self, number: int) -> None:
        plan = classes.Plan(DAYS[number % 4], 2) if number % 3 else classes.Plan()
        classes.plan_sessions(self.actor, self.one(Participation, number), plan)

    def break_off(self, number: int) -> None:
        classes.break_off(self.actor, self.one(Participation, number), "no leader")

    def resume(self, number: int) -> None:
        classes.resume(self.actor, self.one(Participation, number))

    def remove(self, number: int) -> None:
        classes.remove_participation(self.actor, self.one(Participation, number))

    def add_target(self, number: int) -> None:
        school = self.one(Agency, number).id if number % 3 else None
        data = TargetData(self.one(Programme, number).id, school, GRADES[: 1 + number % 2])
        target_actions.add_targets(self.actor, self.one(SchoolYear, 0), data)

    def remove_target(self, number: int) -> None:
        target_actions.remove_target(self.actor, self.one(CoverageTarget, number))

    def new_edition(self, number: int) -> None:
        lessons = tuple(LessonData(place) for place in range(1, 2 + number % 4))
        data = EditionData(uuid.uuid4().hex[:8], make_current=number % 2 == 0, lessons=lessons)
        edition_actions.add_edition(self.actor, self.one(Programme, number), data)

    def make_current(self, number: int) -> None:
        edition_actions.make_current(self.actor, self.one(CurriculumVersion, number))

    def log(self, number: int) -> None:
        log_session(self.actor, *self.told(self.one(PlannedSession, number * 7), number))

    def correct(self, number: int) -> None:
        log = self.one(SessionLog, number)
        planned = PlannedSession(participation_id=log.participation_id, lesson_id=log.lesson_id)
        correct_log(self.actor, log, self.told(planned, number)[1])

    def told(self, planned: PlannedSession, number: int) -> tuple[Participation, SessionData]:
        status = tuple(SessionStatus)[number % 4]
        moved_to = DAYS[3] + timedelta(days=number) if status is SessionStatus.MOVED else None
        data = SessionData(status, DAYS[1], planned.lesson_id, 20, reason=Reason.OTHER, moved_to=moved_to)
        return db.session.get_one(Participation, planned.participation_id), data


WORK = sorted(name for name, made in vars(Anybody).items() if callable(made) and name[0] != "_")
WORK = [name for name in WORK if name not in {"all", "one", "told", "begin_everything"}]
REFUSED = (ValueError, LogRefused, ZeroDivisionError)  # the last: there is no such row


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(WORK), ANY), min_size=4, max_size=14))
def test_whatever_is_done_the_sums_are_what_is_counted(
    session: object, world: World, work: list[tuple[str, int]]
) -> None:
    with db.session.begin_nested() as outer:
        anybody = Anybody(actor_of(world.coverage_administrator))
        anybody.begin_everything(world)
        for name, number in work:
            try:
                with db.session.begin_nested():
                    getattr(anybody, name)(number)
            except REFUSED:
                continue
            assert list(differences(world.town.municipality)) == [], name
        outer.rollback()
    db.session.expire_all()


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["coverage", *arguments])
    return result.exit_code, result.output


def test_nothing_is_found_where_all_is_right(app: Flask, session: object) -> None:
    assert run(app, "verify") == (0, "Every sum is what the logs and plans say.\n")


def here(world: World) -> dict[str, object]:
    town = world.town
    return {"municipality_id": town.municipality, "school_year_id": town.school_year, "programme_id": town.mvp}


def at_school(world: World) -> ColumnElement[bool]:
    return coverage_sum.c.school_id == world.town.school


BREAKS: dict[str, tuple[Callable[[World], Executable], str]] = {
    "a sum": (
        lambda world: update(coverage_sum).values(held=coverage_sum.c.held + 1).where(at_school(world)),
        "2026/27, MVP högstadiet, Almköpings norra skola, grade 7: held is 2, counted 1",
    ),
    "a sum that is missing": (
        lambda world: delete(coverage_sum).where(at_school(world)),
        "2026/27, MVP högstadiet, Almköpings norra skola, grade 7: classes is 0, counted 2",
    ),
    "a sum too many": (
        lambda world: insert(coverage_sum).values(
            **here(world), school_id=world.town.school, grade="9", **dict.fromkeys(coverage_sum.c.keys()[5:], 1)
        ),
        "2026/27, MVP högstadiet, Almköpings norra skola, grade 9: pupils is 1, counted 0",
    ),
    "a programme's sum over all schools": (
        lambda world: (
            update(coverage_programme)
            .values(held=coverage_programme.c.held + 1)
            .where(coverage_programme.c.municipality_id == world.town.municipality)
        ),
        "2026/27, MVP högstadiet, all schools: held is 3, counted 2",
    ),
    "a programme's sum that is missing": (
        lambda _world: delete(coverage_programme),
        "2026/27, MVP högstadiet, all schools: classes is 0, counted 3",
    ),
    "a day": (
        lambda _world: delete(coverage_day).where(coverage_day.c.planned_on == date(2026, 11, 11)),
        "2026/27, MVP högstadiet, Almköpings friskola, grade 7, 2026-11-11: lessons is 0, counted 1",
    ),
    "a class": (
        lambda world: (
            update(coverage_class)
            .values(weekday=4, not_held=1)
            .where(coverage_class.c.school_class_id == world.class_7a.school_class)
        ),
        "2026/27, MVP högstadiet, Almköpings norra skola, grade 7, class 7A: not_held is 1, counted 0",
    ),
    "a class that is missing": (
        lambda world: delete(coverage_class).where(coverage_class.c.school_class_id == world.class_7b),
        "2026/27, MVP högstadiet, Almköpings norra skola, grade 7, class 7B: not_planned is 0, counted 4",
    ),
    "a day when a lesson was held": (
        lambda world: update(coverage_held).values(lessons=3).where(coverage_held.c.school_id == world.town.school),
        "2026/27, MVP högstadiet, Almköpings norra skola, grade 7, 2026-11-04: lessons is 3, counted 1",
    ),
    "an outcome": (
        lambda world: (
            update(PlannedSession)
            .values(outcome=SessionOutcome.HELD)
            .where(PlannedSession.id == world.class_7a.planned_sessions[1])
        ),
        "Class 7A, lesson 2: the plan says held, the log nothing",
    ),
    "a log": (
        lambda world: update(SessionLog).values(status="not_held").where(SessionLog.id == world.class_7a.log),
        "Class 7A, lesson 1: the plan says held, the log not_held",
    ),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_whatever_is_broken_by_hand_is_found_and_named(app: Flask, session: object, world: World, broken: str) -> None:
    statement, sentence = BREAKS[broken]
    db.session.execute(statement(world))
    code, told = run(app, "verify")
    assert code == 1
    assert sentence in told.splitlines()
    assert "prevention coverage recount" in told


def test_recount_mends_the_sums(app: Flask, session: object) -> None:
    db.session.execute(update(coverage_sum).values(held=99, open=0))
    assert run(app, "verify")[0] == 1
    assert run(app, "recount")[0] == 0
    assert run(app, "verify")[0] == 0


def test_without_saying_which_coverage_it_says_how(app: Flask, session: object) -> None:
    code, told = run(app)
    assert code == 2
    assert "--school-year YEAR --programme CODE" in told
