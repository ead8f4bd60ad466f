"""`prevention audit verify`: proof that nobody rewrote the trail."""

import sys

import click
from flask.cli import AppGroup

from .verify import verify

audit = AppGroup("audit", help="The audit trail.")


@audit.command("verify")
def verify_command() -> None:
    """Count the hash chains again and name the first broken row of each. Exits 1 if there is one."""
    read, broken = verify()
    for fault in broken:
        click.echo(f"Chain {fault.chain}, row {fault.number}: {fault.fault}.")
    if broken:
        sys.exit(1)
    click.echo(f"{read} rows, every one as it was written.")
