"""Starting a group from a case."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.cases.models import CaseFile
from prevention.formats import day
from prevention.formats import gettext as _
from prevention.groups import actions, queries
from prevention.groups.errors import NoConsent
from prevention.groups.forms import StartForm
from prevention.handovers.errors import CannotTell
from prevention.handovers.words import why_not

from .blueprint import groups


@groups.get("/cases/<uuid:case_file>/groups/new")
@requires(Permission.GROUP_LEAD, one=CaseFile)
def new_group(case_file: CaseFile) -> ResponseReturnValue:
    if not queries.may_start(current_user.actor, case_file):
        return not_yours(case_file)
    return page(offered(StartForm(), case_file), case_file)


@groups.post("/cases/<uuid:case_file>/groups")
@requires(Permission.GROUP_LEAD, one=CaseFile)
def start_group(case_file: CaseFile) -> ResponseReturnValue:
    form = offered(StartForm(), case_file)
    try:
        if form.validate_on_submit():
            group = actions.start_group(current_user.actor, case_file, form.to_data())
            flash(_("The group is started with the number %(reference)s.", reference=group.reference), "success")
            return redirect(url_for("groups.lead_group", cooperation_group=group.id), 303)
    except NoConsent:
        form.consent.errors = [_("Choose the consent that the group stands on.")]
    except CannotTell:
        return not_yours(case_file)
    return page(form, case_file), 422


def offered(form: StartForm, case: CaseFile) -> StartForm:
    consents = queries.consents_in_force(case)
    form.offer(
        (one.id, _("%(who)s, until %(day)s: %(scope)s", who=one.giver, day=day(one.until), scope=one.scope))
        for one in consents
    )
    return form


def page(form: StartForm, case: CaseFile) -> str:
    return render_template("groups/new_group.html", form=form, case=case)


def not_yours(case: CaseFile) -> ResponseReturnValue:
    flash(why_not(case), "warning")
    return redirect(url_for("cases.show_case", case_file=case.id), 303)
