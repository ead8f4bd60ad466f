"""How PostgreSQL would run what a page asks."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from prevention.extensions import db


def sequential_scans(app: Flask, path: str, cookie: str, form: Mapping[str, str] | None = None) -> set[str]:
    """Return the tables that the statements of a page, or of a form sent, would read from end to end."""
    return {
        node["Relation Name"]
        for plan in plans_of(app, path, cookie, form)
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan"
    }


def plans_of(app: Flask, path: str, cookie: str, form: Mapping[str, str] | None) -> list[Mapping[str, Any]]:
    sent: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, parameters: Any, *_rest: object) -> None:
        sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    client = app.test_client(use_cookies=False)
    answer = client.open(path, method="POST" if form else "GET", data=form, headers={"Cookie": cookie})
    event.remove(Engine, "before_cursor_execute", note)
    if answer.status_code not in {200, 303} or not sent:
        raise RuntimeError(f"{path} answers {answer.status_code} and asks {len(sent)} times.")
    asked = [one for one in sent if one[0].startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
    with app.app_context(), db.engine.connect() as connection:
        rows = (connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {one}", values) for one, values in asked)
        return [row.scalar_one()[0]["Plan"] for row in rows]


def nodes(plan: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)
