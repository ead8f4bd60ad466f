"""What a report shows, gathered in a handful of questions however many schools there are."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.coverage import queries
from prevention.coverage.figures import CoverageRow, total, worst_first
from prevention.coverage.queries import ProgrammeChoice, School, Selection, Year
from prevention.coverage.reports import grouped
from prevention.organisations.models import OwnerType
from prevention.organisations.words import OWNERS
from prevention.quality.queries import ProgrammeRow, per_programme
from prevention.readiness.checklist import Checklist
from prevention.readiness.queries import SeenSchool, Span, needed_for, of_seen_school
from prevention.sorting import as_swedish
from prevention.statistics.queries import Series, statistics_of_schools
from prevention.statistics.school import Table

from .class_rows import class_rows
from .data import ClassRow
from .models import ReportKind
from .showing import MANY_SCHOOLS, Contents, SchoolPart
from .trends import trends


class NothingToShow(LookupError):
    """There is no school year, or no such school for this reader."""


def year_named(years: Sequence[Year], name: str | None = None) -> Year | None:
    """Return the school year of this name, else the one that holds today, the next, or the latest."""
    current = next((year for year in reversed(years) if clock.today() <= year.ends_on), years[0] if years else None)
    return next((year for year in years if year.name == name), current)


def selected(actor: Actor, school_id: uuid.UUID | None, year: Year) -> Selection:
    """Return the classes of a school, or of all schools that the reader may see.

    :raises NothingToShow: where there is no such school.
    """
    seen = [one for one in queries.schools_of(actor, year) if one.is_open or one.has_classes]
    schools = tuple(one for one in seen if school_id in {None, one.id})
    if school_id and not schools:
        raise NothingToShow(school_id)
    whole = school_id is None and actor.everywhere(Permission.COVERAGE_READ)
    return Selection(actor.municipality_id, year.id, schools, whole)


def gather(
    actor: Actor,
    municipality: str,
    kind: ReportKind,
    year: Year,
    school_id: uuid.UUID | None = None,
    shown: Callable[[Sequence[School]], Sequence[School]] = tuple,
) -> Contents:
    """Return the contents of a report.

    :param shown: chooses whose classes are wanted, of the schools in order: a preview shows some at a time.
    :raises NothingToShow: where there is no such school.
    """
    selection = selected(actor, school_id, year)
    schools = sorted(selection.schools, key=by_name)
    council = kind is ReportKind.COUNCIL
    wanted = () if council else shown(schools)
    classes = classes_of(actor, year, selection, wanted)
    rows, programmes = sums_of(classes.get(school_id, ())) if school_id else sums_of_all(actor, selection)
    of_school = grouped(rows, "id")
    published = statistics_of_schools(actor, [one.id for one in wanted]) if 0 < len(wanted) <= MANY_SCHOOLS else {}

    def part_of(school: School, own: Sequence[CoverageRow]) -> SchoolPart:
        table = table_of(published.get(school.id))
        return SchoolPart(school, by_programme(own, programmes), classes.get(school.id, ()), total(own), table)

    carried_out = per_programme(actor, year.id, school_id) if school_id else ()
    return Contents(
        kind=kind,
        municipality=municipality,
        place=schools[0].name if school_id else municipality,
        year=year,
        made_on=clock.today(),
        total=total(rows),
        programmes=by_programme(rows, programmes),
        parts=[part_of(school, of_school.get(school.id, ())) for school in schools],
        trends=trends(actor.municipality_id, years_until(actor, year), programmes) if council else (),
        groups=groups_of(rows, schools) if council else (),
        quality=carried_out,
        checklist=checklist_of(actor, year, schools[0], carried_out, expects=bool(rows)) if school_id else None,
    )


def sums_of_all(actor: Actor, selection: Selection) -> tuple[list[CoverageRow], list[ProgrammeChoice]]:
    return queries.per_school(selection), queries.programmes_of(actor.municipality_id)


def sums_of(classes: Sequence[ClassRow]) -> tuple[list[CoverageRow], list[ProgrammeChoice]]:
    """Return the rows and programmes of one school from its classes: they are at hand, so nothing more is asked."""
    rows = [CoverageRow(one.school_id, one.school, one.figures, one.programme_id) for one in classes]
    names = {one.programme_id: one.programme for one in classes}
    programmes = [ProgrammeChoice(key, "", name) for key, name in names.items()]
    return rows, sorted(programmes, key=attrgetter("name", "id"))


def checklist_of(
    actor: Actor, year: Year, school: School, taken: Sequence[ProgrammeRow], *, expects: bool
) -> Checklist | None:
    """Return the checklist, unless it is neither filled in nor concerns the school."""
    going_on = [(one, one.figures.taking.classes - one.figures.taking.broken_off) for one in taken]
    needed = [each for one, classes in going_on for each in needed_for(one.id, one.name, one.leaders_expected, classes)]
    concerned = expects or any(classes for _one, classes in going_on)
    seen = SeenSchool(school.id, school.name, school.district_id, school.district, concerned)
    found = of_seen_school(Span(year.id, actor.municipality_id, year.days.starts_on, year.ends_on), seen, needed)
    return found if found.concerned or found.id else None


def by_name(school: School) -> tuple[str, uuid.UUID]:
    return as_swedish(school.name), school.id


def classes_of(
    actor: Actor, year: Year, selection: Selection, wanted: Sequence[School]
) -> dict[uuid.UUID, list[ClassRow]]:
    if not wanted:
        return {}
    all_of_them = len(wanted) == len(selection.schools)
    chosen = selection if all_of_them else Selection(actor.municipality_id, year.id, tuple(wanted))
    found: dict[uuid.UUID, list[ClassRow]] = {}
    for row in class_rows(chosen):
        found.setdefault(row.school_id, []).append(row)
    return found


def table_of(series: Sequence[Series] | None) -> Table | None:
    return Table("", series) if series else None


def by_programme(rows: Iterable[CoverageRow], programmes: Sequence[ProgrammeChoice]) -> list[CoverageRow]:
    """Return a row for each programme that is expected somewhere, in order of name."""
    found = grouped(rows, "programme_id")
    return [CoverageRow(one.id, one.name, total(found[one.id]), one.id) for one in programmes if one.id in found]


def years_until(actor: Actor, year: Year) -> list[Year]:
    return [one for one in queries.years_of(actor.municipality_id) if one.ends_on <= year.ends_on]


def groups_of(rows: Sequence[CoverageRow], schools: Iterable[School]) -> list[CoverageRow]:
    """Return the districts, and the owners where there are several: all programmes added up, the worst first."""
    owners = {school.id: school.owner_type for school in schools}
    return [
        *sums_by(rows, attrgetter("district")),
        *sums_by(rows, lambda row: owner_title(owners[row.id] if row.id else None)),
    ]


def owner_title(owner: OwnerType | None) -> str | None:
    return str(OWNERS[owner]) if owner else None


def sums_by(rows: Iterable[CoverageRow], name_of: Callable[[CoverageRow], str | None]) -> list[CoverageRow]:
    found: dict[str, list[CoverageRow]] = {}
    for row in rows:
        if name := name_of(row):
            found.setdefault(name, []).append(row)
    sums = [CoverageRow(None, name, total(these)) for name, these in found.items()]
    return sorted(sums, key=worst_first) if len(sums) > 1 else []
