"""Every error is a problem document, whatever went wrong and wherever below `/api/`."""

from typing import Any

import pytest
from flask import Flask

from prevention.api import queries
from tests.client import PageClient
from tests.world import World

from .giving import MVP, Given, ask, give_token


@pytest.fixture
def token(session: object, world: World) -> Given:
    return give_token(world.town)


def problem(answer: Any, status: int, path: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = answer.json
    assert told["status"] == status
    assert told["type"] == f"/api#problem-{status}"
    assert told["instance"] == path
    assert told["title"] and told["detail"]
    return told


def test_401(client: PageClient) -> None:
    told = problem(ask(client, "/schools"), 401, "/api/v1/schools")
    assert told["detail"].startswith("Send a token in the header")


def test_403(client: PageClient, world: World, token: Given) -> None:
    told = problem(ask(client, "/classes", token, school_year="2026/27"), 403, "/api/v1/classes")
    assert told["detail"] == "The token holds another permission."


@pytest.mark.parametrize("path", ["/nowhere", "/schools/not-an-id/coverage"])
def test_404_of_an_address_nobody_has(client: PageClient, token: Given, path: str) -> None:
    problem(ask(client, path, token), 404, f"/api/v1{path}")


def test_404_outside_of_this_version(client: PageClient) -> None:
    problem(client.get("/api/v2/schools/å"), 404, "/api/v2/schools/%C3%A5")


def test_404_of_what_the_question_names(client: PageClient, token: Given) -> None:
    told = problem(ask(client, "/coverage", token, **MVP | {"school_year": "1999/00"}), 404, "/api/v1/coverage")
    assert told["detail"] == "There is no school year 1999/00. There are: 2026/27."
    told = problem(ask(client, "/coverage", token, **MVP | {"programme": "none"}), 404, "/api/v1/coverage")
    assert told["detail"] == "There is no programme with that code. They are listed at /api/v1/programmes."


def test_405_tells_what_is_allowed(client: PageClient, token: Given) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.open("/api/v1/schools", method=method)
        problem(answer, 405, "/api/v1/schools")
        assert "GET" in answer.headers["Allow"]


@pytest.mark.parametrize(
    ("question", "parameter"),
    [
        ({}, "school_year"),
        (MVP | {"school_year": "2026"}, "school_year"),
        (MVP | {"programme": ""}, "programme"),
        (MVP | {"stage": "all"}, "stage"),
        (MVP | {"owner": "nobody"}, "owner"),
        (MVP | {"district": "north"}, "district"),
        (MVP | {"limit": 0}, "limit"),
        (MVP | {"limit": 501}, "limit"),
        (MVP | {"limit": "many"}, "limit"),
        (MVP | {"grade": "7"}, "grade"),
        (MVP | {"cursor": "made-up"}, "cursor"),
    ],
)
def test_422_says_which_parameter(client: PageClient, token: Given, question: dict[str, Any], parameter: str) -> None:
    told = problem(ask(client, "/coverage", token, **question), 422, "/api/v1/coverage")
    assert told["errors"][parameter]


def test_400_for_the_character_that_nothing_can_hold(client: PageClient, token: Given) -> None:
    problem(ask(client, "/coverage", token, **MVP | {"programme": "\0"}), 400, "/api/v1/coverage")


def test_500_tells_a_reference_and_nothing_else(
    app: Flask, client: PageClient, token: Given, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_actor: object) -> None:
        raise RuntimeError("a secret of ours")

    monkeypatch.setattr(queries, "municipality_of", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    told = problem(ask(client, "/municipality", token), 500, "/api/v1/municipality")
    assert told["reference"] in caplog.text
    assert "secret of ours" not in str(told)


def test_an_error_is_the_same_in_every_language(client: PageClient, world: World) -> None:
    client.sign_in(world.coverage_administrator)
    assert problem(ask(client, "/schools"), 401, "/api/v1/schools")["title"] == "A token is needed"


def test_pages_keep_their_own_errors(client: PageClient) -> None:
    assert client.get("/nowhere").mimetype == "text/html"
