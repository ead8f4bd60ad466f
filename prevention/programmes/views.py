from flask import Blueprint, render_template

from prevention.access.guard import requires
from prevention.access.permissions import Permission

programmes = Blueprint("programmes", __name__)


@programmes.get("/programmes")
@requires(Permission.PROGRAMME_READ)
def programme_list() -> str:
    return render_template("programmes/programme_list.html")
