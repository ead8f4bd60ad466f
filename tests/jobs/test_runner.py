"""Running jobs: what fails comes back later and later, then is given up; periodic ones come once a period."""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from prevention import clock
from prevention.extensions import db
from prevention.jobs import actions, kinds, runner
from prevention.jobs.models import Job
from tests.world import World

from .trail import given_up, the_job

pytestmark = pytest.mark.usefixtures("session")


class Broken(RuntimeError):
    pass


def breaks(_arguments: object) -> None:
    raise Broken("Kim Ek said something")


def test_its_writes_and_its_being_done_stand_or_fall_together(
    kind: Callable[..., Any], later: Callable[..., None]
) -> None:
    whole = False

    def writes(_arguments: object) -> None:
        actions.queue("test.mark")
        if not whole:
            raise Broken

    kind("test.mark")
    kind("test.job", writes)
    actions.queue("test.job")
    db.session.commit()
    assert runner.run_next()
    assert (the_job().kind, the_job().done_at, the_job().last_error) == ("test.job", None, "Broken")
    whole = True
    later(minutes=1)
    assert runner.run_next()
    rows = {row.kind: row for row in db.session.scalars(select(Job), execution_options={"populate_existing": True})}
    assert rows.keys() == {"test.job", "test.mark"}
    assert (rows["test.job"].done_at, rows["test.job"].last_error) == (clock.now(), None)


def test_it_comes_back_later_and_later_and_is_given_up(
    kind: Callable[..., Any], later: Callable[..., None], world: World, caplog: pytest.LogCaptureFixture
) -> None:
    calls = kind("test.job", breaks)
    actions.queue("test.job", municipality_id=world.town.municipality)
    db.session.commit()
    for tries, minutes in enumerate((1, 5, 30, 120, 720), 1):
        assert runner.run_next()
        assert (len(calls), the_job().attempts, the_job().failed_at) == (tries, tries, None)
        later(minutes=minutes, seconds=-1)
        assert not runner.run_next()
        later(seconds=1)
    assert runner.run_next()
    assert (the_job().failed_at, the_job().last_error) == (clock.now(), "Broken")
    later(days=30)
    assert not runner.run_next()
    (event,) = given_up()
    assert event.details == {"kind": "test.job", "attempts": 6, "error": "Broken"}
    assert (event.chain, event.object_id) == (world.town.municipality, the_job().id)
    assert f"Job {the_job().id} failed: Broken in runner.py:" in caplog.text
    assert "Kim" not in caplog.text


def test_a_job_of_no_municipality_is_given_up_too(kind: Callable[..., Any]) -> None:
    def hopeless(_arguments: object) -> None:
        raise kinds.Hopeless

    kind("test.job", hopeless)
    actions.queue("test.job")
    db.session.commit()
    assert runner.run_next()
    assert the_job().failed_at is not None
    assert [(event.chain.int, event.details["attempts"]) for event in given_up()] == [(0, 1)]


def test_a_kind_this_worker_does_not_know_waits_for_one_that_does(
    kind: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    kind("test.job")
    actions.queue("test.job")
    db.session.commit()
    monkeypatch.delitem(kinds.KINDS, "test.job")
    assert runner.run_next()
    assert (the_job().last_error, the_job().failed_at, the_job().done_at) == ("UnknownKind", None, None)


def test_a_job_that_kills_its_worker_is_given_up(kind: Callable[..., Any], later: Callable[..., None]) -> None:
    class Killed(BaseException):
        pass

    def kills(_arguments: object) -> None:
        raise Killed

    calls = kind("test.job", kills)
    actions.queue("test.job")
    db.session.commit()
    for _ in range(runner.TRIES):
        with pytest.raises(Killed):
            runner.run_next()
        assert not runner.run_next()
        later(minutes=10)
    assert runner.run_next()
    assert (len(calls), the_job().last_error) == (runner.TRIES, "WorkerKilled")
    assert len(given_up()) == 1


def test_progress_is_seen_and_keeps_the_job(kind: Callable[..., Any], later: Callable[..., None]) -> None:
    seen: list[tuple[int, int, bool]] = []

    def steps(_arguments: object) -> None:
        for step in (1, 2, 3):
            later(minutes=9)
            actions.progress(step, 3)
            seen.append((the_job().progress_done, the_job().progress_all, runner.run_next()))

    kind("test.job", steps)
    actions.queue("test.job")
    db.session.commit()
    assert runner.run_next()
    assert seen == [(1, 3, False), (2, 3, False), (3, 3, False)]
    assert (the_job().attempts, the_job().done_at) == (1, clock.now())


@pytest.mark.parametrize(
    ("every", "at", "start"),
    [
        (timedelta(minutes=5), "2026-11-18T09:04:59", "2026-11-18T09:00:00"),
        (timedelta(minutes=5), "2026-11-18T09:05:00", "2026-11-18T09:05:00"),
        (time(6), "2026-11-18T04:59:59", "2026-11-17T05:00:00"),
        (time(6), "2026-11-18T05:00:00", "2026-11-18T05:00:00"),
        (time(6), "2026-07-01T04:00:00", "2026-07-01T04:00:00"),
        (time(6), "2026-03-29T03:59:59", "2026-03-28T05:00:00"),
        (time(0, 30), "2026-11-17T23:45:00", "2026-11-17T23:30:00"),
    ],
)
def test_when_a_period_began(every: kinds.Every, at: str, start: str) -> None:
    assert kinds.period_start(every, as_utc(at)) == as_utc(start)


def as_utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_periodic_job_comes_once_a_period(
    kind: Callable[..., Any], later: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kinds, "KINDS", {})
    calls = kind("test.job", every=timedelta(minutes=5))
    kind("test.other")

    def poll() -> int:
        runner.queue_periodic()
        while runner.run_next():
            pass
        return len(calls)

    assert [poll(), poll()] == [1, 1]
    later(minutes=4, seconds=59)
    assert poll() == 1
    later(seconds=1)
    assert [poll(), poll()] == [2, 2]
    later(days=2)  # nobody was awake: the periods between are let go
    assert [poll(), poll()] == [3, 3]


def test_old_jobs_are_swept_up(kind: Callable[..., Any], later: Callable[..., None]) -> None:
    kind("test.job")
    for state in ("done_at", "failed_at", "locked_until"):
        setattr(actions.queue("test.job", dedupe_key=state), state, clock.now())
    db.session.commit()
    later(days=90)
    kinds.KINDS["jobs.sweep"].run({})
    assert len(db.session.scalars(select(Job)).all()) == 3
    later(seconds=1)
    kinds.KINDS["jobs.sweep"].run({})
    assert the_job().dedupe_key == "locked_until"
