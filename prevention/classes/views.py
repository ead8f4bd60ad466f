from flask import Blueprint, render_template

from prevention.access.guard import requires
from prevention.access.permissions import Permission

classes = Blueprint("classes", __name__)


@classes.get("/classes")
@requires(Permission.CLASS_READ)
def class_list() -> str:
    return render_template("classes/class_list.html")
