"""On PostgreSQL a page that only reads has no transaction. All other tests put one around it; here it stands alone."""

import pytest
from flask import Flask

from prevention.access.guard import mark_of
from tests.client import PageClient
from tests.world import World

from .test_matrix import MATRIX
from .test_query_counts import openings, reading

NOT_THERE = {  # of rows that are made for one test and seen by nobody else, and of a link that is spent
    "accounts.invitation",
    "observations.rate",
    "reports.show_report",
    "retention.show_run",
}


@pytest.mark.postgresql
@pytest.mark.usefixtures("now")
def test_every_page_that_only_reads_needs_no_transaction(app: Flask, world: World) -> None:
    client, answers = PageClient(app, app.response_class), {}
    with app.app_context():
        for endpoint in filter(lambda one: only_reads(app, one), reading(app)):
            _who, path, _headers = next(openings(MATRIX[endpoint], client, world))
            answers[endpoint] = client.get(path).status_code
    assert {endpoint for endpoint, status in answers.items() if status >= 400} == NOT_THERE


def only_reads(app: Flask, endpoint: str) -> bool:
    wanted = mark_of(app, endpoint)
    return wanted is not None and not wanted.is_secret and not wanted.by_token
