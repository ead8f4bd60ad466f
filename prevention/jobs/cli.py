"""`prevention worker` does what is queued; `prevention jobs` tells how the queue stands."""

import signal
from datetime import datetime
from threading import Event

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from prevention import clock, mail
from prevention.extensions import db
from prevention.fence import check_login

from . import actions, kinds, queries, runner

jobs = AppGroup("jobs", help="What is to be done later: mails, reminders, reports.")


@click.command("worker")
@click.option("--once", is_flag=True, help="Run one job that is due, if there is one, then end.")
@click.option("--until-idle", is_flag=True, help="Run what is due, then end.")
@with_appcontext
def worker(once: bool, until_idle: bool) -> None:
    """Run jobs as they fall due, until SIGTERM or Ctrl+C; the job in hand is finished first."""
    check_login(current_app)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    if not mail.is_configured():
        click.echo(f"{advice()} Until then each mail is given up.", err=True)
    if not once and not until_idle:
        runner.serve(stop)
        return
    runner.queue_periodic()
    while runner.run_next() and until_idle and not stop.is_set():
        pass


@jobs.command("list")
def list_jobs() -> None:
    """Print what waits and what was given up, by kind."""
    rows = queries.standings()
    if not rows:
        click.echo("Nothing waits and nothing was given up.")
    for row in rows:
        click.echo(line_of(row))
    if any(row.kind == "mail" and row.failed for row in rows):
        click.echo(f"{advice()} Then: prevention jobs retry mail")


def line_of(row: queries.Standing) -> str:
    waiting = f"{row.waiting} waiting{since(row.oldest_waiting)}"
    failed = f"{row.failed} given up{since(row.oldest_failed)}"
    return f"{row.kind}: {waiting}, {failed}" + (f", last error {row.last_error}" if row.last_error else "")


def since(oldest: datetime | None) -> str:
    if oldest is None:
        return ""
    minutes = int((clock.now() - oldest).total_seconds() // 60)
    return f" (oldest {minutes // 1440} d {minutes // 60 % 24} h {minutes % 60} min)"


def advice() -> str:
    if mail.is_configured():
        return "Mend the mail server."
    return "No mail server is set: set PREVENTION_SMTP_HOST, PREVENTION_MAIL_FROM and PREVENTION_BASE_URL."


@jobs.command("retry")
@click.argument("kind")
def retry(kind: str) -> None:
    """Queue the jobs of a kind anew that were given up."""
    try:
        count = actions.retry(kinds.kind_named(kind).name)
    except kinds.UnknownKind as unknown:
        raise click.ClickException(str(unknown)) from unknown
    db.session.commit()
    click.echo(f"{count} queued again.")
