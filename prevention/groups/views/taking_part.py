"""What who takes part sees: their groups without names, and the plan of one."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.audit.record import record
from prevention.formats import gettext as _
from prevention.groups import actions, queries, words
from prevention.groups.errors import NotThere
from prevention.groups.forms import ChoiceForm
from prevention.groups.models import CooperationGroup

from .blueprint import groups


@groups.get("/groups")
@requires(Permission.GROUP_TAKE_PART)
def group_list() -> str:
    return render_template("groups/group_list.html", rows=queries.my_groups(current_user.actor), words=words)


@groups.get("/groups/<uuid:cooperation_group>")
@requires(Permission.GROUP_TAKE_PART, one=CooperationGroup)
def show_group(cooperation_group: CooperationGroup) -> str:
    """Show the plan, and record that it was looked at."""
    record(current_user.actor, actions.READ, cooperation_group, side="participant")
    plan = queries.plan_of(current_user.actor, cooperation_group)
    return render_template("groups/show_group.html", plan=plan, words=words)


@groups.post("/groups/<uuid:cooperation_group>/done")
@requires(Permission.GROUP_TAKE_PART, one=CooperationGroup)
def finish_own(cooperation_group: CooperationGroup) -> ResponseReturnValue:
    chosen = ChoiceForm().to_data()
    if chosen is None:
        abort(422)
    try:
        actions.finish_own(current_user.actor, cooperation_group, chosen)
    except NotThere:
        flash(_("Only who does it, or leads the group, can mark it as done."), "warning")
    else:
        flash(_("Marked as done. Thank you."), "success")
    return redirect(url_for("groups.show_group", cooperation_group=cooperation_group.id), 303)
