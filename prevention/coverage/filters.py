"""From the filter in the address to the classes that are counted."""

from collections.abc import Iterable, Sequence

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.formats import gettext
from prevention.organisations.grades import Stage, grades_in
from prevention.organisations.models import OwnerType
from prevention.organisations.words import OWNERS

from .figures import CoverageRow
from .forms import Choices, FilterForm
from .places import Level, Place
from .queries import School, Selection, Year, schools_of


def chosen_year(form: FilterForm, years: Sequence[Year]) -> Year | None:
    """Return the year asked for, else the one that holds today, the next, or the latest; none where there is none."""
    today = clock.today()
    current = next((year for year in reversed(years) if today <= year.ends_on), years[0] if years else None)
    name = form.chosen("school_year", [(year.name, year.name) for year in years], current.name if current else "")
    return next((year for year in years if year.name == name), None)


def chosen_classes(form: FilterForm, place: Place, year: Year, actor: Actor) -> Selection:
    """Return the selection: the schools of the place that the actor may see, narrowed by owner, district and stage."""
    seen = schools_of(actor, year)
    if place.level is not Level.MUNICIPALITY:
        form.leave_out("district")
    if place.level is Level.SCHOOL:
        form.leave_out("owner")
    schools = [school for school in seen if place.holds(school)]
    if place.level is not Level.SCHOOL:
        schools = narrowed(form, place, schools)
    stage = form.chosen("stage", with_all((one.value, str(one.title)) for one in Stage))
    return Selection(
        municipality_id=actor.municipality_id,
        school_year_id=year.id,
        schools=tuple(schools),
        whole=len(schools) == len(seen) and actor.everywhere(Permission.COVERAGE_READ),
        grades=grades_in(Stage(stage), year.grade_scheme) if stage else None,
    )


def narrowed(form: FilterForm, place: Place, schools: Sequence[School]) -> list[School]:
    """Return the schools of the owner and the district asked for; only those that occur can be asked for."""
    owners = [(one.value, str(OWNERS[one])) for one in OwnerType if any(s.owner_type is one for s in schools)]
    owner = form.chosen("owner", with_all(owners) if len(owners) > 1 else [])
    left = [school for school in schools if not owner or school.owner_type == owner]
    if place.level is Level.DISTRICT:
        return left
    names = {school.district_id: school.district for school in schools if school.district}
    choices = sorted(((str(key), name) for key, name in names.items()), key=lambda item: item[1])
    district = form.chosen("district", with_all(choices) if names else [])
    return [school for school in left if not district or str(school.district_id) == district]


def chosen_programme(form: FilterForm, programmes: Sequence[CoverageRow]) -> CoverageRow | None:
    """Return the programme asked for, else the one with most lessons to expect, or with most classes."""
    most = max(programmes, key=how_much, default=None)
    choices = [(one.code or "", one.name) for one in programmes]
    code = form.chosen("programme", choices, (most.code or "") if most else "")
    return next((one for one in programmes if one.code == code), None)


def how_much(programme: CoverageRow) -> tuple[int, int]:
    return programme.figures.lessons_expected, programme.figures.classes_expected


def with_all(choices: Iterable[tuple[str, str]]) -> Choices:
    return [("", gettext("All")), *choices]
