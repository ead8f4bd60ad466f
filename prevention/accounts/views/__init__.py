"""The pages of accounts: the way in, one's own account, and people as administrators see them."""

from . import entrance, own, people, person
from .blueprint import accounts

__all__ = ["accounts", "entrance", "own", "people", "person"]
