"""`prevention statistics import …`."""

import json
import sys

import click
from flask.cli import AppGroup

from prevention.extensions import db
from prevention.import_report import shown, silent
from prevention.organisations.register.sources import SourceFault

from .storing import import_statistics

statistics_command = AppGroup("statistics", help="Skolverket's statistics about each school.")


@statistics_command.command("import")
@click.argument("source")
@click.option("--json", "as_json", is_flag=True, help="One JSON line on standard output, and no progress.")
def import_command(source: str, as_json: bool) -> None:
    """Import school statistics from Skolverket's planned-educations API, version 4.

    SOURCE is a folder with its answers as they were fetched (CODE_gr.json, or statistics/CODE_gr.json) or the service's
    address, which is asked for each school that is here. Values stand as in the source, hidden ones as hidden.

    A file that is damaged, about an unknown school or with a value in an unknown form is named with field and reason
    and left out whole; the sound ones are stored, and the command exits 1. If the source cannot be read, nothing is
    changed and the command exits 2.
    """
    try:
        report = import_statistics(source, silent if as_json else shown("statistics"))
    except SourceFault as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)
    db.session.commit()
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.summary())
    sys.exit(1 if report.rejections else 0)
