"""`prevention programmes …`: take in the shipped catalogue, and list what is there."""

import json
from collections.abc import Iterable
from dataclasses import asdict

import click
from flask.cli import AppGroup

from prevention.extensions import db

from .actions import load_catalogue
from .queries import ListedProgramme, listed_programmes, municipalities, shipped_programmes

programmes_command = AppGroup("programmes", help="The catalogue of programmes.")
MUNICIPALITY = click.option("--municipality", "code", metavar="CODE", help="Only this municipality: four digits.")


@programmes_command.command("load")
@MUNICIPALITY
def load(code: str | None) -> None:
    """Add what is new in the shipped catalogue. Nothing that is there is changed."""
    found = municipalities(code)
    refuse_unknown(code, found)
    for municipality in found:
        loaded = load_catalogue(municipality)
        click.echo(
            f"{municipality.code} {municipality.name}: {loaded.programmes} programmes and {loaded.editions} editions "
            f"added, {loaded.kept} programmes were there."
        )
    if not found:
        click.echo("There is no municipality yet.")
    db.session.commit()


@programmes_command.command("list")
@MUNICIPALITY
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_programmes(code: str | None, as_json: bool) -> None:
    """List the programmes in use; before anything is loaded, the shipped catalogue."""
    refuse_unknown(code, municipalities(code))
    rows = listed_programmes(code) or ([] if code else shipped_programmes())
    click.echo(json.dumps([asdict(row) for row in rows], ensure_ascii=False) if as_json else table(rows))


def refuse_unknown(code: str | None, found: Iterable[object]) -> None:
    if code and not found:
        raise click.BadParameter(f"there is no municipality {code}.", param_hint="--municipality")


def table(rows: Iterable[ListedProgramme]) -> str:
    lines = (
        f"{one.code:28} {one.lessons_expected or '–':>4}  {one.delivery_mode or '–':15} {one.name}" for one in rows
    )
    return "\n".join(lines)
