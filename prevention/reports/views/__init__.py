"""The pages of reports: previews, asking for one, and one's own."""

from . import asking, own, previews  # noqa: F401  each adds its routes
from .blueprint import reports

__all__ = ["reports"]
