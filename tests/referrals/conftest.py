"""A database of its own, for what must really be committed: clicks on two connections, a server that is killed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import upgrade

import config
from prevention.cli import create_command_app
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World, build_world


@pytest.fixture
def own_app(own_settings: config.Testing, now: object) -> Iterator[tuple[Flask, World]]:
    app = create_command_app(own_settings)
    app.test_client_class = PageClient
    with app.app_context():
        upgrade()
        world = build_world()
        db.session.commit()
    yield app, world
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
