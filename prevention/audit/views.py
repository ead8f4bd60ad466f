from operator import itemgetter

from flask import Blueprint, render_template, request
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.formats import gettext
from prevention.paging import Pager, this_list

from . import queries
from .forms import TrailFilter
from .words import TITLES

audit_pages = Blueprint("audit", __name__)


@audit_pages.get("/audit")
@requires(Permission.AUDIT_READ)
def trail() -> str:
    form = TrailFilter(request.args)
    form.validate()
    page = queries.trail(current_user.actor, form.event.data, form.before.data)
    form.event.choices = [
        ("", gettext("All")),
        *sorted(((kind, str(TITLES.get(kind, kind))) for kind in page.events), key=itemgetter(1)),
    ]
    older = this_list(before=page.older_than) if page.older_than else None
    newest = this_list() if form.before.data else None
    return render_template("audit/trail.html", form=form, rows=page.rows, titles=TITLES, pager=Pager(newest, older))
