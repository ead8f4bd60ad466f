"""`prevention …`: Flask's own commands and ours; a feature's commands sit in its folder."""

import sys

from flask import Flask
from flask.cli import FlaskGroup
from flask_migrate import Migrate

import config

from . import create_app
from .extensions import db


def main() -> None:
    """Run the command line. A setting that is missing is told as a sentence, not as a traceback."""
    try:
        config.load()
        group = FlaskGroup(create_app=create_command_app, help="Violence prevention: commands.")
        group.main(prog_name="prevention")
    except config.ConfigurationError as error:
        sys.exit(f"prevention: {error}")


def create_command_app(settings: config.Config | None = None) -> Flask:
    """Build the app with `prevention db …`: a worker of the server carries no migration tools (11 MB)."""
    app = create_app(settings)
    Migrate(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    return app
