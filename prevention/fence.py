"""Fence 4 holds only against a login that it binds: asked once, before anything is served."""

import logging

from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from config import ConfigurationError

from .extensions import db, on_postgresql

log = logging.getLogger(__name__)

# A member of such a role could become it with SET ROLE, so membership counts like the right itself.
LOGIN = text("""
    SELECT coalesce(bool_or(rolsuper), false) AS superuser, coalesce(bool_or(rolbypassrls), false) AS bypasses,
        EXISTS (
            SELECT FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity
            AND pg_has_role(current_user, relowner, 'MEMBER')
        ) AS owner
    FROM pg_roles WHERE pg_has_role(current_user, oid, 'MEMBER')
""")
WHAT_TO_DO = (
    "Set PREVENTION_DATABASE_URL to a login that is only a member of the group prevention_runtime "
    "(CREATE ROLE app LOGIN PASSWORD '…' IN ROLE prevention_runtime), and keep the owner for "
    "PREVENTION_OWNER_DATABASE_URL."
)


def check_login(app: Flask) -> None:
    """Refuse to serve where row-level security would not hold: a warning where only tried out.

    :raises ConfigurationError: in production, with a sentence that says what to do.
    """
    must_hold = app.config["MUST_BE_FENCED"]
    with app.app_context():
        if not on_postgresql():
            return
        fault = fault_of_login(must_hold)
        db.engine.dispose()  # a server that forks must not share a connection
    if fault and must_hold:
        raise ConfigurationError(fault)
    if fault:
        log.warning(fault)


def fault_of_login(must_answer: bool) -> str | None:
    try:
        with db.engine.connect() as connection:
            login = connection.execute(LOGIN).one()
    except OperationalError as error:
        if not must_answer:
            return None  # it may come later; each page says so until then
        raise ConfigurationError(
            "The database did not answer, so nobody could check that its login is bound by row-level security. "
            "Start the database first, or mend PREVENTION_DATABASE_URL."
        ) from error
    faults = {"is a superuser": login.superuser, "has BYPASSRLS": login.bypasses, "owns secret tables": login.owner}
    named = [fault for fault, there in faults.items() if there]
    if not named:
        return None
    return f"The login of the database {' and '.join(named)}, so row-level security would hide nothing. {WHAT_TO_DO}"
