"""`prevention coverage`: the same figures for scripts, a whole municipality at a time."""

import json
import sys
import uuid
from collections.abc import Sequence

import click

from . import queries
from .figures import CoverageRow, total, worst_first
from .queries import Selection


@click.command("coverage")
@click.option("--school-year", "year_name", required=True, metavar="YEAR", help="Such as 2026/27.")
@click.option("--programme", "programme_code", required=True, metavar="CODE", help="Such as mvp-hogstadiet.")
@click.option("--municipality", "code", metavar="CODE", help="Four digits; needed where there are several.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list, a school an object.")
def coverage_command(year_name: str, programme_code: str, code: str | None, as_json: bool) -> None:
    """Print coverage per school, the thinnest first."""
    rows = sorted(rows_of(the_municipality(code), year_name, programme_code), key=worst_first)
    click.echo(json.dumps([as_object(row) for row in rows], ensure_ascii=False) if as_json else table(rows))


def the_municipality(code: str | None) -> uuid.UUID:
    there = queries.municipalities()
    if code and code not in there:
        sys.exit(f"There is no municipality {code}. There are: {', '.join(there) or 'none'}.")
    if not code and len(there) > 1:
        sys.exit(f"There are several municipalities. Say which with --municipality CODE: {', '.join(there)}.")
    if not there:
        sys.exit("There is no municipality yet. Add one with: prevention municipalities add CODE NAME")
    return there[code] if code else next(iter(there.values()))


def rows_of(municipality_id: uuid.UUID, year_name: str, programme_code: str) -> list[CoverageRow]:
    years = {year.name: year for year in queries.years_of(municipality_id)}
    programmes = {one.code: one for one in queries.programmes_of(municipality_id)}
    if year_name not in years:
        sys.exit(f"There is no school year {year_name}. There are: {', '.join(years) or 'none'}.")
    if programme_code not in programmes:
        sys.exit(f"There is no programme {programme_code}. There are: {', '.join(programmes) or 'none'}.")
    year = years[year_name]
    schools = tuple(queries.schools_of_municipality(municipality_id, year))
    rows = queries.per_school(Selection(municipality_id, year.id, schools, whole=True))
    return [row for row in rows if row.programme_id == programmes[programme_code].id]


def as_object(row: CoverageRow) -> dict[str, object]:
    """Return a school. A programme without a fixed number of lessons expects none: then all its counts are 0."""
    figures = row.figures
    return {
        "school_unit_code": row.code,
        "school": row.name,
        "classes_expected": figures.classes_expected,
        "classes_started": figures.classes_started,
        "classes_completed": figures.classes_completed,
        "lessons": {"expected": figures.lessons_expected} | {state.value: count for state, count in figures.lessons},
    }


def table(rows: Sequence[CoverageRow]) -> str:
    """Return lines of text, the sum last; a programme without a fixed number of lessons is running or it is not."""
    if not rows:
        return "No class is expected to take it. Set a target: which grades should."
    everything = total(rows)
    lines = [*rows, CoverageRow(None, "All schools", everything)]
    if everything.lessons_expected:
        return "\n".join([HEADING, *(lessons_line(row) for row in lines)])
    return "\n".join([RUNNING_HEADING, *(running_line(row) for row in lines)])


HEADING = (
    f"{'code':8} {'school':40} {'classes':>9} {'lessons':>7} {'held':>5} {'partly':>6} {'not':>5} {'overdue':>7} "
    f"{'coming':>6} {'unplanned':>9}"
)
RUNNING_HEADING = f"{'code':8} {'school':40} {'classes_running':>15}"


def lessons_line(row: CoverageRow) -> str:
    one = row.figures
    return (
        f"{row.code or '':8} {row.name[:40]:40} {f'{one.classes_started}/{one.classes_expected}':>9} "
        f"{one.lessons_expected:>7} {one.held:>5} {one.partly_held:>6} {one.not_held:>5} {one.overdue:>7} "
        f"{one.not_yet_due:>6} {one.not_planned:>9}"
    )


def running_line(row: CoverageRow) -> str:
    one = row.figures
    return f"{row.code or '':8} {row.name[:40]:40} {f'{one.classes_started}/{one.classes_expected}':>15}"
