"""The deadlines in force, and the municipality's own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.cases import deadline_rules
from prevention.cases.unit_forms import FeedbackForm
from prevention.cases.unit_words import STANDINGS
from prevention.cases.words import DEADLINE
from prevention.formats import gettext

from .unit_blueprint import unit_pages


@unit_pages.get("/unit/deadlines")
@requires(Permission.CASE_LEAD)
def deadlines() -> str:
    form = FeedbackForm()
    form.valid_from.data = deadline_rules.earliest()
    return deadlines_page(form)


@unit_pages.post("/unit/deadlines")
@requires(Permission.CASE_LEAD)
def set_feedback_days() -> ResponseReturnValue:
    form = FeedbackForm()
    if not form.validate():
        return deadlines_page(form), 422
    try:
        deadline_rules.set_feedback_days(current_user.actor, form.days.data, form.valid_from.data)
    except deadline_rules.TooEarly:
        form.valid_from.errors = [gettext("Choose tomorrow or a later day: what has arrived keeps its day.")]
        return deadlines_page(form), 422
    flash(gettext("The days of feedback are set."), "success")
    return redirect(url_for("unit.deadlines"), 303)


def deadlines_page(form: FeedbackForm) -> str:
    rows = deadline_rules.rule_rows(current_user.actor)
    return render_template("unit/deadlines.html", form=form, rows=rows, kinds=DEADLINE, standings=STANDINGS)
