from flask import Blueprint, render_template

from prevention.access.guard import requires
from prevention.access.permissions import Permission

audit_pages = Blueprint("audit", __name__)


@audit_pages.get("/audit")
@requires(Permission.AUDIT_READ)
def trail() -> str:
    return render_template("audit/trail.html")
