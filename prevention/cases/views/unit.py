"""The unit: who has how much, what nobody has, what is late."""

from flask import render_template
from flask_login import current_user

from prevention.access.guard import requires
from prevention.access.permissions import Permission
from prevention.cases import duty_queries, unit_queries, words

from .unit_blueprint import unit_pages


@unit_pages.get("/unit")
@requires(Permission.CASE_LEAD)
def overview() -> str:
    return render_template(
        "unit/overview.html",
        unit=unit_queries.unit(current_user.actor),
        gaps=duty_queries.gaps(current_user.actor),
        shown=unit_queries.SHOWN,
        words=words,
    )
