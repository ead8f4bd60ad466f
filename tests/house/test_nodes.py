"""Every page of one municipality can be answered by one node: what docs/nation.md says is how it is."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, ForeignKeyConstraint, Index, Table, UniqueConstraint, event, text

import config
from prevention.classes.models import PlannedSession
from prevention.database import Base
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

TENANT = "municipality_id"


def listed(beginning: str) -> set[str]:
    """Return the names that the sentence with this beginning lists."""
    told = (config.ROOT / "docs" / "nation.md").read_text().partition("## What does not hold")[2]
    names = told.partition(f"\n{beginning}")[2].partition(":")[2].partition("`.")[0]
    return set(re.findall(r"`(\w+)", names))


@pytest.fixture
def tables(app: Flask) -> list[Table]:
    """Return the tables of a municipality; those of each room stand once the app is made."""
    return [table for table in Base.metadata.tables.values() if TENANT in table.c]


def uniques(table: Table) -> Iterator[UniqueConstraint | Index]:
    yield from (one for one in table.constraints if isinstance(one, UniqueConstraint))
    yield from (one for one in table.indexes if one.unique)


def foreign_keys(table: Table) -> Iterator[ForeignKeyConstraint]:
    """Yield those to another table of a municipality; to the municipality itself there is one each."""
    found = (one for one in table.constraints if isinstance(one, ForeignKeyConstraint))
    yield from (one for one in found if TENANT in one.referred_table.c)


def holds_a_key(unique: UniqueConstraint | Index) -> bool:
    return any(str(column.key).endswith("_id") for column in unique.columns)


def test_the_shared_tables_are_those_that_are_told(tables: list[Table]) -> None:
    shared = Base.metadata.tables.keys() - {table.name for table in tables}
    assert shared == listed("Shared tables")


def test_what_is_unique_in_the_nation_is_told_and_all_else_within_a_municipality(tables: list[Table]) -> None:
    alone = [one for table in tables for one in uniques(table) if TENANT not in one.columns]
    assert {one.name for one in alone if not holds_a_key(one)} == listed("Unique in the whole nation")


def test_primary_and_foreign_keys_that_hold_the_municipality_are_those_that_are_told(tables: list[Table]) -> None:
    primary = {table.name for table in tables if TENANT in table.primary_key.columns}
    assert primary == listed("Primary keys that hold it")
    assert all(table.primary_key.columns.keys() == ["id"] for table in tables if table.name not in primary)
    foreign = {one.name for table in tables for one in foreign_keys(table) if TENANT in one.columns}
    assert foreign == listed("Foreign keys between two tables")


def test_each_table_is_found_by_its_municipality(tables: list[Table]) -> None:
    for table in tables:
        leading = [one.columns[0] for one in table.indexes] + [table.primary_key.columns[0]]
        assert TENANT in {column.name for column in leading}, table.name


Sent = list[tuple[str, Any]]


@pytest.fixture
def hot_pages(client: PageClient, world: World) -> Mapping[str, Sent]:
    """Return what each of the pages that are asked for most sends to the database, and logging a session."""
    of_7a = world.class_7a
    taking, lesson = of_7a.participation, db.session.get_one(PlannedSession, of_7a.planned_sessions[1]).lesson_id
    form = {"status": "held", "lesson": str(lesson), "held_on": "2026-11-18", "pupils_present": "20"}
    client.sign_in(world.teacher)
    pages = {
        path: statements(partial(client.get, path))
        for path in ("/my-sessions", f"/classes/{of_7a.school_class}", f"/participations/{taking}/sessions/new")
    }
    pages["logging"] = statements(lambda: client.post(f"/participations/{taking}/sessions", data=form))
    client.sign_in(world.coverage_administrator)
    for path in ("/coverage", f"/coverage/schools/{world.town.school}", "/classes"):
        pages[path] = statements(partial(client.get, path))
    return pages


def statements(act: Any) -> Sent:
    sent: Sent = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert act().status_code in {200, 303}
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert sent
    return sent


NAMES_ITS_ROWS = re.compile(
    r"\bmunicipality_id = "  # the municipality itself
    r"|\b(\w+_)?(id|chain)(::UUID)? (= [%?:]|IN \()"  # or a key of one of its rows
    r"|^INSERT INTO \w+ \([^)]*\b(municipality_id|chain)\b[^)]*\) VALUES"
)


def test_each_statement_of_the_hot_pages_names_the_municipality_or_a_key_of_it(hot_pages: Mapping[str, Sent]) -> None:
    for page, sent in hot_pages.items():
        for statement, _values in sent:
            assert NAMES_ITS_ROWS.search(statement), (page, statement)


def test_whatever_is_opened_by_a_rule_names_the_municipality(hot_pages: Mapping[str, Sent]) -> None:
    """A page that is read from the classes or schools one may see is held to one's own municipality."""
    for page, sent in hot_pages.items():
        assert any("municipality_id = " in statement for statement, _values in sent), page


BY_INDEX = [f"SET LOCAL enable_{way} = off" for way in ("seqscan", "hashjoin", "mergejoin")]


@pytest.mark.postgresql
def test_no_page_reads_a_table_from_end_to_end(app: Flask, hot_pages: Mapping[str, Sent]) -> None:
    """With a handful of rows PostgreSQL would; asked not to, it finds an index by which each table is asked.

    What a log has counted anew is planned on a nation's rows instead: `python -m benchmarks --quick nation`.
    """
    for setting in BY_INDEX:
        db.session.execute(text(setting))
    for page, sent in hot_pages.items():
        for statement, values in (one for one in sent if " SELECT " not in one[0] or one[0].startswith("SELECT")):
            whole = [node for node in nodes(plan_of(statement, values)) if reads_all(node)]
            assert not whole, (
                page,
                statement[:200],
                [(one.get("Relation Name"), one.get("Index Name"), one.get("Filter")) for one in whole],
            )


def plan_of(statement: str, values: Any) -> Mapping[str, Any]:
    told = db.session.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    plan: Mapping[str, Any] = told[0]["Plan"]
    return plan


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def reads_all(node: Mapping[str, Any]) -> bool:
    kind = node["Node Type"]
    by_index = "Index" in kind and "Index Cond" not in node
    return kind == "Seq Scan" or by_index
