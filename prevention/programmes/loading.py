"""How a municipality takes in the shipped catalogue: adding what it lacks, changing nothing it has."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.organisations.models import Municipality

from .catalogue import CatalogueEdition, CatalogueProgramme, shipped_catalogue
from .models import CurriculumVersion, Lesson, Programme

CATALOGUE_LOADED = event("catalogue.loaded", "programmes", "editions")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load of the catalogue added. `kept` programmes were there already."""

    programmes: int
    editions: int
    kept: int


def load_catalogue(
    municipality: Municipality,
    actor: Actor | None = None,
    catalogue: tuple[CatalogueProgramme, ...] | None = None,
) -> Loaded:
    """Add what the municipality lacks of the shipped catalogue; the second time changes nothing.

    What is there is never changed, so what administrators wrote stays. A programme of their own with the same code is
    theirs alone.
    """
    db.session.refresh(municipality, with_for_update=True)  # two at once would add the same twice
    entries = shipped_catalogue() if catalogue is None else catalogue
    rows = db.session.scalars(select(Programme).where(Programme.municipality_id == municipality.id))
    there = {programme.code: programme for programme in rows}
    missing = [entry for entry in entries if entry.code not in there]
    for entry in missing:
        add_programme_of(entry, municipality.id)
    known = editions_by_programme(municipality.id)
    pairs = [(there[entry.code], entry) for entry in entries if entry.code in there]
    added = sum(add_editions_of(entry, one, known.get(one.id, {})) for one, entry in pairs if one.catalogue)
    db.session.flush()
    if missing or added:
        record(actor, CATALOGUE_LOADED, municipality, programmes=len(missing), editions=added)
    if added:
        recount(Scope(municipality.id))
    return Loaded(len(missing), added, len(pairs))


def add_programme_of(entry: CatalogueProgramme, municipality_id: uuid.UUID) -> None:
    programme = Programme(
        id=uuid.uuid4(),
        municipality_id=municipality_id,
        code=entry.code,
        name=entry.name,
        family=entry.family,
        delivery_mode=entry.delivery_mode,
        level=entry.level,
        owner=entry.owner,
        description=entry.description,
        suggested_grades=entry.suggested_grades,
        leaders_expected=entry.leaders_expected,
        peer_mentors=entry.peer_mentors,
        catalogue=True,
    )
    db.session.add(programme)
    for edition in entry.editions:
        add_edition_of(edition, programme, current=edition is entry.editions[-1])


def add_edition_of(entry: CatalogueEdition, programme: Programme, *, current: bool) -> None:
    here, edition = programme.municipality_id, uuid.uuid4()
    db.session.add(
        CurriculumVersion(
            id=edition,
            municipality_id=here,
            programme_id=programme.id,
            edition=entry.edition,
            lessons_expected=entry.lessons_expected,
            minutes=entry.minutes,
            source=entry.source,
            is_current=current,
        )
    )
    db.session.add_all(
        Lesson(
            municipality_id=here,
            curriculum_version_id=edition,
            number=lesson.number,
            title=lesson.title,
            audience=lesson.audience,
        )
        for lesson in entry.lessons
    )


def editions_by_programme(municipality_id: uuid.UUID) -> dict[uuid.UUID, dict[str, bool]]:
    """Return by programme: the names of its editions, and whether each is the current one."""
    rows = db.session.execute(
        select(CurriculumVersion.programme_id, CurriculumVersion.edition, CurriculumVersion.is_current).where(
            CurriculumVersion.municipality_id == municipality_id
        )
    )
    known: dict[uuid.UUID, dict[str, bool]] = {}
    for programme_id, edition, is_current in rows:
        known.setdefault(programme_id, {})[edition] = is_current
    return known


def add_editions_of(entry: CatalogueProgramme, programme: Programme, known: dict[str, bool]) -> int:
    """Add the editions that are new. The newest becomes current, unless the municipality chose one of its own."""
    new = [edition for edition in entry.editions if edition.edition not in known]
    shipped = {edition.edition for edition in entry.editions}
    own = any(is_current and name not in shipped for name, is_current in known.items())
    newest = entry.editions[-1]
    if newest in new and not own:
        no_current(programme.id)
    for edition in new:
        add_edition_of(edition, programme, current=edition is newest and not own)
    return len(new)


def no_current(programme_id: uuid.UUID) -> None:
    """Take the mark off, in the database at once: two current editions never stand, not even within a flush."""
    db.session.flush()
    current = CurriculumVersion.programme_id == programme_id, CurriculumVersion.is_current
    db.session.execute(update(CurriculumVersion).where(*current).values(is_current=False))
