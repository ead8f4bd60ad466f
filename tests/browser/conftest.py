"""The real app behind a real server, visited with a real Chromium: on a phone and on a desktop, in both languages."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from playwright.sync_api import Browser, ConsoleMessage
from werkzeug.serving import make_server

import config
from prevention import clock
from prevention.cli import create_command_app
from prevention.extensions import db
from tests.conftest import NOW
from tests.world import World, build_world

from .visitor import Visitor

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
DEVICES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 900}}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox", "--disable-gpu", "--disable-quic"]}


@pytest.fixture
def live_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An app on an empty database of its own; time stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings = config.Testing({})
    settings.SQLALCHEMY_DATABASE_URI = f"sqlite:///{tmp_path / 'live.db'}"
    settings.SERVER_NAME = None  # type: ignore[assignment]  # any port will do
    app = create_command_app(settings)
    with app.app_context():
        upgrade()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def live_world(live_app: Flask) -> World:
    with live_app.app_context():
        world = build_world()
        db.session.commit()
    return world


@pytest.fixture
def address(live_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, live_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(browser: Browser, address: str, live_app: Flask) -> Iterator[Callable[..., Visitor]]:
    """Open a browser of one's own: `visit("phone", "sv")`. Each page it comes to is looked at by axe."""
    contexts = []
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            faults.append(message.text)

    def open_browser(device: str = "desktop", language: str = "sv", scripts: bool = True) -> Visitor:
        context = browser.new_context(
            base_url=address,
            viewport=DEVICES[device],  # type: ignore[arg-type]
            has_touch=device == "phone",
            java_script_enabled=scripts,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return Visitor(page, live_app, AXE.read_text() if scripts else "", language)

    yield open_browser
    for context in contexts:
        context.close()
    assert faults == []
