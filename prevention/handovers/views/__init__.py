"""Pages of hand-overs: what the receiver sees and answers, sending from a case, consents."""

from . import consents, receiving, sending  # noqa: F401  each adds its routes
from .blueprint import handovers

__all__ = ["handovers"]
