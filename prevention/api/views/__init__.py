"""The API's resources, and the pages about it for people."""

from flask import Flask

from prevention.access import guard

from ..door import read_token
from ..interface import init_api
from . import people as _people  # noqa: F401  registers its pages
from . import resources as _resources  # noqa: F401  registers them
from .blueprint import api_pages


def register_api(app: Flask) -> None:
    """Let in resources and pages, and tell the guard who reads tokens."""
    app.register_blueprint(api_pages)
    init_api(app)
    guard.read_tokens_with(app, read_token)
