"""The only module-level instances: one of each extension, bound to an app in `create_app`."""

from flask import Response
from flask_babel import Babel
from flask_login import LoginManager
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

from .database import AppSession, Base


class SignIns(LoginManager):  # type: ignore[misc]
    """Flask-Login as it is, without the digest of address and browser that it makes also where nothing is protected.

    Nobody is remembered longer than the session, so it has no cookie to renew. Looking for one would open the session
    of every request, and an answer that is the same for everybody would say that it depends on a cookie.
    """

    def _session_protection_failed(self) -> bool:
        return False

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": AppSession}, disable_autonaming=True)
csrf = CSRFProtect()
babel = Babel()
login = SignIns()
login.session_protection = None  # a phone changes its address between two lessons; lifetimes guard the session


def on_postgresql() -> bool:
    """Tell whether row-level security holds: then what the actor may not read is asked of functions of the owner."""
    return bool(db.engine.dialect.name == "postgresql")
