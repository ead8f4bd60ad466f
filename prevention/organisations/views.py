from flask import Blueprint, render_template

from prevention.access.guard import requires
from prevention.access.permissions import Permission

organisations = Blueprint("organisations", __name__)


@organisations.get("/organisation")
@requires(Permission.ORGANISATION_READ)
def school_list() -> str:
    return render_template("organisations/school_list.html")
