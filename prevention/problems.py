"""Errors for programs: a problem document (RFC 9457) for every address under `/api/`, whatever went wrong.

The words are part of the interface, so they are English and do not change with the reader.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import HTTPException

PATHS = "/api/"
CONTENT_TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: "The request cannot be read",
    401: "A token is needed",
    403: "The token does not allow this",
    404: "There is no such thing",
    405: "This can only be read",
    422: "The question cannot be answered",
    429: "Too many requests",
    500: "The fault is ours",
}
DETAILS: Mapping[int, str] = {
    403: "The token holds another permission.",
    404: "Nothing stands at this address, or the token does not reach it.",
    422: "See errors: which parameter, and why.",
}


def are_wanted() -> bool:
    """Tell whether a program asked."""
    return request.path.startswith(PATHS)


def of(error: HTTPException, **more: object) -> Response:
    """Return the problem with the headers that belong to it: Allow, Retry-After, WWW-Authenticate."""
    status = error.code or 500
    told: dict[str, Any] = {
        "type": f"/api#problem-{status}",
        "title": TITLES.get(status, error.name),
        "status": status,
        "detail": detail_of(error, status),
        "instance": quote(request.path),
    }
    told |= errors_of(error) | more
    answer = Response(json.dumps(told, ensure_ascii=False), status, content_type=CONTENT_TYPE)
    kept = ((name, value) for name, value in error.get_headers() if name.lower() != "content-type")
    answer.headers.extend(kept)
    return answer


def detail_of(error: HTTPException, status: int) -> str:
    """Return what was said when it was raised; Werkzeug's own words are made for people in a browser."""
    own_words = error.description != type(error).description
    return (
        str(error.description)
        if own_words and error.description
        else DETAILS.get(status, TITLES.get(status, error.name))
    )


def errors_of(error: HTTPException) -> dict[str, object]:
    """Return what the question's check found, parameter by parameter, as `errors`."""
    messages = getattr(error, "data", {}).get("messages", {}).get("query")
    return {"errors": messages} if messages else {}
