"""`prevention …`: Flask's own commands and ours; a feature's commands sit in its folder."""

import sys

from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate import Migrate
from sqlalchemy.exc import OperationalError, ProgrammingError

import config

from . import create_app
from .extensions import db

UNDEFINED_TABLE = "42P01"  # what PostgreSQL calls a table that is not there


def main() -> None:
    """Run the command line. What only a setting or `db upgrade` mends is told as a sentence, not as a traceback."""
    try:
        config.load()
        group = FlaskGroup(create_app=create_command_app, help="Violence prevention: commands.")
        group.main(prog_name="prevention")
    except config.ConfigurationError as error:
        sys.exit(f"prevention: {error}")
    except (OperationalError, ProgrammingError) as error:
        sys.exit(f"prevention: {trouble_of(error)}")


def trouble_of(error: OperationalError | ProgrammingError) -> str:
    """Say what to do about a database without tables, or one that does not answer.

    :raises DBAPIError: the error itself, where it is something else.
    """
    state, said = getattr(error.orig, "sqlstate", ""), str(error.orig).partition("\n")[0]
    if state == UNDEFINED_TABLE or said.startswith("no such table"):
        return "the database has no tables yet, or not all of them. Run: prevention db upgrade"
    if state is None and isinstance(error, OperationalError):
        return f"the database does not answer ({said}). Start it, or mend PREVENTION_DATABASE_URL."
    raise error


def create_command_app(settings: config.Config | None = None) -> Flask:
    """Build the app with `prevention db …`: a worker of the server carries no migration tools (11 MB)."""
    app = create_app(settings)
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    return app
