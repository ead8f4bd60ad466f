"""The app on a real database, a session rolled back after each test, a client that looks at every page it gets.

`PREVENTION_TEST_DATABASE` chooses `sqlite` (default) or `postgresql`; there the app runs as the unprivileged login.
"""

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

import flask_wtf.csrf
import pytest
from aiosmtpd.controller import Controller
from click.testing import Result
from flask import Flask, current_app
from flask_migrate import upgrade
from flask_sqlalchemy.session import Session
from jinja2 import Undefined
from sqlalchemy import create_engine, delete, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import scoped_session

import config
from prevention import audit, clock, owner, signing
from prevention.cli import create_command_app
from prevention.extensions import db
from prevention.jobs.models import Job

from .client import PageClient
from .owner import owned_session
from .postbox import Postbox, free_port
from .postgres import running_cluster
from .world import World, build_world

REAL_TOKEN = flask_wtf.csrf.generate_csrf
DATABASE = os.environ.get("PREVENTION_TEST_DATABASE", "sqlite")
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in Sweden

# Lets a test do what only the owner of the database could, inside the transaction that is rolled back.
RUN_AS_OWNER = """
    CREATE FUNCTION run_as_owner(statement text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    AS $$ BEGIN EXECUTE statement; END $$
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out on SQLite what PostgreSQL alone can answer: there such a test would pass whatever the code does."""
    if DATABASE == "postgresql":
        return
    left = [item for item in items if item.get_closest_marker("postgresql")]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


@pytest.fixture(scope="session")
def database_urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str | None]]:
    """Return the address the app uses and, where it is another, the owner's."""
    if DATABASE == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'test.db'}", None
        return
    with running_cluster("autovacuum=off") as cluster:  # it gathers statistics when it likes, and plans change by them
        cluster.psql("CREATE ROLE prevention_runtime NOLOGIN NOBYPASSRLS")
        cluster.psql("CREATE ROLE runtime LOGIN IN ROLE prevention_runtime")
        cluster.psql("CREATE DATABASE prevention")
        cluster.psql(RUN_AS_OWNER, "prevention")
        yield cluster.url("runtime", "prevention"), cluster.url("owner", "prevention")


@pytest.fixture(scope="session")
def settings(database_urls: tuple[str, str | None]) -> config.Testing:
    chosen = config.Testing({})
    chosen.SQLALCHEMY_DATABASE_URI, chosen.OWNER_DATABASE_URI = database_urls
    return chosen


def steady_token(*given: object, **named: object) -> str:
    """A real token is random: now and then it holds the very letters that a test says are not on the page."""
    return str(REAL_TOKEN(*given, **named)) if current_app.config["WTF_CSRF_ENABLED"] else "no-token"


class Blank(Undefined):
    """What a template was not given, or a word that a table lacks. Showing nothing in its place is a fault."""

    __str__ = Undefined._fail_with_undefined_error


@pytest.fixture(scope="session")
def app(settings: config.Testing, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    config.INSTANCE = tmp_path_factory.mktemp("instance")
    with pytest.MonkeyPatch.context() as patch:
        for module in (flask_wtf.csrf, signing):
            patch.setattr(module, "generate_csrf", steady_token)
        application = create_command_app(settings)
        application.jinja_env.undefined = Blank
        with application.app_context():
            upgrade()
        yield application
    with application.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def world(app: Flask) -> World:
    """The standing cast, committed once. Tests change it inside their own transaction."""
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr(audit.record, "append", lambda *_told: None)  # the trail begins with the test
        cast = build_world()
        db.session.execute(delete(Job))  # so does the queue
        db.session.commit()
    return cast


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Let time stand still; call it to set another time."""

    def stand_still(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    stand_still(NOW)
    return stand_still


@pytest.fixture
def session(app: Flask, world: World, now: object) -> Iterator[scoped_session[Session]]:
    """The database inside one transaction that is rolled back; what the app commits is a savepoint of it."""
    with app.app_context(), db.engine.connect() as connection, connection.begin() as outer:
        db.session.session_factory.configure(bind=connection, join_transaction_mode="create_savepoint")
        yield db.session
        db.session.remove()
        db.session.session_factory.configure(bind=None, join_transaction_mode="conditional_savepoint")
        outer.rollback()


@pytest.fixture
def owner_session(
    app: Flask, world: World, settings: config.Testing, now: object, monkeypatch: pytest.MonkeyPatch
) -> Iterator[scoped_session[Session]]:
    """The same as the owner of the tables, whom no row is hidden from: what the owner's commands do is rolled back."""
    monkeypatch.setattr(owner, "as_owner", nullcontext)
    with app.app_context(), owned_session(settings.OWNER_DATABASE_URI):
        yield db.session


@pytest.fixture
def client(app: Flask, session: object) -> PageClient:
    """A browser that nobody is signed in to; `client.sign_in(world.teacher)` signs a person of the cast in."""
    app.test_client_class = PageClient
    browser = app.test_client()
    assert isinstance(browser, PageClient)
    return browser


@pytest.fixture
def run(app: Flask, session: object) -> Callable[..., Result]:
    """Run a command as people do: `run("schools", "import", folder)`."""

    def invoke(*arguments: object) -> Result:
        result = app.test_cli_runner().invoke(args=[str(one) for one in arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the statements sent to the database, without BEGIN and savepoints: `with count_queries() as sent:`."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                sent.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counting


@pytest.fixture(scope="session")
def skolverket() -> Path:
    """The real register answers, where they are at hand; each test that uses them has a twin that needs nothing."""
    folder = Path(__file__).parents[2] / "shared" / "data" / "skolverket"
    if not folder.is_dir():
        pytest.skip("the real register answers are not on this machine; the hand-made twin ran")
    return folder


@pytest.fixture
def own_settings(settings: config.Testing, tmp_path: Path, now: object) -> config.Testing:
    """Return settings with an empty database beside the one of the other tests; the cast lives in its own week."""
    own = config.Testing({})
    if settings.OWNER_DATABASE_URI is None:
        own.SQLALCHEMY_DATABASE_URI = f"sqlite:///{tmp_path / 'own.db'}"
        return own
    name = f"own_{uuid.uuid4().hex}"
    owner = make_url(settings.OWNER_DATABASE_URI)
    engine = create_engine(owner.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    own.OWNER_DATABASE_URI = owner.set(database=name).render_as_string(hide_password=False)
    runtime = make_url(settings.SQLALCHEMY_DATABASE_URI).set(database=name)
    own.SQLALCHEMY_DATABASE_URI = runtime.render_as_string(hide_password=False)
    return own


@pytest.fixture
def mail_settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    port = free_port()
    settings = {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": port,
        "MAIL_FROM": "program@almkoping.example",
        "BASE_URL": "https://almkoping.example/",
    }
    for name, value in settings.items():
        monkeypatch.setitem(app.config, name, value)
    return port


@pytest.fixture
def postbox(mail_settings: int) -> Iterator[Postbox]:
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=mail_settings)
    server.start()
    yield box
    server.stop()
