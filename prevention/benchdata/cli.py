"""`prevention bench-data`: an invented nation to measure on."""

import sys

import click

import config
from prevention.owner import as_owner

from .build import OthersAreHere, build
from .names import MOST


@click.command("bench-data")
@click.option("--municipalities", type=click.IntRange(1, MOST), default=MOST, show_default=True)
@click.option("--years", type=click.IntRange(1, 30), default=10, show_default=True, help="School years, to this one.")
@click.option(
    "--lessons", type=click.IntRange(1), help="Shorten every programme to so many: the same classes, fewer logs."
)
def bench_data(municipalities: int, years: int, lessons: int | None) -> None:
    """Fill an empty database with an invented nation: 290 municipalities, 60,000 classes a year, ten years.

    The same one for the same day, but for the keys that the application itself draws. On PostgreSQL as the owner of
    the tables. A municipality that is here already is left as it is.
    """
    if isinstance(config.load(), config.Production):
        sys.exit("Its people have a password that everyone knows, so bench data is never built in production.")
    with as_owner():
        try:
            built = build(municipalities, years, lessons, click.echo)
        except OthersAreHere as others:
            sys.exit(f"There are other municipalities here ({others}). Bench data goes into a database of its own.")
    click.echo(
        f"Done: {built.schools:,} schools, {built.people:,} people, {built.classes:,} classes, "
        f"{built.participations:,} times a class takes a programme, {built.logs:,} logged sessions."
    )
