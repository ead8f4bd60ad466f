"""In rooms with a page of all schools and one of each, the endpoints `overview` and `school`: whose is which."""

from typing import Any

from flask import redirect, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from prevention.access.permissions import Permission


def to_own_school(**kept: Any) -> Response | None:
    """Return the way to their school's page of the same room, for those who read about one school alone."""
    school = current_user.actor.only_agency(Permission.COVERAGE_READ)
    return redirect(url_for(".school", agency=school, **kept)) if school else None


def address_above(**kept: Any) -> str | None:
    """Return the page of all schools, for those whose it is: a principal would be sent back from it."""
    return url_for(".overview", **kept) if current_user.actor.everywhere(Permission.COVERAGE_READ) else None
