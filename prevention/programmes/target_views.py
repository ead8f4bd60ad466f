"""Pages of targets, one school year at a time."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.formats import gettext, ngettext
from prevention.organisations.models import SchoolYear
from prevention.organisations.queries import current_school_year, school_years, schools

from . import target_actions, target_queries
from .blueprint import programmes
from .models import CoverageTarget
from .target_actions import Outcome
from .target_forms import TargetForm


@programmes.get("/targets")
@requires(Permission.PROGRAMME_READ)
def targets() -> ResponseReturnValue:
    year = current_school_year(current_user.actor.municipality_id)
    if year is None:
        return render_template("programmes/no_school_year.html")
    return redirect(url_for("programmes.year_targets", school_year=year.id))


@programmes.get("/school-years/<uuid:school_year>/targets")
@requires(Permission.PROGRAMME_READ, one=SchoolYear)
def year_targets(school_year: SchoolYear) -> str:
    actor = current_user.actor
    years = school_years(actor)
    return render_template(
        "programmes/targets.html",
        year=school_year,
        years=years,
        previous=target_queries.previous_school_year(years, school_year),
        groups=target_queries.targets_of(actor, school_year),
        reach=target_queries.reach_of_targets(school_year),
        may_manage=actor.may(Permission.PROGRAMME_MANAGE),
    )


@programmes.get("/school-years/<uuid:school_year>/targets/new")
@requires(Permission.PROGRAMME_MANAGE, one=SchoolYear)
def new_targets(school_year: SchoolYear) -> str:
    return render_template("programmes/new_targets.html", year=school_year, form=form_of(school_year))


@programmes.post("/school-years/<uuid:school_year>/targets")
@requires(Permission.PROGRAMME_MANAGE, one=SchoolYear)
def add_targets(school_year: SchoolYear) -> ResponseReturnValue:
    form = form_of(school_year)
    if not form.validate():
        return render_template("programmes/new_targets.html", year=school_year, form=form), 422
    tell(target_actions.add_targets(current_user.actor, school_year, form.target_data()))
    return redirect(url_for("programmes.year_targets", school_year=school_year.id), 303)


def form_of(year: SchoolYear) -> TargetForm:
    actor = current_user.actor
    programmes_to_choose = target_queries.programmes_to_choose(actor)
    return TargetForm(year.grade_scheme, programmes_to_choose, schools(actor, Permission.PROGRAMME_MANAGE))


def tell(outcome: Outcome) -> None:
    if outcome.added:
        flash(ngettext("%(num)d target was added.", "%(num)d targets were added.", outcome.added), "success")
    if outcome.already:
        flash(
            ngettext("%(num)d target was there already.", "%(num)d targets were there already.", outcome.already),
            "info",
        )


@programmes.post("/school-years/<uuid:school_year>/targets/copy")
@requires(Permission.PROGRAMME_MANAGE, one=SchoolYear)
def copy_targets(school_year: SchoolYear) -> ResponseReturnValue:
    actor = current_user.actor
    source = target_queries.previous_school_year(school_years(actor), school_year)
    outcome = target_actions.copy_targets(actor, school_year, source) if source else Outcome(0, 0)
    tell(outcome)
    if not (outcome.added or outcome.already):
        flash(gettext("There was nothing to copy."), "info")
    return redirect(url_for("programmes.year_targets", school_year=school_year.id), 303)


@programmes.post("/targets/<uuid:coverage_target>/remove")
@requires(Permission.PROGRAMME_MANAGE, one=CoverageTarget)
def remove_target(coverage_target: CoverageTarget) -> ResponseReturnValue:
    year = coverage_target.school_year_id
    target_actions.remove_target(current_user.actor, coverage_target)
    flash(gettext("The target was removed."), "success")
    return redirect(url_for("programmes.year_targets", school_year=year), 303)
