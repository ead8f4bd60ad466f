"""Asking for a job: in the transaction of the action, once a dedupe key, ids and codes only."""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from prevention import clock
from prevention.extensions import db
from prevention.jobs import actions, runner
from prevention.jobs.kinds import KINDS, UnknownKind, job
from prevention.jobs.letters import LETTERS, Letter, UndeclaredValues, letter
from prevention.jobs.models import Job
from tests.world import World

from .trail import the_job

pytestmark = pytest.mark.usefixtures("session")
THING = uuid.UUID(int=7)


def count() -> int:
    return db.session.scalar(select(func.count(Job.id))) or 0


def test_arguments_arrive_as_json(kind: Callable[..., Any]) -> None:
    calls = kind("test.job")
    actions.queue("test.job", thing=THING, day=date(2026, 11, 18), grades=["7", "8"], limit=3, nothing=None)
    db.session.commit()
    assert runner.run_next()
    assert calls == [{"thing": str(THING), "day": "2026-11-18", "grades": ["7", "8"], "limit": 3, "nothing": None}]
    assert not runner.run_next()


def test_what_is_rolled_back_was_never_asked(kind: Callable[..., Any]) -> None:
    calls = kind("test.job")
    actions.queue("test.job")
    db.session.rollback()
    assert not runner.run_next()
    assert (count(), calls) == (0, [])


def test_a_job_waits_for_its_time(kind: Callable[..., Any], later: Callable[..., None]) -> None:
    kind("test.job")
    later(minutes=5)
    actions.queue("test.job", run_at=None)
    db.session.commit()
    later(minutes=-1)
    assert not runner.run_next()
    later(minutes=1)
    assert runner.run_next()


def test_a_dedupe_key_is_taken_once_even_when_done(kind: Callable[..., Any]) -> None:
    calls = kind("test.job")
    assert actions.queue("test.job", dedupe_key="once", number=1) is not None
    assert actions.queue("test.job", dedupe_key="once", number=2) is None
    db.session.commit()
    assert runner.run_next()
    assert actions.queue("test.job", dedupe_key="once", number=3) is None
    assert calls == [{"number": 1}]


@pytest.mark.parametrize("content", ["Kim Ek", "såg Kim", "a@b.example", {"name": "Kim"}, ["Kim Ek"], 1.5, "x" * 81])
def test_content_is_refused(kind: Callable[..., Any], content: object) -> None:
    kind("test.job")
    with pytest.raises(actions.NotACode):
        actions.queue("test.job", what=content)
    assert count() == 0


def test_an_unknown_kind_is_refused_at_once() -> None:
    with pytest.raises(UnknownKind, match=r"No room registered the job test\.nothing\. There are: .*mail"):
        actions.queue("test.nothing")


def test_a_kind_and_a_letter_are_registered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError, match="registered twice"):
        job("mail")(lambda _arguments: None)
    monkeypatch.setitem(LETTERS, "test_letter", Letter("test_letter", frozenset()))
    with pytest.raises(RuntimeError, match="declared twice"):
        letter("test_letter")
    assert KINDS["mail"].run.__name__ == "send"


@pytest.mark.parametrize("values", [{}, {"reference": "A-1", "pupil": "Kim"}])
def test_a_letter_takes_what_it_declares(waiting_letter: Letter, world: World, values: dict[str, Any]) -> None:
    with pytest.raises(UndeclaredValues, match="reference"):
        actions.queue_mail(world.teacher, waiting_letter, **values)


def test_a_letter_belongs_to_the_town_of_its_reader(waiting_letter: Letter, world: World) -> None:
    actions.queue_mail(world.teacher_b, waiting_letter, reference="A-1")
    assert the_job().municipality_id == world.other_town.municipality


def test_the_list_tells_what_waits_and_what_was_given_up(
    app: Flask, kind: Callable[..., Any], later: Callable[..., None]
) -> None:
    runner_of_commands = app.test_cli_runner()
    assert "Nothing waits" in runner_of_commands.invoke(args=["jobs", "list"]).output
    kind("test.job")
    actions.queue("test.job")
    given_up = actions.queue("test.job")
    assert given_up
    given_up.failed_at = clock.now()
    db.session.commit()
    later(hours=25, minutes=3)
    printed = runner_of_commands.invoke(args=["jobs", "list"]).output
    ages = "1 waiting (oldest 1 d 1 h 3 min), 1 given up (oldest 1 d 1 h 3 min)"
    assert printed == f"test.job: {ages}\n"
    assert runner_of_commands.invoke(args=["jobs", "retry", "test.job"]).output == "1 queued again.\n"
    assert "2 waiting (oldest 1 d 1 h 3 min), 0 given up" in runner_of_commands.invoke(args=["jobs", "list"]).output
    unknown = runner_of_commands.invoke(args=["jobs", "retry", "test.nothing"])
    assert (unknown.exit_code, "No room registered" in unknown.output) == (1, True)
