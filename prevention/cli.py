"""`prevention …`: Flask's own commands and ours; a feature's commands sit in its folder."""

import sys

from flask.cli import FlaskGroup

import config

from . import create_app


def main() -> None:
    """Run the command line. A setting that is missing is told as a sentence, not as a traceback."""
    group = FlaskGroup(create_app=create_app, help="Violence prevention: commands.", add_version_option=False)
    try:
        create = config.load()
    except config.ConfigurationError as error:
        sys.exit(f"prevention: {error}")
    del create
    group.main(prog_name="prevention")
