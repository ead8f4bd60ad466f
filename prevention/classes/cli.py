"""`prevention classes import`: rosters that are too large for a form."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from prevention.extensions import db
from prevention.formats import speaking
from prevention.organisations.models import Municipality
from prevention.organisations.queries import all_municipalities

from .importing.columns import BadHeading, Column
from .importing.faults import Fault
from .importing.reading import NotReadable
from .importing.roster_file import open_roster
from .importing.storing import FaultyRoster, ImportReport, import_roster

classes_command = AppGroup("classes", help="Classes and their head counts.")


@classes_command.command("import")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--municipality", "code", metavar="CODE", help="Needed where there are several.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line on standard output, and no progress.")
def import_command(path: Path, code: str | None, as_json: bool) -> None:
    """Import the classes in PATH, a CSV or XLSX with school_unit_code, school_year, class, grade and pupils.

    All rows are stored or none: with any fault, every fault is named, nothing is changed and the command exits 1. If
    the file cannot be read, the command exits 2.
    """
    municipality_id = municipality_of(code or the_only_code())
    with path.open("rb") as source, speaking("en"):
        try:
            roster = open_roster(source)
            report = import_roster(None, municipality_id, roster.rows, silent if as_json else show)
        except (NotReadable, BadHeading) as fault:
            click.echo(str(fault), err=True)
            sys.exit(2)
        except FaultyRoster as faulty:
            report = faulty.report
        else:
            db.session.commit()
    click.echo(
        json.dumps(answer(report, roster.ignored), ensure_ascii=False) if as_json else summary(report, roster.headings)
    )
    sys.exit(1 if report.faults else 0)


def the_only_code() -> str:
    codes = [code for code, _name in all_municipalities()]
    if len(codes) != 1:
        sys.exit("Say which municipality the classes are of: --municipality CODE. See: prevention municipalities list")
    return codes[0]


def municipality_of(code: str) -> UUID:
    found = db.session.scalar(select(Municipality.id).where(Municipality.code == code))
    if found is None:
        sys.exit(f"There is no municipality {code}. See: prevention municipalities list")
    return found


def silent(_rows: int) -> None:
    pass


def show(rows: int) -> None:
    click.echo(f"Reading classes: {rows}", err=True)


def answer(report: ImportReport, ignored: tuple[str, ...]) -> dict[str, Any]:
    """Return the report for scripts. With faults nothing is stored, and so all three counts are zero."""
    counts = (0, 0, 0) if report.faults else (report.created, report.changed, report.unchanged)
    return dict(zip(("created", "changed", "unchanged"), counts, strict=True)) | {
        "faults": [as_json(fault) for fault in report.faults],
        "warnings": [as_json(fault) for fault in report.warnings],
        "ignored_columns": ignored,
    }


def as_json(fault: Fault) -> dict[str, str]:
    return {"rows": fault.rows, "column": fault.column, "found": fault.found, "expected": fault.expected}


def summary(report: ImportReport, headings: Mapping[Column, str]) -> str:
    lines = [in_one_line(fault, headings) for fault in report.faults] or [
        f"Warning: {in_one_line(fault, headings)}" for fault in report.warnings
    ]
    if report.faults:
        more = f", {report.faults.untold} of them not shown" if report.faults.untold else ""
        count = "1 fault" if report.faults.total == 1 else f"{report.faults.total} faults"
        lines.append(f"{count}{more}. Nothing was imported.")
    else:
        lines.append(f"{report.created} created, {report.changed} changed, {report.unchanged} unchanged")
    return "\n".join(lines)


def in_one_line(fault: Fault, headings: Mapping[Column, str]) -> str:
    return f"Row {fault.rows}, {headings[fault.column]}: “{fault.found}”, expected: {fault.expected}"
