"""Production does not serve with a login of the database that row-level security does not bind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

import config
from prevention.cli import create_command_app
from prevention.fence import check_login
from tests.postgres import running_cluster

PRODUCTION = {"PREVENTION_ENV": "production", "PREVENTION_SECRET_KEY": "s" * 32, "PREVENTION_MASTER_KEY": "m" * 32}


def app_as(settings: config.Testing, url: str | None, *, fenced: bool) -> Flask:
    chosen = config.Testing({})
    chosen.SQLALCHEMY_DATABASE_URI = url or settings.SQLALCHEMY_DATABASE_URI
    chosen.MUST_BE_FENCED = fenced
    return create_command_app(chosen)


@pytest.mark.usefixtures("app")
def test_the_login_of_the_pages_is_let_be(settings: config.Testing) -> None:
    check_login(app_as(settings, None, fenced=True))


@pytest.mark.postgresql
@pytest.mark.usefixtures("app")
def test_the_owner_may_not_serve(settings: config.Testing, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(config.ConfigurationError, match=r"is a superuser .* Set PREVENTION_DATABASE_URL to a login"):
        check_login(app_as(settings, settings.OWNER_DATABASE_URI, fenced=True))
    check_login(app_as(settings, settings.OWNER_DATABASE_URI, fenced=False))
    assert "row-level security would hide nothing" in caplog.text


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("rights", "says"),
    [
        ("NOBYPASSRLS", None),
        ("BYPASSRLS", "has BYPASSRLS"),
        ("SUPERUSER", "is a superuser"),
        ("IN ROLE strong", "has BYPASSRLS"),
        ("IN ROLE keeper", "owns secret tables"),
    ],
)
def test_each_right_that_opens_everything_is_named(rights: str, says: str | None) -> None:
    with running_cluster() as cluster:
        for statement in (
            "CREATE ROLE strong NOLOGIN BYPASSRLS",
            "CREATE ROLE keeper NOLOGIN",
            f"CREATE ROLE served LOGIN {rights}",
            "CREATE TABLE secret (id int)",
            "ALTER TABLE secret ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE secret OWNER TO keeper",
        ):
            cluster.psql(statement)
        app = app_as(config.Testing({}), cluster.url("served", "postgres"), fenced=True)
        if says is None:
            check_login(app)
            return
        with pytest.raises(config.ConfigurationError, match=says):
            check_login(app)


def test_production_does_not_serve_unchecked(tmp_path: Path) -> None:
    """The database is away: whether its login is bound cannot be known, so nothing is served."""
    nowhere = make_url(f"postgresql://app@/prevention?host={tmp_path}").render_as_string()
    environment = os.environ | PRODUCTION | {"PREVENTION_DATABASE_URL": nowhere, "PYTHONPATH": str(config.ROOT)}
    for command in ("import prevention.wsgi", "from prevention.cli import main; main()"):
        ran = subprocess.run(
            [sys.executable, "-c", command, "worker", "--once"],
            env=environment,
            cwd=config.ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 1
        assert "The database did not answer" in ran.stderr
    assert "Traceback" not in ran.stderr
