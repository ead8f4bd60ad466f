import uuid

from flask import Blueprint, render_template, request
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.paging import Pager, pager, this_list

from . import queries, words
from .models import WeedingRun

retention = Blueprint("retention", __name__)


@retention.get("/retention")
@requires(Permission.RETENTION_READ)
def overview() -> str:
    before = one_id("before")
    found = queries.runs(current_user.actor, before)
    older = this_list(before=found.older_than) if found.older_than else None
    return render_template(
        "retention/overview.html",
        rules=queries.rules(current_user.actor),
        runs=found.rows,
        pager=Pager(this_list() if before else None, older),
        words=words,
    )


@retention.get("/retention/runs/<uuid:weeding_run>")
@requires(Permission.RETENTION_READ, one=WeedingRun)
def show_run(weeding_run: WeedingRun) -> str:
    page = queries.protocol(weeding_run, one_id("before"), one_id("after"))
    return render_template(
        "retention/run.html", run=weeding_run, rows=page.rows, pager=pager(page.before, page.after), words=words
    )


def one_id(name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.args.get(name, ""))
    except ValueError:
        return None
