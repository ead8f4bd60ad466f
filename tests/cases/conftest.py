"""Fixtures of the tests of cases."""

from .desk import ticking  # noqa: F401
