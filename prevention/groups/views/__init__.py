"""Pages of groups: the plan for who takes part, and leading it from the case."""

from . import leading, starting, taking_part  # noqa: F401  each adds its routes
from .blueprint import groups

__all__ = ["groups"]
