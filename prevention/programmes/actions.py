"""Every write to programmes themselves; editions and targets have their own files beside this one."""

import re
import unicodedata
import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.exc import IntegrityError

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.classes.models import Participation
from prevention.database import tripped
from prevention.extensions import db
from prevention.naming import is_taken

from .edition_actions import EditionData, LessonData, add_edition, fit_editions
from .loading import load_catalogue
from .models import CoverageTarget, CurriculumVersion, DeliveryMode, PreventionLevel, Programme

__all__ = [
    "ProgrammeData",
    "ProgrammeExists",
    "add_programme",
    "change_programme",
    "is_relied_on",
    "load_catalogue",
    "retire_programme",
    "take_up_again",
]

ADDED = event("programme.added", "code", "delivery_mode")
CHANGED = event("programme.changed", "fields")
RETIRED = event("programme.retired", "code")
TAKEN_UP = event("programme.taken_up_again", "code")
FIRST_EDITION = "1"


class ProgrammeExists(ValueError):
    """Another programme of the municipality has this name, or one that gives the same code."""


@dataclass(frozen=True, slots=True)
class ProgrammeData:
    name: str
    family: str | None = None
    level: PreventionLevel | None = None
    owner: str | None = None
    description: str | None = None
    suggested_grades: str | None = None
    leaders_expected: int = 1
    peer_mentors: bool = False


def add_programme(actor: Actor, data: ProgrammeData, mode: DeliveryMode, lessons: int) -> Programme:
    """Add a programme of the municipality's own, with a first edition of so many lessons without titles.

    :raises ProgrammeExists: when the name is taken, or gives a code that is.
    """
    refuse_taken_name(actor.municipality_id, data.name)
    code = code_from(data.name)
    programme = Programme(municipality_id=actor.municipality_id, code=code, delivery_mode=mode, **asdict(data))
    try:
        with db.session.begin_nested():
            db.session.add(programme)
    except IntegrityError as error:
        if not tripped(error, "programme", "municipality_id", "code"):
            raise
        raise ProgrammeExists(data.name) from error
    record(actor, ADDED, programme, code=code, delivery_mode=mode)
    numbered = tuple(LessonData(number) for number in range(1, lessons + 1))
    add_edition(actor, programme, EditionData(FIRST_EDITION, lessons=numbered))
    return programme


def code_from(name: str) -> str:
    """Return the code that stands for a name in files and reports: `Vår MVP, åk 8` is `var-mvp-ak-8`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-") or uuid.uuid4().hex[:8]


def refuse_taken_name(municipality_id: uuid.UUID, name: str, keeper: uuid.UUID | None = None) -> None:
    """Let nobody take the name of another programme: in lists and reports the two could not be told apart.

    :raises ProgrammeExists: in whatever letters it is written.
    """
    here = select(Programme.id, Programme.name).where(Programme.municipality_id == municipality_id)
    if is_taken(name, here, keeper):
        raise ProgrammeExists(name)


def change_programme(actor: Actor, programme: Programme, data: ProgrammeData, mode: DeliveryMode | None) -> None:
    """Change what is written about a programme. Its code stays: files and scripts use it.

    How it is delivered stays, too, once a class or a target relies on it: its lessons are counted by that.

    :raises ProgrammeExists: when another programme has the name.
    """
    refuse_taken_name(programme.municipality_id, data.name, programme.id)
    new = asdict(data)
    if mode is not programme.delivery_mode and not delivery_must_stay(programme):
        new["delivery_mode"] = mode
    changed = sorted(field for field, value in new.items() if getattr(programme, field) != value)
    for field in changed:
        setattr(programme, field, new[field])
    if "delivery_mode" in changed:
        fit_editions(programme)
    if changed:
        record(actor, CHANGED, programme, fields=changed)


def delivery_must_stay(programme: Programme) -> bool:
    """Tell whether a class or a target relies on it; what begins right now waits for the commit, or is seen."""
    db.session.refresh(programme, with_for_update=True)
    editions = select(CurriculumVersion.id).where(CurriculumVersion.programme_id == programme.id)
    db.session.execute(editions.with_for_update())
    return is_relied_on(programme)


def is_relied_on(programme: Programme) -> bool:
    """Tell whether a class has taken the programme, or a target expects one to."""
    taken = exists().where(Participation.curriculum_version_id == CurriculumVersion.id)
    by_class = exists().where(CurriculumVersion.programme_id == programme.id, taken)
    by_target = exists().where(CoverageTarget.programme_id == programme.id)
    return bool(db.session.scalar(select(or_(by_class, by_target))))


def retire_programme(actor: Actor, programme: Programme) -> None:
    """Take a programme out of use: no new class begins it. Running classes and targets that are set stay."""
    if programme.retired_at is None:
        programme.retired_at = clock.now()
        record(actor, RETIRED, programme, code=programme.code)


def take_up_again(actor: Actor, programme: Programme) -> None:
    if programme.retired_at is not None:
        programme.retired_at = None
        record(actor, TAKEN_UP, programme, code=programme.code)
