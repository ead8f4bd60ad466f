"""Pages of social services: the inbox, the case and its steps, and how the unit is led."""

from . import deadlines, duty, emergency, log, pages, steps, unit  # noqa: F401  each adds its routes
from .blueprint import cases
from .unit_blueprint import unit_pages

__all__ = ["cases", "unit_pages"]
