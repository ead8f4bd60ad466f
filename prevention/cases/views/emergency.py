"""Search, and the emergency opening of a case that is somebody else's."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from prevention.access.guard import keep_changes, requires
from prevention.access.permissions import Permission
from prevention.accounts.entry import WrongPassword
from prevention.accounts.throttle import TooManyTries
from prevention.cases import emergency
from prevention.cases.listing import shown
from prevention.cases.search import Answer
from prevention.cases.search import search as find
from prevention.cases.unit_forms import EmergencyForm, SearchForm
from prevention.formats import gettext

from .pages import case_address
from .unit_blueprint import unit_pages


@unit_pages.get("/cases/search")
@requires(Permission.CASE_HANDLE)
def search() -> str:
    return search_page(SearchForm())


@unit_pages.post("/cases/search")
@requires(Permission.CASE_HANDLE)
def find_cases() -> ResponseReturnValue:
    """Answer at once: what was searched for must not stand in an address."""
    form = SearchForm()
    if not form.validate():
        return search_page(form), 422
    return search_page(form, find(current_user.actor, form.text.data))


def search_page(form: SearchForm, answer: Answer | None = None) -> str:
    number = answer.to_break if answer else None
    return render_template(
        "unit/search.html",
        form=form,
        answer=answer,
        rows=shown(answer.rows, case_address()) if answer else [],
        opening=EmergencyForm(formdata=None, data={"number": number}) if number else None,
        may_break=current_user.actor.may(Permission.CASE_BREAK_GLASS),
    )


@unit_pages.get("/cases/emergency")
@requires(Permission.CASE_BREAK_GLASS)
def emergency_opening() -> str:
    return render_template("unit/emergency.html", opening=EmergencyForm())


@unit_pages.post("/cases/emergency")
@requires(Permission.CASE_BREAK_GLASS)
def break_glass() -> ResponseReturnValue:
    form = EmergencyForm()
    if not form.validate():
        return render_template("unit/emergency.html", opening=form), 422
    try:
        case_id = emergency.break_glass(current_user.actor, form.break_data(request.remote_addr))
    except TooManyTries as closed:
        raise TooManyRequests(retry_after=closed.seconds) from closed
    except WrongPassword:
        form.password.errors = [gettext("That is not your password. Try again.")]
    except emergency.UnknownCase:
        form.number.errors = [gettext("Nothing that can be opened here has that number. Check the number.")]
    else:
        flash(gettext("The case is open for an hour. The lead and the auditor are told."), "warning")
        return redirect(url_for("cases.show_case", case_file=case_id), 303)
    keep_changes()  # the failed try is remembered, and the refusal stands in the trail
    return render_template("unit/emergency.html", opening=form), 422
