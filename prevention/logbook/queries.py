"""What the pages of the logbook read. My sessions lives in `mine.py`."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.classes.models import Participation, ParticipationLeader, PlannedSession, SchoolClass
from prevention.extensions import db
from prevention.organisations.models import Agency, SchoolYear
from prevention.programmes.models import CurriculumVersion, Lesson, Programme

from .data import LessonRow, Taking, Version
from .models import SessionLog

Rows = Select[*tuple[Any, ...]]  # columns that become a dataclass


@dataclass(frozen=True, slots=True)
class LogPage:
    """A log with where it belongs and everything that was ever told about the session, the newest first."""

    participation_id: uuid.UUID
    class_id: uuid.UUID
    class_name: str
    school: str
    programme: str
    may_correct: bool
    shown: Version
    versions: list[Version]

    @property
    def in_force(self) -> Version | None:
        return next((version for version in self.versions if version.superseded_at is None), None)


def taking(participation: Participation) -> Taking:
    """Return what a log needs to know of the class. The participation was checked by the guard."""
    query = led_rows().add_columns(SchoolYear).options(selectinload(SchoolYear.breaks))
    return Taking(*db.session.execute(query.where(Participation.id == participation.id)).one())


def led_rows() -> Rows:
    """Return the select of `Led`, for one class or for many."""
    leaders = select(func.count()).select_from(ParticipationLeader)
    return (
        select(
            Participation.id,
            SchoolClass.id,
            SchoolClass.name,
            Agency.name,
            Programme.name,
            SchoolClass.pupils,
            leaders.where(ParticipationLeader.participation_id == Participation.id).scalar_subquery(),
            CurriculumVersion.minutes,
            Participation.room,
        )
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Agency, Agency.id == Participation.school_id)
        .join(Programme, Programme.id == Participation.programme_id)
        .join(CurriculumVersion, CurriculumVersion.id == Participation.curriculum_version_id)
        .join(SchoolYear, SchoolYear.id == Participation.school_year_id)
    )


def leads(actor: Actor, participation: Participation) -> bool:
    """Tell whether it stands among the actor's own sessions."""
    where = (
        ParticipationLeader.participation_id == participation.id,
        ParticipationLeader.person_id == actor.person_id,
    )
    return db.session.scalar(select(ParticipationLeader.id).where(*where)) is not None


def participation_of(log: SessionLog) -> Participation:
    """Return the participation of a log that the guard has checked: the rule of both is one."""
    return db.session.get_one(Participation, log.participation_id)


def plan_of(participation_id: uuid.UUID) -> list[LessonRow]:
    """Return every expected lesson of a class, in lesson order. Empty for programmes without numbered lessons."""
    query = (
        select(
            PlannedSession.participation_id,
            Lesson.id,
            Lesson.number,
            Lesson.title,
            Lesson.minutes,
            PlannedSession.planned_on,
            PlannedSession.outcome,
        )
        .join(Lesson, Lesson.id == PlannedSession.lesson_id)
        .where(PlannedSession.participation_id == participation_id)
        .order_by(Lesson.number, Lesson.id)
    )
    return [LessonRow(*row) for row in db.session.execute(query)]


def log_page(actor: Actor, log: SessionLog) -> LogPage:
    """Return what is shown of a log. Colleagues who logged are named: they are staff at work."""
    query: Rows = (
        select(
            Participation.id,
            SchoolClass.id,
            SchoolClass.name,
            Agency.name,
            Programme.name,
            allowed(Participation, Permission.SESSION_LOG, actor),
        )
        .join(SchoolClass, SchoolClass.id == Participation.school_class_id)
        .join(Agency, Agency.id == Participation.school_id)
        .join(Programme, Programme.id == Participation.programme_id)
        .where(Participation.id == log.participation_id)
    )
    versions = versions_of(log)
    shown = next(version for version in versions if version.id == log.id)
    participation_id, class_id, class_name, school, programme, may_correct = db.session.execute(query).one()
    return LogPage(participation_id, class_id, class_name, school, programme, may_correct, shown, versions)


def versions_of(log: SessionLog) -> list[Version]:
    """Return a log, what it replaced and what replaced it, the newest first."""
    chain = select(SessionLog.id, SessionLog.replaces_id).where(SessionLog.id == log.id).cte("chain", recursive=True)
    linked = or_(SessionLog.id == chain.c.replaces_id, SessionLog.replaces_id == chain.c.id)
    step = select(SessionLog.id, SessionLog.replaces_id).join(chain, linked)
    chain = chain.union(step.where(SessionLog.participation_id == log.participation_id))
    query = version_rows().where(SessionLog.id.in_(select(chain.c.id)))
    by_what_they_replace = {row.replaces_id: Version(*row) for row in db.session.execute(query)}
    found = [by_what_they_replace[None]]
    while later := by_what_they_replace.get(found[-1].id):
        found.append(later)
    return found[::-1]


def version_rows() -> Rows:
    """Return the select of `Version`."""
    return (
        select(
            SessionLog.id,
            SessionLog.lesson_id,
            Lesson.number,
            Lesson.title,
            SessionLog.status,
            SessionLog.held_on,
            SessionLog.moved_to,
            SessionLog.reason,
            SessionLog.pupils_present,
            SessionLog.leaders_present,
            SessionLog.minutes,
            SessionLog.grouping,
            SessionLog.delivered_as_planned,
            SessionLog.engagement,
            SessionLog.note,
            Person.name,
            SessionLog.logged_at,
            SessionLog.superseded_at,
            SessionLog.replaces_id,
        )
        .join(Person, Person.id == SessionLog.logged_by_id)
        .outerjoin(Lesson, Lesson.id == SessionLog.lesson_id)
    )


def version_of(log: SessionLog) -> Version:
    """Return one log in full."""
    return next(version for version in versions_of(log) if version.id == log.id)


def lesson_to_log(plan: list[LessonRow], wanted: str | None, today: date) -> LessonRow | None:
    """Return the lesson the form opens on: the one asked for, else the oldest that is due, else the next one.

    One that was asked for and is logged already gives none: another lesson in its place would be logged by mistake.
    """
    unlogged = [row for row in plan if row.outcome is None]
    if wanted:
        return next((row for row in unlogged if str(row.lesson_id) == wanted), None)
    due = (row for row in unlogged if row.planned_on and row.planned_on <= today)
    return next(due, next(iter(unlogged), None))
