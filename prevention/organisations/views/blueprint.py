from flask import Blueprint
from flask_login import current_user

from prevention.access.permissions import Permission

organisations = Blueprint("organisations", __name__)
READ, MANAGE = Permission.ORGANISATION_READ, Permission.ORGANISATION_MANAGE


def may_manage() -> bool:
    """Tell whether to show what changes things: nobody is shown a button that will not work."""
    held: bool = current_user.actor.may(MANAGE)
    return held
