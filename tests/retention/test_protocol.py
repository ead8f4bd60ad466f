"""What a run leaves behind: a protocol nobody rewrites, and what the commands say."""

import json

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import scoped_session

from prevention.audit.models import AuditEvent
from prevention.audit.verify import verify
from prevention.cases.models import CaseFile
from prevention.retention.models import WeedingLine, WeedingRun
from tests.world import World

from .records import old_case, weeded


def test_the_protocol_names_references_and_rules_and_no_content(
    owner_session: scoped_session[Session], world: World
) -> None:
    case = old_case(world, 6)
    number = case.number
    weeded(world)
    run = owner_session.scalars(select(WeedingRun)).one()
    lines = owner_session.scalars(select(WeedingLine).where(WeedingLine.run_id == run.id)).all()
    assert (run.weeded, len(lines)) == (2, 2)
    assert number in {line.reference for line in lines}
    told = owner_session.scalars(select(AuditEvent).where(AuditEvent.event == "retention.weeded")).one()
    assert told.details == {"weeded": 2, "kept": 0}
    written = "".join(str(value) for line in lines for value in vars(line).values())
    assert not any(word in written for word in ("Kim", "Gammalsson", "2013"))
    assert verify()[1] == []


def test_nothing_due_writes_no_protocol(owner_session: scoped_session[Session], world: World) -> None:
    assert weeded(world) == {}
    assert owner_session.scalar(select(func.count()).select_from(WeedingRun)) == 0


@pytest.mark.parametrize("table", ["weeding_run", "weeding_line", "retention_rule"])
@pytest.mark.parametrize("change", ["UPDATE {} SET municipality_id = municipality_id", "DELETE FROM {}"])
def test_not_even_the_owner_rewrites_it(
    owner_session: scoped_session[Session], world: World, table: str, change: str
) -> None:
    old_case(world, 6)
    weeded(world)
    with pytest.raises(DatabaseError, match="insert only"), owner_session.begin_nested():
        owner_session.execute(text(change.format(table)))


@pytest.mark.postgresql
@pytest.mark.parametrize("table", ["weeding_run", "weeding_line", "retention_rule"])
def test_the_login_of_the_pages_writes_none(session: scoped_session[Session], table: str) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), session.begin_nested():
        session.execute(text(f"INSERT INTO {table} (id) VALUES (gen_random_uuid())"))  # noqa: S608


def test_the_command_lists_first_and_weeds_then(
    owner_session: scoped_session[Session], world: World, app: Flask
) -> None:
    case = old_case(world, 6)
    number, key = case.number, case.id
    runner = app.test_cli_runner()
    listed = runner.invoke(args=["retention", "run", "--dry-run"])
    assert f"9901 case_not_opened {number}, last entry 2020-11-17, kept for 5 years" in listed.output
    assert "2 would go, 0 kept" in listed.output
    assert owner_session.get(CaseFile, key)
    done = json.loads(runner.invoke(args=["retention", "run", "--json", "--municipality", "9901"]).output)
    assert {(one["reference"], one["outcome"]) for one in done} >= {(number, "weeded")}
    assert owner_session.scalar(select(func.count()).where(CaseFile.id == key)) == 0
    assert runner.invoke(args=["retention", "run"]).output == "0 weeded, 0 kept although due.\n"
    assert runner.invoke(args=["retention", "run", "--municipality", "0000"]).exit_code == 1


def test_the_command_sets_a_rule_and_shows_it(owner_session: scoped_session[Session], world: World, app: Flask) -> None:
    runner = app.test_cli_runner()
    args = ["retention", "set", "draft", "30", "--unit", "day", "--law", "Beslut 12", "--municipality", "9901"]
    assert runner.invoke(args=args).output == "9901 draft: 30 days from 2026-11-18 on.\n"
    shown = runner.invoke(args=["retention", "rules"]).output
    assert "9901 draft: 30 days (own, Beslut 12, since 2026-11-18)" in shown
    assert "9902 draft: 90 days (general" in shown
    assert "9901 audit_event: Never weeded" in shown
    assert runner.invoke(args=[*args[:3], "many", *args[4:]]).exit_code == 1
