"""`prevention municipalities …` and `prevention schools import …`."""

import json
import sys

import click
from flask.cli import AppGroup

from prevention.extensions import db
from prevention.import_report import shown, silent

from .actions import BadMunicipalityCode, MunicipalityExists, found_municipality
from .queries import all_municipalities
from .register.sources import SourceFault, source_of
from .register.storing import import_schools

LONGEST_NAME = 120

municipalities = AppGroup("municipalities", help="Municipalities.")
schools = AppGroup("schools", help="Schools.")


@municipalities.command("add")
@click.argument("code")
@click.argument("name")
def add_municipality(code: str, name: str) -> None:
    """Add the municipality NAME with the four-digit CODE, its school years and the programme catalogue."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        sys.exit(f"Give its name, of at most {LONGEST_NAME} characters, such as 'Almköpings kommun'.")
    try:
        municipality = found_municipality(code, name)
    except BadMunicipalityCode:
        sys.exit(f"{code} is no municipality code. Give four digits, such as 0180.")
    except MunicipalityExists:
        sys.exit(f"The municipality {code} is here already.")
    db.session.commit()
    click.echo(f"{municipality.code} {municipality.name} is added.")


@municipalities.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def list_municipalities(as_json: bool) -> None:
    """List the municipalities."""
    rows = all_municipalities()
    if as_json:
        click.echo(json.dumps([{"code": code, "name": name} for code, name in rows], ensure_ascii=False))
        return
    for code, name in rows:
        click.echo(f"{code} {name}")


@schools.command("import")
@click.argument("source")
@click.option("--municipality", "codes", multiple=True, metavar="CODE", help="Only this municipality. Repeatable.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line on standard output, and no progress.")
def import_command(source: str, codes: tuple[str, ...], as_json: bool) -> None:
    """Import schools from Skolverket's planned-educations API, version 4.

    SOURCE is a folder with its answers as they were fetched (school-units_*.json, school-units/CODE.json) or the
    service's address. A school without details of its own comes in as its list tells it.

    What is damaged or unknown is named with file and reason and left out whole; the sound schools are stored, and the
    command exits 1. A damaged list is left out with all its schools. Then nothing is closed, nor where a code in a list
    is damaged or stands twice. If the source cannot be read, nothing is changed and the command exits 2.
    """
    try:
        report = import_schools(source_of(source, codes), frozenset(codes), silent if as_json else shown("schools"))
    except SourceFault as fault:
        click.echo(str(fault), err=True)
        sys.exit(2)
    db.session.commit()
    click.echo(json.dumps(report.as_json(), ensure_ascii=False) if as_json else report.summary())
    sys.exit(1 if report.rejections else 0)
