"""A report: the rows of one place, with what is needed to read them. Page, PDF, XLSX and CSV are all made from it."""

import re
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.formats import gettext
from prevention.organisations.models import OwnerType
from prevention.organisations.words import SCHOOLS_OF

from . import queries
from .figures import CoverageRow, Figures, total, worst_first
from .filters import chosen_classes, chosen_programme, chosen_year
from .forms import FilterForm
from .places import Level, Place
from .queries import Outside, School, Selection, Year

Key = uuid.UUID | None
NARROWING = frozenset({"stage", "owner", "district"})


@dataclass(frozen=True, slots=True)
class Report:
    """`rows` are the schools of a municipality or a district, or the classes of a school; the worst stand first."""

    place: Place
    form: FilterForm
    year: Year | None = None
    programme: CoverageRow | None = None
    rows: Sequence[CoverageRow] = ()
    programmes: Sequence[CoverageRow] = ()
    districts: Sequence[CoverageRow] = ()
    outside: Sequence[Outside] = ()
    owners: Sequence[CoverageRow] = ()
    selection: Selection | None = None
    year_before: Year | None = None
    total: Figures = field(default_factory=Figures)

    @property
    def counts_lessons(self) -> bool:
        """Tell whether there are lessons to expect; else a class has begun or it has not."""
        return self.total.lessons_expected > 0

    @property
    def filters(self) -> list[tuple[str, str]]:
        """Return what narrows the report, in words: a stage, an owner, a district."""
        fields = (one for one in self.form if one.name in NARROWING and one.data)
        return [(str(one.label.text), str(dict(one.choices)[one.data])) for one in fields]

    @property
    def file_name(self) -> str:
        """Return `tackning-2026-27-mvp-hogstadiet`, and after it the school or the district."""
        year, programme = (self.year.name if self.year else ""), ((self.programme.code or "") if self.programme else "")
        place = "" if self.place.level is Level.MUNICIPALITY else self.place.name
        return plain_letters("-".join((gettext("Coverage"), year, programme, place)))

    @property
    def schools(self) -> Sequence[School]:
        return self.selection.schools if self.selection else ()

    @property
    def has_classes(self) -> bool:
        return any(school.has_classes for school in self.schools)

    @property
    def schools_without_classes(self) -> list[School]:
        """Return the open schools that are in no figure, because nobody has told which classes they have."""
        return [school for school in self.schools if school.is_open and not school.has_classes]


def make_report(
    actor: Actor, place: Place, arguments: MultiDict[str, str], form_of: type[FilterForm] = FilterForm
) -> Report:
    """Return the report of the place, as the address asks for it."""
    form = form_of(arguments)
    years = queries.years_of(actor.municipality_id)
    year = chosen_year(form, years)
    if year is None:
        return Report(place, form)
    selection = chosen_classes(form, place, year, actor)
    at_school = place.level is Level.SCHOOL
    if at_school:
        counted, outside = queries.per_class(selection), queries.classes_outside(selection)
    else:
        counted, outside = queries.schools_and_outside(selection)
    rows = grouped(counted, "programme_id")
    known = rows.keys() | {one.programme_id for one in outside}
    programmes = [
        one
        for one in queries.programmes_of(actor.municipality_id)
        if one.id in known or one.code == form.programme.data
    ]
    sums = [CoverageRow(one.id, one.name, total(rows.get(one.id, ())), one.id, one.code) for one in programmes]
    programme = chosen_programme(form, sums)
    these = rows.get(programme.id, []) if programme else []
    compares = actor.everywhere(Permission.COVERAGE_READ) and not at_school
    return Report(
        place,
        form,
        year,
        programme,
        rows=sorted(these, key=worst_first),
        programmes=sums,
        districts=sums_of_districts(these) if compares else (),
        owners=sums_of_owners(these, selection.schools) if compares else (),
        outside=[one for one in outside if programme and one.programme_id == programme.id],
        selection=selection,
        year_before=next((one for one in years if one.days.starts_on < year.days.starts_on), None),
        total=programme.figures if programme else Figures(),
    )


def plain_letters(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def sums_of_districts(rows: Sequence[CoverageRow]) -> list[CoverageRow]:
    """Return a row for each district, the schools of none among them; nothing where there are no districts."""
    by_district = grouped(rows, "district_id")
    sums = [CoverageRow(key, these[0].district or "", total(these)) for key, these in by_district.items()]
    return sorted(sums, key=worst_first) if any(by_district) else []


def sums_of_owners(rows: Sequence[CoverageRow], schools: Iterable[School]) -> list[CoverageRow]:
    """Return a row for each kind of owner, its `code` the owner's; nothing where there is but one."""
    owners = {school.id: school.owner_type for school in schools}
    by_owner: dict[OwnerType, list[CoverageRow]] = {}
    for row in rows:
        if row.id and (owner := owners[row.id]):
            by_owner.setdefault(owner, []).append(row)
    sums = [CoverageRow(None, str(SCHOOLS_OF[one]), total(these), code=one.value) for one, these in by_owner.items()]
    return sorted(sums, key=worst_first) if len(sums) > 1 else []


def grouped(rows: Iterable[CoverageRow], name: str) -> dict[Key, list[CoverageRow]]:
    groups: dict[Key, list[CoverageRow]] = {}
    for row in rows:
        groups.setdefault(getattr(row, name), []).append(row)
    return groups
