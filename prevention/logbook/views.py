from flask import Blueprint, render_template

from prevention.access.guard import requires
from prevention.access.permissions import Permission

logbook = Blueprint("logbook", __name__)


@logbook.get("/my-sessions")
@requires(Permission.SESSION_LOG)
def my_sessions() -> str:
    return render_template("logbook/my_sessions.html")
