"""`prevention keys …`: the master key in use and what it wraps."""

import sys

import click
from flask.cli import AppGroup

from prevention import owner

from .rotation import MasterKeyMissing, rotate, standing
from .safe import keyring

keys = AppGroup("keys", help="The keys of sealed records.")


@keys.command("status")
def status() -> None:
    """Count the data keys by the master key that wraps them, and those destroyed. Exits 1 if one is not at hand."""
    with owner.as_owner():
        now = standing()
    names = {keyring().current.id: "in use"} | {key.id: "earlier" for key in keyring().earlier}
    for key, count in sorted({keyring().current.id: 0, **now.wrapped}.items()):
        click.echo(f"master key {key.hex()} ({names.get(key, 'NOT AT HAND')}): {count} data keys")
    click.echo(f"destroyed: {now.destroyed}")
    if now.unknown:
        sys.exit(1)


@keys.command("rotate")
def rotate_command() -> None:
    """Wrap every data key with PREVENTION_MASTER_KEY. Pages go on meanwhile; stopped, run it again.

    The key before must stand in PREVENTION_EARLIER_MASTER_KEYS, here and on every server, until this is done.
    """
    with owner.as_owner():
        try:
            outcome = rotate(lambda done, of: click.echo(f"{done} of {of}"))
        except MasterKeyMissing as missing:
            sys.exit(
                f"Nothing was changed: the master key {missing} is not at hand, and data keys are wrapped by it. Add "
                "it to PREVENTION_EARLIER_MASTER_KEYS (blanks between several) and run this again."
            )
    for key in outcome.broken:
        click.echo(f"The data key {key} does not open with its master key and was left as it is.", err=True)
    if outcome.broken:
        sys.exit(1)
    click.echo(
        f"Done: {outcome.done} data keys wrapped anew by the master key {keyring().current.id.hex()}. "
        "PREVENTION_EARLIER_MASTER_KEYS can be unset on every server, once backups of before are gone."
    )
