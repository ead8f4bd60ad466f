"""Every write to editions and their lessons. Lessons that classes take stay: another set is a new edition."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError

from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.classes.models import Participation
from prevention.coverage.sums import Scope, recount
from prevention.database import tripped
from prevention.extensions import db

from .loading import no_current
from .models import Audience, CurriculumVersion, DeliveryMode, Lesson, Programme

ADDED = event("edition.added", "programme_id", "lessons", "is_current")
CHANGED = event("edition.changed", "programme_id", "lessons")
MADE_CURRENT = event("edition.made_current", "programme_id")

WITH_LESSONS = frozenset(DeliveryMode) - {DeliveryMode.CONTINUOUS, DeliveryMode.INDIVIDUAL}
COUNTED = WITH_LESSONS - {DeliveryMode.STATION_SERIES}


class EditionExists(ValueError):
    """The programme has an edition of this name."""


class EditionInUse(ValueError):
    """Classes take this edition, so it keeps its lessons."""


@dataclass(frozen=True, slots=True)
class LessonData:
    number: int
    title: str | None = None
    audience: Audience = Audience.PUPILS
    core: bool = True
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class EditionData:
    edition: str
    minutes: int | None = None
    source: str | None = None
    make_current: bool = True
    lessons: tuple[LessonData, ...] = ()


def add_edition(actor: Actor, programme: Programme, data: EditionData) -> CurriculumVersion:
    """Add an edition with its lessons, numbered from 1 in the order of the numbers given.

    :raises EditionExists: when the programme has an edition of this name.
    """
    db.session.refresh(programme, with_for_update=True)
    edition = CurriculumVersion(
        id=uuid.uuid4(),
        municipality_id=programme.municipality_id,
        programme_id=programme.id,
        edition=data.edition,
        minutes=data.minutes,
        source=data.source,
    )
    try:
        with db.session.begin_nested():
            db.session.add(edition)
    except IntegrityError as error:
        if not tripped(error, "curriculum_version", "programme_id", "edition"):
            raise
        raise EditionExists(data.edition) from error
    set_lessons(programme, edition, [], data.lessons)
    if data.make_current:
        no_current(programme.id)
        edition.is_current = True
    details = {"lessons": edition.lessons_expected, "is_current": edition.is_current}
    record(actor, ADDED, edition, programme_id=programme.id, **details)
    recount(Scope(edition.municipality_id, programme=programme.id))
    return edition


def change_edition(actor: Actor, edition: CurriculumVersion, data: EditionData) -> None:
    """Change an edition. While classes take it only what is said of its lessons changes, not which there are.

    :raises EditionInUse: for fewer, more or other lessons of an edition that a class takes.
    """
    db.session.refresh(edition, with_for_update=True)  # a class that begins right now waits, or is seen
    programme = db.session.get_one(Programme, edition.programme_id)
    before = lessons_of(edition)
    if [one.number for one in before] != sorted(one.number for one in data.lessons) and in_use(edition):
        raise EditionInUse(edition.edition)
    edition.minutes, edition.source = data.minutes, data.source
    set_lessons(programme, edition, before, data.lessons)
    record(actor, CHANGED, edition, programme_id=programme.id, lessons=edition.lessons_expected)
    recount(Scope(edition.municipality_id, programme=programme.id))


def fit_editions(programme: Programme) -> None:
    """Let the editions hold what a programme delivered in this way counts. No class may have taken one."""
    for edition in db.session.scalars(
        select(CurriculumVersion).where(CurriculumVersion.programme_id == programme.id)
    ).all():
        before = lessons_of(edition)
        kept = [LessonData(one.number, one.title, one.audience, one.core, one.minutes) for one in before]
        set_lessons(programme, edition, before, kept)


def lessons_of(edition: CurriculumVersion) -> Sequence[Lesson]:
    of_edition = Lesson.curriculum_version_id == edition.id
    return db.session.scalars(select(Lesson).where(of_edition).order_by(Lesson.number)).all()


def in_use(edition: CurriculumVersion) -> bool:
    taken = exists().where(Participation.curriculum_version_id == edition.id)
    return bool(db.session.scalar(select(taken)))


def set_lessons(
    programme: Programme, edition: CurriculumVersion, before: Sequence[Lesson], after: Sequence[LessonData]
) -> None:
    """Write the lessons over those that stand, in order; take away what is left over, add what is missing."""
    wanted = sorted(after, key=lambda one: one.number) if programme.delivery_mode in WITH_LESSONS else []
    for number, (there, data) in enumerate(zip_longest(before, wanted), 1):
        if data is None:
            db.session.delete(there)
            continue
        lesson = there or Lesson(municipality_id=edition.municipality_id, curriculum_version_id=edition.id)
        db.session.add(lesson)
        lesson.number, lesson.title, lesson.audience = number, data.title, data.audience
        lesson.core, lesson.minutes = data.core, data.minutes
    edition.lessons_expected = len(wanted) or None if programme.delivery_mode in COUNTED else None
    db.session.flush()


def make_current(actor: Actor, edition: CurriculumVersion) -> None:
    """Let classes that begin from now on take this edition. Those that began keep theirs."""
    programme = db.session.get_one(Programme, edition.programme_id, with_for_update=True)
    db.session.refresh(edition)
    if edition.is_current:
        return
    no_current(programme.id)
    edition.is_current = True
    record(actor, MADE_CURRENT, edition, programme_id=programme.id)
    recount(Scope(edition.municipality_id, programme=programme.id))
