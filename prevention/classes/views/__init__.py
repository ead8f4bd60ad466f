"""Pages about classes: the list and one class, its programmes and plans, a whole school's plans, the import."""

from . import importing, pages, plans, school_plans  # noqa: F401  each adds its routes
from .blueprint import classes

__all__ = ["classes"]
