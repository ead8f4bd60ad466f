"""A roster compared with the classes there are, and stored: all rows or none, a thousand at a time."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from sqlalchemy import insert, or_, select, update

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.audit.record import event, record
from prevention.classes.models import SchoolClass
from prevention.coverage.sums import Scope, recount
from prevention.extensions import db
from prevention.organisations.grades import grades_offered
from prevention.organisations.models import Agency, Municipality, SchoolYear
from prevention.sorting import as_swedish, swedish

from .checking import RosterCheck, RosterLine, School, Year
from .faults import Faults
from .roster_file import Row

IMPORTED = event("classes.imported", "created", "changed", "unchanged")
CHUNK = 1000
MOST_SHOWN = 200
Key = tuple[uuid.UUID, uuid.UUID, str]


@dataclass(frozen=True, slots=True)
class Existing:
    id: uuid.UUID
    grade: str
    pupils: int


@dataclass(frozen=True, slots=True)
class Change:
    """A line beside the class as it is now; `before` is empty for a new class."""

    line: RosterLine
    before: Existing | None


@dataclass(slots=True)
class ImportReport:
    """What the import does, or would do. Of new and changed rows the first 200 are kept to be shown."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0
    first_created: list[Change] = field(default_factory=list)
    first_changed: list[Change] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    warnings: Faults = field(default_factory=Faults)

    def note(self, change: Change) -> bool:
        """Count the change; return whether there is anything to store."""
        line, before = change.line, change.before
        if before is None:
            self.created += 1
            self.first_created += [change] if self.created <= MOST_SHOWN else []
        elif (before.grade, before.pupils) != (line.grade, line.pupils):
            self.changed += 1
            self.first_changed += [change] if self.changed <= MOST_SHOWN else []
        else:
            self.unchanged += 1
            return False
        return True


class FaultyRoster(ValueError):
    """Something in the file is wrong, so nothing of it is stored. Holds the report with every fault."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(report.faults.total)
        self.report = report


def preview_roster(municipality_id: uuid.UUID, rows: Iterable[Row]) -> ImportReport:
    """Return what the import would do, and every fault. Stores nothing."""
    report = ImportReport()
    for _chunk in compared(municipality_id, rows, report):
        pass
    return report


def import_roster(
    actor: Actor | None,
    municipality_id: uuid.UUID,
    rows: Iterable[Row],
    progress: Callable[[int], None] = lambda _: None,
) -> ImportReport:
    """Store all classes of the roster.

    :raises FaultyRoster: where anything is wrong. The caller commits nothing then.
    """
    report, done, years = ImportReport(), 0, set[uuid.UUID]()
    for changes in compared(municipality_id, rows, report):
        if not report.faults:
            store(municipality_id, changes)
            years |= {change.line.year.id for change in changes}
        done += CHUNK
        progress(done)
    if report.faults:
        raise FaultyRoster(report)
    municipality = db.session.get_one(Municipality, municipality_id)
    counts = {"created": report.created, "changed": report.changed, "unchanged": report.unchanged}
    record(actor, IMPORTED, municipality, **counts)
    for year in sorted(years):
        recount(Scope(municipality_id, year))
    return report


def compared(municipality_id: uuid.UUID, rows: Iterable[Row], report: ImportReport) -> Iterator[list[Change]]:
    """Yield what is new or changed, a chunk at a time; the report counts along."""
    check = RosterCheck(schools_of(municipality_id), years_of(municipality_id), clock.today())
    report.faults, report.warnings = check.faults, check.warnings
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        lines = [line for row, cells in chunk if (line := check.line(row, cells))]
        existing = existing_classes(lines)
        changes = [Change(line, existing.get(line.key)) for line in lines]
        yield [change for change in changes if report.note(change)]


def schools_of(municipality_id: uuid.UUID) -> dict[str, School]:
    query = select(Agency.code, Agency.id, Agency.name, Agency.offers, Agency.active_to).where(
        Agency.municipality_id == municipality_id, Agency.kind == AgencyKind.SCHOOL
    )
    return {
        str(code): School(key, name, grades_offered(offers), active_to)
        for code, key, name, offers, active_to in db.session.execute(query)
    }


def years_of(municipality_id: uuid.UUID) -> dict[str, Year]:
    query = (
        select(SchoolYear.id, SchoolYear.name, SchoolYear.starts_on, SchoolYear.ends_on)
        .where(SchoolYear.municipality_id == municipality_id)
        .order_by(SchoolYear.starts_on, SchoolYear.id)
    )
    return {row.name: Year(*row) for row in db.session.execute(query)}


def existing_classes(lines: list[RosterLine]) -> dict[Key, Existing]:
    """Return the classes that the lines may be about, by their keys: names are found in whatever letters."""
    names, key = {line.name for line in lines}, (SchoolClass.school_id, SchoolClass.school_year_id)
    query = select(*key, SchoolClass.name, SchoolClass.id, SchoolClass.grade, SchoolClass.pupils).where(
        SchoolClass.school_id.in_({line.school.id for line in lines}),
        SchoolClass.school_year_id.in_({line.year.id for line in lines}),
        or_(SchoolClass.name.in_(names), swedish(SchoolClass.name).in_({as_swedish(name) for name in names})),
    )
    rows = sorted(db.session.execute(query), key=lambda row: row.name in names)  # the very name comes last, and counts
    return {
        (school, year, name.casefold()): Existing(found, grade, pupils)
        for school, year, name, found, grade, pupils in rows
    }


def store(municipality_id: uuid.UUID, changes: list[Change]) -> None:
    new = [row_of(municipality_id, change.line) for change in changes if change.before is None]
    if new:
        db.session.execute(insert(SchoolClass), new)
    at = clock.now()
    changed = [
        {"id": change.before.id, "grade": change.line.grade, "pupils": change.line.pupils, "updated_at": at}
        for change in changes
        if change.before
    ]
    if changed:
        db.session.execute(update(SchoolClass), changed)


def row_of(municipality_id: uuid.UUID, line: RosterLine) -> dict[str, object]:
    return {
        "municipality_id": municipality_id,
        "school_id": line.school.id,
        "school_year_id": line.year.id,
        "name": line.name,
        "grade": line.grade,
        "pupils": line.pupils,
    }
