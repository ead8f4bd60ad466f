"""Pages of second raters: what one is asked to observe, the sample of a school, and the comparison."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.formats import gettext
from prevention.organisations.models import Agency, SchoolYear
from prevention.organisations.own_school import address_above, to_own_school
from prevention.quality.filters import ProgrammeFilter, asked_for

from . import actions, comparing, queries, words
from .comparing import SchoolComparison
from .errors import ObservationRefused
from .forms import AskForm, ObservationForm
from .models import Observation

observations = Blueprint("observations", __name__)


@observations.get("/my-observations")
@requires(Permission.OBSERVATION_WRITE)
def mine() -> str:
    lines = queries.mine(current_user.actor)
    waiting = [line for line in lines if not line.written_at]
    written = [line for line in lines if line.written_at]
    return render_template("observations/mine.html", waiting=waiting, written=written, words=words)


@observations.get("/observations")
@requires(Permission.COVERAGE_READ)
def overview() -> ResponseReturnValue:
    if own := to_own_school(**asked_for()):
        return own
    form, year, rows = compared()
    return render_template(
        "observations/overview.html", form=form, year=year, rows=rows, figures=comparing.total(rows), words=words
    )


@observations.get("/observations/schools/<uuid:agency>")
@requires(Permission.COVERAGE_READ, one=Agency, kind=AgencyKind.SCHOOL)
def school(agency: Agency) -> str:
    return school_page(agency, AskForm())


@observations.post("/observations/schools/<uuid:agency>")
@requires(Permission.PLAN_MANAGE, one=Agency, kind=AgencyKind.SCHOOL)
def ask(agency: Agency) -> ResponseReturnValue:
    form = AskForm()
    _filter, year, _rows = compared(agency)
    if year is None:
        abort(404)
    form.offer(queries.candidates(agency, year), queries.possible_observers(agency))
    if form.validate_on_submit():
        try:
            actions.ask(current_user.actor, agency, *form.told())
        except ObservationRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash(gettext("The observer is asked, and gets a mail with a link."), "success")
            return redirect(url_for(".school", agency=agency.id, **asked_for()), 303)
    return school_page(agency, form), 422


@observations.get("/observations/<uuid:observation>")
@requires(Permission.OBSERVATION_WRITE, one=Observation)
def rate(observation: Observation) -> str:
    return rate_page(observation, ObservationForm(data=filled_in(observation)))


@observations.post("/observations/<uuid:observation>")
@requires(Permission.OBSERVATION_WRITE, one=Observation)
def write(observation: Observation) -> ResponseReturnValue:
    form = ObservationForm()
    if form.validate_on_submit():
        try:
            actions.write(current_user.actor, observation, form.told())
        except ObservationRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash(gettext("Your observation is saved."), "success")
            return redirect(url_for(".mine"), 303)
    return rate_page(observation, form), 422


@observations.post("/observations/<uuid:observation>/remove")
@requires(Permission.PLAN_MANAGE, one=Observation)
def remove(observation: Observation) -> ResponseReturnValue:
    school_id = queries.school_of(observation)
    try:
        actions.remove(current_user.actor, observation)
    except ObservationRefused as refused:
        flash(str(refused), "warning")
    else:
        flash(gettext("The lesson is taken out of the sample."), "success")
    return redirect(url_for(".school", agency=school_id), 303)


def compared(school: Agency | None = None) -> tuple[ProgrammeFilter, SchoolYear | None, Sequence[SchoolComparison]]:
    """Return the filter, the year chosen, and the schools with a pair in the programme chosen."""
    actor, form = current_user.actor, ProgrammeFilter(request.args)
    choice = form.choose_for(actor)
    rows = comparing.per_school(actor, choice.chosen, school.id if school else None) if choice.chosen else ()
    return form, choice.year, rows


def school_page(agency: Agency, form: AskForm) -> str:
    actor = current_user.actor
    filters, year, rows = compared(agency)
    may_ask = actor.may(Permission.PLAN_MANAGE)
    if year and may_ask:
        form.offer(queries.candidates(agency, year), queries.possible_observers(agency))
    return render_template(
        "observations/school.html",
        school=agency,
        filters=filters,
        form=form,
        year=year,
        figures=comparing.total(rows),
        lines=queries.of_school(actor, agency, year) if year else (),
        may_ask=may_ask,
        kept=asked_for(),
        above=address_above(**asked_for()),
        words=words,
    )


def rate_page(observation: Observation, form: ObservationForm) -> str:
    return render_template("observations/rate.html", form=form, line=queries.one(observation), words=words)


def filled_in(observation: Observation) -> dict[str, object]:
    """Return what the form says before anything is typed: what was written, else today."""
    planned = observation.delivered_as_planned
    return {
        "observed_on": observation.observed_on or clock.today(),
        "delivered_as_planned": None if planned is None else "yes" if planned else "no",
        "engagement": str(observation.engagement) if observation.engagement else None,
        "leaders_present": observation.leaders_present,
        "minutes": observation.minutes,
    }
