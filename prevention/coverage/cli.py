"""`prevention coverage`: the same figures for scripts."""

import json
import sys
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence

import click

from prevention.extensions import db

from . import national, queries
from .figures import CoverageRow, Figures, total, worst_first
from .queries import Selection, Year
from .sums import Scope, recount
from .verify import differences


@click.group("coverage", invoke_without_command=True)
@click.option("--school-year", "year_name", metavar="YEAR", help="Such as 2026/27.")
@click.option("--programme", "programme_code", metavar="CODE", help="Such as mvp-hogstadiet.")
@click.option("--municipality", "code", metavar="CODE", help="Only this one, four digits; else all of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list, a school an object.")
@click.pass_context
def coverage_command(
    context: click.Context, year_name: str | None, programme_code: str | None, code: str | None, as_json: bool
) -> None:
    """Print coverage per school, the lowest first; or verify the sums it is read from."""
    if context.invoked_subcommand:
        return
    if not year_name or not programme_code:
        raise click.UsageError("Say which coverage: --school-year YEAR --programme CODE.")
    rows = sorted(rows_of(chosen_municipalities(code), year_name, programme_code), key=worst_first)
    click.echo(json.dumps([as_object(row) for row in rows], ensure_ascii=False) if as_json else table(rows))


@coverage_command.command()
def verify() -> None:
    """Count everything again from the logs and plans, and name every difference."""
    found = 0
    for municipality_id in queries.municipalities().values():
        for difference in differences(municipality_id):
            found += 1
            click.echo(difference)
    if found:
        sys.exit(f"{found} differences. Mend them with: prevention coverage recount")
    click.echo("Every sum is what the logs and plans say.")


@coverage_command.command("recount")
def recount_command() -> None:
    """Count all sums anew: after the database was changed by hand."""
    for municipality_id in queries.municipalities().values():
        recount(Scope(municipality_id))
    db.session.commit()
    click.echo("All sums are counted anew.")


@coverage_command.command("national")
@click.option("--school-year", "year_name", metavar="YEAR", required=True, help="Such as 2026/27.")
@click.option("--programme", "programme_code", metavar="CODE", help="Only this one; else each of them.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list, a programme in a municipality an object.")
def national_command(year_name: str, programme_code: str | None, as_json: bool) -> None:
    """Print coverage per programme and municipality, the lowest first: classes and lessons, no school and no pupil.

    For who runs the application: no role of it spans two municipalities. Nothing is suppressed, so do not publish it.
    """
    refuse_unknown("school year", year_name, [national.year_names()])
    found = national.national(year_name)
    if programme_code:
        refuse_unknown("programme that is expected of a class:", programme_code, [found])
        found = {programme_code: found[programme_code]}
    rows = {programme: sorted(of_programme, key=worst_first) for programme, of_programme in found.items()}
    click.echo(national_json(rows) if as_json else "\n\n".join(national_tables(rows)) or NOTHING_EXPECTED)


def national_json(rows: Mapping[str, Sequence[CoverageRow]]) -> str:
    objects = [
        {"programme": programme, "municipality_code": row.code, "municipality": row.name} | counts_of(row.figures)
        for programme, of_programme in rows.items()
        for row in of_programme
    ]
    return json.dumps(objects, ensure_ascii=False)


def national_tables(rows: Mapping[str, Sequence[CoverageRow]]) -> Iterator[str]:
    for programme, of_programme in rows.items():
        yield f"{programme}\n{table(of_programme, 'All municipalities')}"


def chosen_municipalities(code: str | None) -> list[uuid.UUID]:
    there = queries.municipalities()
    if not there:
        sys.exit("There is no municipality yet. Add one with: prevention municipalities add CODE NAME")
    if code and code not in there:
        sys.exit(f"There is no municipality {code}. There are: {', '.join(there)}.")
    return [there[code]] if code else list(there.values())


def rows_of(municipalities: Sequence[uuid.UUID], year_name: str, programme_code: str) -> list[CoverageRow]:
    """Return the schools of each municipality that has the school year and the programme."""
    years = {one: {year.name: year for year in queries.years_of(one)} for one in municipalities}
    programmes = {one: {each.code: each.id for each in queries.programmes_of(one)} for one in municipalities}
    refuse_unknown("school year", year_name, years.values())
    refuse_unknown("programme", programme_code, programmes.values())
    return [
        row
        for one in municipalities
        if year_name in years[one] and programme_code in programmes[one]
        for row in rows_in(one, years[one][year_name], programmes[one][programme_code])
    ]


def refuse_unknown(kind: str, name: str, known: Iterable[Iterable[str]]) -> None:
    there = sorted({each for one in known for each in one})
    if name not in there:
        sys.exit(f"There is no {kind} {name}. There are: {', '.join(there) or 'none'}.")


def rows_in(municipality_id: uuid.UUID, year: Year, programme_id: uuid.UUID) -> list[CoverageRow]:
    schools = tuple(queries.schools_of_municipality(municipality_id, year))
    rows = queries.per_school(Selection(municipality_id, year.id, schools, whole=True))
    return [row for row in rows if row.programme_id == programme_id]


def as_object(row: CoverageRow) -> dict[str, object]:
    """Return a school. A programme without a fixed number of lessons expects none: then all its counts are 0."""
    return {"school_unit_code": row.code, "school": row.name} | counts_of(row.figures)


def counts_of(figures: Figures) -> dict[str, object]:
    return {
        "classes_expected": figures.classes_expected,
        "classes_started": figures.classes_started,
        "classes_completed": figures.classes_completed,
        "lessons": {"expected": figures.lessons_expected} | {state.value: count for state, count in figures.lessons},
    }


def table(rows: Sequence[CoverageRow], all_of_them: str = "All schools") -> str:
    """Return lines of text, the sum last; of a programme without a fixed number of lessons, the classes started."""
    if not rows:
        return NOTHING_EXPECTED
    everything = total(rows)
    lines = [*rows, CoverageRow(None, all_of_them, everything)]
    if everything.lessons_expected:
        return "\n".join([HEADING, *(lessons_line(row) for row in lines)])
    return "\n".join([STARTED_HEADING, *(started_line(row) for row in lines)])


NOTHING_EXPECTED = "No class is expected to take it. Set a target: which grades should."
HEADING = (
    f"{'code':8} {'school':40} {'classes':>9} {'lessons':>7} {'held':>5} {'partly':>6} {'not':>5} {'overdue':>7} "
    f"{'coming':>6} {'unplanned':>9}"
)
STARTED_HEADING = f"{'code':8} {'school':40} {'classes_started':>15}"


def lessons_line(row: CoverageRow) -> str:
    one = row.figures
    return (
        f"{row.code or '':8} {row.name[:40]:40} {f'{one.classes_started}/{one.classes_expected}':>9} "
        f"{one.lessons_expected:>7} {one.held:>5} {one.partly_held:>6} {one.not_held:>5} {one.overdue:>7} "
        f"{one.not_yet_due:>6} {one.not_planned:>9}"
    )


def started_line(row: CoverageRow) -> str:
    one = row.figures
    return f"{row.code or '':8} {row.name[:40]:40} {f'{one.classes_started}/{one.classes_expected}':>15}"
