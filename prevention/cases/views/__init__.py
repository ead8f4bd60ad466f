"""Pages of social services: the inbox, the case and its steps, and how the unit is led."""

from .blueprint import cases

__all__ = ["cases"]
