"""The standing cast: two municipalities, two schools each, one person a role, each with an outsider twin elsewhere.

All invented. Today is Wednesday 18 November 2026. In Almköping 7A takes MVP (four lessons here): lesson 1 was held on
4 November, lesson 2 was planned for the 11th and never logged, lesson 3 is today, lesson 4 next week. 7B is expected to
take MVP and nothing is planned. 7C at the other school and 7D in the other municipality mirror 7A. Almköping publishes
open data, of all years.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from prevention.classes.models import (
    Participation,
    ParticipationLeader,
    PlannedSession,
    SchoolClass,
    SessionOutcome,
)
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.opendata.models import OpenDataSetting
from prevention.opendata.models import Scope as Published

from .messages import Messages, build_messages
from .town import Town, add, build_town


@dataclass(frozen=True)
class ClassInProgramme:
    """A class, the programme it takes, and the ids of its lessons, planned sessions and first log, in lesson order."""

    school_class: uuid.UUID
    participation: uuid.UUID
    planned_sessions: tuple[uuid.UUID, ...]
    log: uuid.UUID


@dataclass(frozen=True)
class World:
    """`town` is where most tests happen; `people` of both by name, the twins of the other town end in `_b`."""

    town: Town
    other_town: Town
    class_7a: ClassInProgramme
    class_7b: uuid.UUID
    class_7c: ClassInProgramme
    class_7d: ClassInProgramme
    messages: Messages
    other_messages: Messages

    def __getattr__(self, name: str) -> uuid.UUID:
        """`world.teacher` is a person of the town, `world.teacher_b` their twin in the other one."""
        town = self.other_town if name.endswith("_b") else self.town
        try:
            return town.people[name.removesuffix("_b")]
        except KeyError:
            raise AttributeError(name) from None


def build_world() -> World:
    town, other = build_town("9901", "Almköping"), build_town("9902", "Björkvik")
    class_7a = build_class(town, town.school, "7A", (town.people["teacher"], town.people["programme_leader"]))
    class_7b = add(school_class(town, town.school, "7B", 22))
    class_7c = build_class(town, town.other_school, "7C", (town.people["teacher_elsewhere"],))
    class_7d = build_class(other, other.school, "7D", (other.people["teacher"], other.people["programme_leader"]))
    for one in (town, other):
        recount(Scope(one.municipality))
    add(OpenDataSetting(municipality_id=town.municipality, scope=Published.ALL))
    messages, other_messages = build_messages(town), build_messages(other)
    return World(town, other, class_7a, class_7b, class_7c, class_7d, messages, other_messages)


def school_class(town: Town, school: uuid.UUID, name: str, pupils: int) -> SchoolClass:
    return SchoolClass(
        municipality_id=town.municipality,
        school_id=school,
        school_year_id=town.school_year,
        name=name,
        grade="7",
        pupils=pupils,
    )


def build_class(town: Town, school: uuid.UUID, name: str, leaders: tuple[uuid.UUID, ...]) -> ClassInProgramme:
    here = town.municipality
    of_class = add(school_class(town, school, name, 24))
    participation = add(
        Participation(
            municipality_id=here,
            school_class_id=of_class,
            school_id=school,
            school_year_id=town.school_year,
            programme_id=town.mvp,
            curriculum_version_id=town.curriculum,
            starts_on=date(2026, 11, 4),
            weekday=2,
        )
    )
    for leader in leaders:
        add(ParticipationLeader(municipality_id=here, participation_id=participation, person_id=leader))
    days = (date(2026, 11, 4), date(2026, 11, 11), date(2026, 11, 18), date(2026, 11, 25))
    planned = tuple(
        add(PlannedSession(municipality_id=here, participation_id=participation, lesson_id=lesson, planned_on=day))
        for lesson, day in zip(town.lessons, days, strict=True)
    )
    db.session.get_one(PlannedSession, planned[0]).outcome = SessionOutcome.HELD
    log = add(
        SessionLog(
            municipality_id=here,
            participation_id=participation,
            lesson_id=town.lessons[0],
            status=SessionStatus.HELD,
            held_on=days[0],
            minutes=60,
            leaders_present=2,
            pupils_present=23,
            delivered_as_planned=True,
            client_id=uuid.uuid4(),
            logged_by_id=leaders[0],
            logged_at=datetime(2026, 11, 4, 10, 0, tzinfo=UTC),
        )
    )
    return ClassInProgramme(of_class, participation, planned, log)
