from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.kinds import AgencyKind
from prevention.formats import gettext

from .. import actions, queries
from ..actions import AgencyExists, NotKeptByHand
from ..forms import AgencyForm, AgencyNameForm, SocialServicesForm
from ..models import Agency
from ..words import KINDS
from .blueprint import MANAGE, READ, may_manage, organisations


@organisations.get("/organisation/agencies")
@requires(READ)
def agency_list() -> str:
    return agencies_page(AgencyForm())


@organisations.post("/organisation/agencies")
@requires(MANAGE)
def add_agency() -> ResponseReturnValue:
    form = AgencyForm()
    if form.validate():
        try:
            actions.add_agency(current_user.actor, form.chosen_kind(), form.name.data)
        except AgencyExists:
            form.say_name_is_taken()
    if form.errors:
        return agencies_page(form), 422
    flash(gettext("The agency is added. People get their roles there under People."), "success")
    return redirect(url_for(".agency_list"), 303)


def agencies_page(form: AgencyForm) -> str:
    rows = queries.other_agencies(current_user.actor)
    return render_template(
        "organisations/agency_list.html",
        agencies=[one for one in rows if one.active_to is None],
        closed=[one for one in rows if one.active_to is not None],
        kinds=KINDS,
        form=form,
        may_manage=may_manage(),
    )


@organisations.get("/organisation/agencies/<uuid:agency>")
@requires(MANAGE, one=Agency)
def edit_agency(agency: Agency) -> ResponseReturnValue:
    if agency.kind is AgencyKind.SCHOOL:
        return redirect(url_for(".show_school", agency=agency.id))
    if agency.kind not in KINDS:
        abort(404)
    return render_template("organisations/edit_agency.html", agency=agency, form=form_of(agency))


@organisations.post("/organisation/agencies/<uuid:agency>")
@requires(MANAGE, one=Agency)
def rename_agency(agency: Agency) -> ResponseReturnValue:
    form = form_of(agency)
    if form.validate():
        try:
            return changed(agency, lambda: save(agency, form))
        except AgencyExists:
            form.say_name_is_taken()
    return render_template("organisations/edit_agency.html", agency=agency, form=form), 422


@organisations.post("/organisation/agencies/<uuid:agency>/close")
@requires(MANAGE, one=Agency)
def close_agency(agency: Agency) -> ResponseReturnValue:
    return changed(agency, lambda: actions.close_agency(current_user.actor, agency))


@organisations.post("/organisation/agencies/<uuid:agency>/reopen")
@requires(MANAGE, one=Agency)
def reopen_agency(agency: Agency) -> ResponseReturnValue:
    return changed(agency, lambda: actions.reopen_agency(current_user.actor, agency))


def form_of(agency: Agency) -> AgencyNameForm:
    return (SocialServicesForm if agency.kind is AgencyKind.SOCIAL_SERVICES else AgencyNameForm)(obj=agency)


def save(agency: Agency, form: AgencyNameForm) -> None:
    actions.rename_agency(current_user.actor, agency, form.name.data)
    if isinstance(form, SocialServicesForm):
        actions.set_emergency_phone(current_user.actor, agency, form.emergency_phone.data)


def changed(agency: Agency, change: Callable[[], None]) -> ResponseReturnValue:
    """Do it and go back to the list; a school says instead where its name and its days come from."""
    try:
        change()
    except NotKeptByHand:
        flash(gettext("Schools follow the national school register and are not changed here."), "warning")
        return redirect(url_for(".school_list"), 303)
    flash(gettext("%(name)s is saved.", name=agency.name), "success")
    return redirect(url_for(".agency_list"), 303)
