"""`prevention demo …`: an invented municipality to try things on."""

import sys

import click
from flask.cli import AppGroup

import config
from prevention.access.roles import ROLES
from prevention.extensions import db

from .build import build, is_built
from .people import CAST, PASSWORD
from .places import NAME
from .reports import add_reports

demo = AppGroup("demo", help="An invented municipality to try things on.")


@demo.command("build")
def build_command() -> None:
    """Build the invented municipality around today's date. The second time changes nothing."""
    if isinstance(config.load(), config.Production):
        sys.exit("A demo has people with a password that everyone knows, so it is never built in production.")
    if is_built():
        click.echo(f"{NAME} is here already; nothing was changed.")
        return
    click.echo(f"Building {NAME}, an invented municipality:")
    built = build(lambda line: click.echo(f"  {line}"))
    add_reports()
    click.echo("  a yearly report that is ready, and one that comes every month")
    db.session.commit()
    click.echo(
        f"Done: {built.schools} schools, {built.people} people, {built.classes} classes in two school years, "
        f"{built.participations} times a class takes a programme, {built.logs} logged sessions."
    )


@demo.command("people")
def people_command() -> None:
    """Print who can sign in, one or more for each role, and their password."""
    if not is_built():
        sys.exit("There is no demo here yet. Build it with: prevention demo build")
    rows = [(str(ROLES[member.role].title), member.name, member.email) for member in CAST]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    click.echo()
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    click.echo(f"\nEverybody's password: {PASSWORD}")
