"""Whatever the document allows or forbids is asked with a real token, and each answer is as the document says."""

from collections.abc import Iterable
from contextvars import Context
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, given, settings
from schemathesis import Case

from prevention.accounts import throttle
from prevention.api import door
from prevention.api.models import TokenPermission
from tests.world import World

from .giving import MVP, YEAR, give_token

bounded = settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture
def interface(app: Flask, session: object, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The document, and the application that answers outside of the test's own context."""
    for module, limit in ((door, "PER_MINUTE"), (throttle, "PER_ACCOUNT"), (throttle, "PER_ADDRESS")):
        monkeypatch.setattr(module, limit, 10**6)

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        return Context().run(app, environ, start_response)

    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", answer)


PATHS = (
    "/municipality",
    "/districts",
    "/schools",
    "/school-years",
    "/programmes",
    "/classes",
    "/coverage",
    "/schools/{agency}/coverage",
)


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
@pytest.mark.parametrize("path", PATHS)
def test_schemathesis_finds_nothing(interface: Any, world: World, path: str, mode: schemathesis.GenerationMode) -> None:
    reads = TokenPermission.CLASS_READ if path == "/classes" else TokenPermission.COVERAGE_READ
    header = {"Authorization": f"Bearer {give_token(world.town, permission=reads).secret}"}
    operation = interface[f"/api/v1{path}"]["GET"]
    fixed = known(world, path) if mode is schemathesis.GenerationMode.POSITIVE else {}

    @bounded
    @given(case=operation.as_strategy(generation_mode=mode, **fixed))
    def ask(case: Case[Any]) -> None:
        if mode is schemathesis.GenerationMode.POSITIVE:
            case.query.pop("cursor", None)  # nobody can make one up; test_resources.py follows real ones
        case.call_and_validate(headers=header)

    ask()


def known(world: World, path: str) -> dict[str, Any]:
    """Ask for what is there: with names made up, every answer would be that there is no such thing."""
    question = YEAR if path == "/classes" else MVP if "coverage" in path else None
    place = {"agency": str(world.town.school)} if "{agency}" in path else None
    return {name: value for name, value in (("query", question), ("path_parameters", place)) if value}
