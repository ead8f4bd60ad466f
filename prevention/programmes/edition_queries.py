"""Reads of editions and their lessons, for the page of a programme and the form of an edition."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.classes.models import Participation
from prevention.extensions import db

from .models import Audience, CurriculumVersion, Lesson, Programme


@dataclass(frozen=True, slots=True)
class LessonView:
    number: int
    title: str | None
    audience: Audience
    core: bool
    minutes: int | None


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition with its lessons. `classes` have taken it, in any school year."""

    id: uuid.UUID
    edition: str
    lessons_expected: int | None
    minutes: int | None
    source: str | None
    is_current: bool
    classes: int
    lessons: list[LessonView]


def editions_of(actor: Actor, programme: Programme) -> list[EditionView]:
    """Return the editions of a programme, the current one first and then the newest."""
    taken = select(func.count(Participation.id)).where(Participation.curriculum_version_id == CurriculumVersion.id)
    query = (
        select(
            CurriculumVersion.id,
            CurriculumVersion.edition,
            CurriculumVersion.lessons_expected,
            CurriculumVersion.minutes,
            CurriculumVersion.source,
            CurriculumVersion.is_current,
            taken.correlate(CurriculumVersion).scalar_subquery(),
        )
        .where(
            CurriculumVersion.programme_id == programme.id,
            allowed(CurriculumVersion, Permission.PROGRAMME_READ, actor),
        )
        .order_by(
            CurriculumVersion.is_current.desc(), CurriculumVersion.created_at.desc(), CurriculumVersion.edition.desc()
        )
    )
    lessons = lessons_by_edition(programme.id)
    rows: Iterable[Any] = db.session.execute(query)
    return [EditionView(*(*row, lessons[row.id])) for row in rows]


def lessons_by_edition(programme_id: uuid.UUID) -> dict[uuid.UUID, list[LessonView]]:
    query = (
        select(Lesson.curriculum_version_id, Lesson.number, Lesson.title, Lesson.audience, Lesson.core, Lesson.minutes)
        .join(CurriculumVersion, CurriculumVersion.id == Lesson.curriculum_version_id)
        .where(CurriculumVersion.programme_id == programme_id)
        .order_by(Lesson.curriculum_version_id, Lesson.number)
    )
    found: dict[uuid.UUID, list[LessonView]] = defaultdict(list)
    for edition_id, number, title, audience, core, minutes in db.session.execute(query):
        found[edition_id].append(LessonView(number, title, audience, core, minutes))
    return found


def current_edition_of(actor: Actor, programme: Programme) -> EditionView | None:
    """Return the edition a new one is copied from: the current one, else the newest."""
    return next(iter(editions_of(actor, programme)), None)


def edition_for_form(actor: Actor, edition: CurriculumVersion) -> tuple[Programme, EditionView]:
    """Return the programme of an edition, and the edition as it stands."""
    programme = db.session.get_one(Programme, edition.programme_id)
    return programme, next(one for one in editions_of(actor, programme) if one.id == edition.id)
