from . import agencies, districts, schools, years  # noqa: F401  each puts its pages on the blueprint
from .blueprint import organisations

__all__ = ["organisations"]
