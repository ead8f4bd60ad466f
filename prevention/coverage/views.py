from flask import Blueprint, render_template

from prevention.access.guard import requires
from prevention.access.permissions import Permission

coverage = Blueprint("coverage", __name__)


@coverage.get("/coverage")
@requires(Permission.COVERAGE_READ)
def overview() -> str:
    return render_template("coverage/overview.html")
