"""Several workers, real processes and real connections, on a database of their own."""

import os
import signal
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, update

import config
from prevention import clock
from prevention.database import ReadOnlyRequest, reading
from prevention.extensions import db
from prevention.jobs import actions, kinds, runner
from prevention.jobs.models import Job

PATIENCE = 30.0


@contextmanager
def worker(settings: config.Testing, *options: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {
        "PREVENTION_ENV": "testing",
        "PREVENTION_DATABASE_URL": settings.SQLALCHEMY_DATABASE_URI,
        "PYTHONPATH": str(config.ROOT),
    }
    command = [sys.executable, "-m", "tests.jobs.holding", "worker", *options]
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=config.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def begun(process: subprocess.Popen[str]) -> uuid.UUID:
    """Wait until it holds a job, and return which."""
    assert process.stdout
    return uuid.UUID(process.stdout.readline().strip())


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch, own_app: Flask) -> Callable[[int], None]:
    """Queue jobs that hold their worker."""

    def queue(count: int) -> None:
        with own_app.app_context():
            for _ in range(count):
                actions.queue("test.hold")
            db.session.commit()

    monkeypatch.setitem(kinds.KINDS, "test.hold", kinds.Kind("test.hold", lambda _arguments: None, None))
    return queue


def held(app: Flask) -> list[Job]:
    with app.app_context():
        return list(db.session.scalars(select(Job).where(Job.kind == "test.hold")))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_the_job_in_hand(
    own_app: Flask, own_settings: config.Testing, hold: Callable[[int], None], number: signal.Signals
) -> None:
    hold(2)
    with worker(own_settings) as process:
        first = begun(process)
        process.send_signal(number)
        go_on(process)
        assert process.wait(PATIENCE) == 0
    assert {row.id for row in held(own_app) if row.done_at} == {first}
    assert [row.attempts for row in held(own_app) if not row.done_at] == [0]


def test_told_to_stop_while_idle_it_ends(
    own_app: Flask, own_settings: config.Testing, hold: Callable[[int], None]
) -> None:
    hold(1)
    with worker(own_settings) as process:
        begun(process)
        go_on(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    assert [row.done_at is not None for row in held(own_app)] == [True]


def test_the_job_of_a_killed_worker_is_taken_again_after_its_lease(
    own_app: Flask, own_settings: config.Testing, hold: Callable[[int], None]
) -> None:
    hold(1)
    with worker(own_settings) as process:
        first = begun(process)
        process.kill()
    with worker(own_settings, "--until-idle") as second:
        assert second.wait(PATIENCE) == 0
    (row,) = held(own_app)
    assert (row.attempts, row.done_at) == (1, None)
    with own_app.app_context():
        db.session.execute(update(Job).where(Job.id == first).values(locked_until=clock.now()))
        db.session.commit()
    with worker(own_settings, "--until-idle") as third:
        assert begun(third) == first
        go_on(third)
        assert third.wait(PATIENCE) == 0
    (row,) = held(own_app)
    assert (row.attempts, row.done_at is not None) == (2, True)


def test_it_says_what_to_set_where_no_mail_can_be_sent(own_app: Flask, own_settings: config.Testing) -> None:
    with worker(own_settings, "--until-idle") as process:
        _printed, said = process.communicate(timeout=PATIENCE)
    assert "No mail server is set: set PREVENTION_SMTP_HOST" in said


def test_two_workers_at_once_hold_different_jobs(
    own_app: Flask, own_settings: config.Testing, hold: Callable[[int], None]
) -> None:
    hold(2)
    with ExitStack() as stack:
        both = [stack.enter_context(worker(own_settings, "--until-idle")) for _ in range(2)]
        assert {begun(process) for process in both} == {row.id for row in held(own_app)}
        for process in both:
            go_on(process)
        assert [process.wait(PATIENCE) for process in both] == [0, 0]
    assert [row.attempts for row in held(own_app)] == [1, 1]


def test_many_jobs_and_many_workers_each_job_once(own_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[int] = []
    kind = kinds.Kind("test.count", lambda arguments: ran.append(arguments["number"]), None)
    monkeypatch.setitem(kinds.KINDS, kind.name, kind)
    with own_app.app_context():
        for number in range(40):
            actions.queue("test.count", number=number)
        db.session.commit()

    def drain() -> None:
        with own_app.app_context():
            while runner.run_next():
                pass

    in_threads(drain, 4)
    assert sorted(ran) == list(range(40))


def in_threads(act: Callable[[], Any], count: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads)


@pytest.mark.postgresql
def test_a_row_that_another_takes_is_passed_over(own_app: Flask, hold: Callable[[int], None]) -> None:
    """Nobody waits for the row another worker has just locked. SQLite has one writer at a time anyway."""
    hold(2)
    with own_app.app_context():
        first = runner.longest_due()
        with own_app.app_context():
            second = runner.longest_due()
            with own_app.app_context():
                third = runner.longest_due()
    assert first and second
    assert (first.id != second.id, third) == (True, None)


def test_who_lost_the_lease_leaves_nothing_behind(
    own_app: Flask, monkeypatch: pytest.MonkeyPatch, now: Callable[..., None]
) -> None:
    """A job outlasts its lease, another worker does it; what the first one wrote is rolled back."""
    lost: list[bool] = []

    def slow(_arguments: object) -> None:
        if not lost:
            lost.append(True)
            now(clock.now() + timedelta(minutes=11))
            in_threads(run_in_context, 1)
        actions.queue("test.mark")

    def run_in_context() -> None:
        with own_app.app_context():
            assert runner.run_next()

    for name, handler in (("test.slow", slow), ("test.mark", slow)):
        monkeypatch.setitem(kinds.KINDS, name, kinds.Kind(name, handler, None))
    with own_app.app_context():
        actions.queue("test.slow")
        db.session.commit()
        runner.run_next()
        rows = db.session.scalars(select(Job).order_by(Job.kind)).all()
    assert [(row.kind, row.attempts, row.done_at is None) for row in rows] == [
        ("test.mark", 0, True),
        ("test.slow", 2, False),
    ]


def test_reading_lets_others_write(own_app: Flask, hold: Callable[[int], None]) -> None:
    with own_app.app_context(), reading():
        db.session.execute(select(Job)).all()
        in_threads(lambda: hold(1), 1)
        db.session.add(Job())
        with pytest.raises(ReadOnlyRequest):
            db.session.flush()
        db.session.rollback()
    assert len(held(own_app)) == 1


def test_a_database_that_is_away_is_waited_for(
    own_app: Flask, hold: Callable[[int], None], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is away at the first poll and back at the second."""
    hold(1)
    stop = threading.Event()
    poll = runner.queue_periodic

    def once_away() -> None:
        monkeypatch.setattr(runner, "queue_periodic", poll)
        create_engine("sqlite:////nowhere/away.db").connect()

    def run_next() -> bool:
        stop.set()
        return False

    monkeypatch.setattr(runner, "queue_periodic", once_away)
    monkeypatch.setattr(runner, "POLL", 0.01)
    monkeypatch.setattr(runner, "run_next", run_next)
    with own_app.app_context():
        runner.serve(stop)
    assert "The database did not answer: " in caplog.text
