"""What a report will say, as a page: the same rows as in its files."""

import uuid
from collections.abc import Sequence

from flask import abort, render_template, request
from flask_login import current_user

from prevention.coverage import words as coverage_words
from prevention.coverage.queries import School, years_of
from prevention.fields import as_id
from prevention.paging import Pager, this_list
from prevention.reports import words
from prevention.reports.contents import NothingToShow, gather, year_named
from prevention.reports.forms import AskForm, MonthlyForm, YearForm
from prevention.reports.models import ReportKind
from prevention.reports.showing import Contents
from prevention.statistics.words import legend

from .blueprint import each_kind

AT_ONCE = 20  # schools on one page of a preview


@each_kind("{}")
def preview(
    kind: ReportKind, school_id: uuid.UUID | None = None, ask: AskForm | None = None, monthly: MonthlyForm | None = None
) -> str:
    """Return the page of a report; `ask` or `monthly` is a form that comes back with its faults."""
    actor = current_user.actor
    years = years_of(actor.municipality_id)
    year = year_named(years, request.args.get("school_year"))
    if year is None:
        return render_template("reports/no_year.html", title=words.KINDS[kind])
    window = Window(as_id(request.args.get("after")))
    try:
        contents = gather(actor, current_user.municipality_name, kind, year, school_id, window.shown)
    except NothingToShow:
        abort(404)
    names = [one.name for one in years]
    choose = YearForm()
    choose.offer(names, year.name)
    return render_template(
        "reports/preview.html",
        report=contents,
        shown=window.of(contents),
        pager=window.pager,
        choose=choose,
        ask=ask or ask_form(kind, names, year.name),
        monthly=monthly or monthly_form(kind),
        address=address_of(kind, school_id),
        words=words,
        coverage_words=coverage_words,
        signs=legend(),
    )


class Window:
    """Some of the schools, from one on: a page of three hundred is read by nobody."""

    def __init__(self, after: uuid.UUID | None) -> None:
        self.after = after
        self.ids: Sequence[uuid.UUID] = ()
        self.last: uuid.UUID | None = None

    def shown(self, schools: Sequence[School]) -> Sequence[School]:
        ids = [school.id for school in schools]
        start = ids.index(self.after) + 1 if self.after in ids else 0
        end = start + AT_ONCE
        self.ids = ids[start:end]
        self.last = ids[end - 1] if end < len(ids) else None
        return schools[start:end]

    def of(self, contents: Contents) -> list[object]:
        return [part for part in contents.parts if part.school.id in self.ids]

    @property
    def pager(self) -> Pager:
        return Pager(this_list() if self.after else None, this_list(after=self.last) if self.last else None)


def ask_form(kind: ReportKind, years: Sequence[str], chosen: str | None = None) -> AskForm:
    form = AskForm()
    form.offer(years, words.formats_of(kind))
    if chosen:
        form.school_year.data = chosen
    return form


def monthly_form(kind: ReportKind) -> MonthlyForm:
    form = MonthlyForm()
    form.offer(words.formats_of(kind))
    return form


def address_of(kind: ReportKind, school_id: uuid.UUID | None) -> dict[str, object]:
    """Return the argument of this report's addresses."""
    if kind is ReportKind.SCHOOL:
        return {"agency": school_id}
    return {"municipality": current_user.actor.municipality_id}
