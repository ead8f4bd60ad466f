"""Addresses of many: for a list the address is built once, and not once a row or once a request."""

import uuid
from functools import cache
from typing import Any

from flask import url_for

NO_ID = uuid.UUID(int=0)


@cache
def address_of_any(endpoint: str, argument: str) -> str:
    """Return the address with `%s` where the id belongs."""
    values: dict[str, Any] = {argument: NO_ID}
    return url_for(endpoint, **values).replace("%", "%%").replace(str(NO_ID), "%s")
