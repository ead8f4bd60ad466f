"""Pages of those who send: writing, what was sent, its files, and what the school has chosen."""

from . import files, sent, settings, writing  # noqa: F401  each puts its pages on the blueprint
from .blueprint import referrals

__all__ = ["referrals"]
