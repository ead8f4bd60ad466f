"""The pages behind the overview: the classes of a figure and what has changed, as the address asks for them."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from werkzeug.datastructures import MultiDict

from prevention import clock
from prevention.access.actor import Actor
from prevention.fields import as_id
from prevention.formats import day
from prevention.organisations.grades import grade_title
from prevention.sorting import as_swedish

from .cells import cells_in, grades_in
from .changes import Change, Held, Month, by_month, by_school, months
from .filters import with_all
from .forms import ListForm
from .listing import Listing, Wanted, list_classes
from .overview import Asked, asked_for, held_in_both
from .places import Level, Place
from .queries import Selection
from .reports import Report, make_report
from .shows import SHOWS, WITHOUT_LESSONS, Show


@dataclass(frozen=True, slots=True)
class ListPage:
    report: Report
    show: Show
    name: str
    since: date
    found: Listing | None


def list_page(actor: Actor, municipality: str, address: MultiDict[str, str]) -> ListPage:
    """Return the classes behind a figure; none where there is no programme to list them for."""
    report = listed_report(actor, municipality, address)
    form = report.form
    names = SHOWS if report.counts_lessons else WITHOUT_LESSONS
    name = form.chosen(
        "show", [(one, str(SHOWS[one].title)) for one in names], "lessons" if report.counts_lessons else "expected"
    )
    selection = narrowed(report) if report.selection else None
    since = chosen_since(report, name)
    found = None
    if selection and report.year and report.programme and report.programme.id:
        places = as_id(address.get("before")), as_id(address.get("after"))
        found = list_classes(Wanted(selection, report.year, report.programme.id, name, since, *places))
    return ListPage(report, SHOWS[name], name, since, found)


def listed_report(actor: Actor, municipality: str, address: MultiDict[str, str]) -> Report:
    return make_report(actor, Place(Level.MUNICIPALITY, actor.municipality_id, municipality), address, ListForm)


def narrowed(report: Report) -> Selection:
    """Return the selection, of the school and the grade that are asked for."""
    selection, form = report.selection, report.form
    assert selection  # noqa: S101  the caller asks first
    schools = sorted(((str(row.id), row.name) for row in report.rows), key=lambda choice: as_swedish(choice[1]))
    school = form.chosen("school", with_all(schools))
    grades = grades_in(cells_in(row.cells) for row in report.rows)
    grade = form.chosen("grade", with_all((one, grade_title(one)) for one in grades))
    if school:
        chosen = tuple(one for one in selection.schools if str(one.id) == school)
        selection = replace(selection, schools=chosen, whole=False)
    return replace(selection, grades=(grade,)) if grade else selection


def chosen_since(report: Report, show: str) -> date:
    """Return the day after which lessons count: a month ago, the start of a month, or the day in the address."""
    wanted = asked_for(report)
    if show != "held_since" or wanted is None:
        report.form.leave_out("since")
        return clock.today()
    first, until = wanted.days.first, wanted.days.until
    days = {wanted.days.since, *months(first, until), *day_asked_for(report.form.since.data, first, until)}
    choices = [(one.isoformat(), day(one)) for one in sorted(days, reverse=True)]
    return date.fromisoformat(report.form.chosen("since", choices, wanted.days.since.isoformat()))


def day_asked_for(text: str | None, first: date, until: date) -> set[date]:
    try:
        asked_for = date.fromisoformat(text or "")
    except ValueError:
        return set()
    return {asked_for} if first <= asked_for <= until else set()


@dataclass(frozen=True, slots=True)
class SchoolChange:
    id: UUID
    name: str
    since: int
    so_far: int
    last_year: int


@dataclass(frozen=True, slots=True)
class ChangePage:
    """What has changed, by month and by school; those with least since the day stand first."""

    report: Report
    asked: Asked | None
    months: list[Month]
    schools: list[SchoolChange]

    @property
    def change(self) -> Change | None:
        """Return the change of all schools shown; none before there is a day to compare."""
        if self.asked is None or not self.months:
            return None
        last_year = sum(one.last_year for one in self.schools) if self.asked.year_before else None
        return Change(self.asked.days, sum(one.since for one in self.schools), last_year)

    @property
    def so_far(self) -> int:
        return sum(one.so_far for one in self.schools)


def change_page(actor: Actor, municipality: str, address: MultiDict[str, str]) -> ChangePage:
    report = listed_report(actor, municipality, address)
    report.form.leave_out("show", "since")
    wanted = asked_for(report)
    if wanted is None or report.selection is None:
        report.form.leave_out("school", "grade")
        return ChangePage(report, None, [], [])
    wanted = replace(wanted, selection=narrowed(report))
    this_year, last_year = held_in_both(wanted)
    return ChangePage(
        report,
        wanted,
        by_month(wanted.days, this_year, last_year),
        sorted(
            school_changes(report, wanted, this_year, last_year),
            key=lambda one: (one.since, as_swedish(one.name), one.id),
        ),
    )


def school_changes(report: Report, wanted: Asked, this_year: Held, last_year: Held) -> list[SchoolChange]:
    days, chosen = wanted.days, {one.id for one in wanted.selection.schools}
    since = by_school(this_year, days.since, days.until)
    so_far = by_school(this_year, date.min, days.until)
    before = by_school(last_year, date.min, days.last_year)
    return [
        SchoolChange(row.id, row.name, since[row.id], so_far[row.id], before[row.id])
        for row in report.rows
        if row.id in chosen
    ]
