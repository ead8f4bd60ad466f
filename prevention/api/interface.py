"""The interface and its document: each resource is put under its address together with what it asks and answers."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask
from flask_babel import LazyString
from flask_smorest import Api, Blueprint
from marshmallow import Schema

from prevention import problems

from .schemas import Problem, Question

VERSION = "1.0.0"
TITLE = "Coverage of violence-prevention programmes"
DESCRIPTION = (
    "Head counts and figures, read only. No pupil is named anywhere, and nothing of a referral can be read. "
    "Send a token in the header `Authorization: Bearer …`; who may make one is told at /api. "
    "Lists come in pages: follow `next` until it is null. "
    "Errors are problem documents (RFC 9457); at 429 wait as many seconds as Retry-After says."
)
ERRORS = {
    401: "No good token was sent.",
    403: "The token holds another permission.",
    404: "There is no such thing, or the token does not reach it.",
    422: "The question cannot be answered; errors tell which parameter and why.",
    429: "Too many requests; Retry-After tells how many seconds to wait.",
    "default": "Anything else that went wrong.",
}
View = TypeVar("View", bound=Callable[..., Any])

SENTENCES: dict[str, LazyString] = {}  # what each resource holds, for the page that people read

api = Blueprint("api", __name__, url_prefix="/api/v1")


class Interface(Api):  # type: ignore[misc]
    """Flask-smorest without its own errors: ours are for the whole application."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Leave errors to `security.show_error`."""


def init_api(app: Flask) -> None:
    """Register the resources, and make the document from them."""
    setattr(app.json, "sort_keys", False)  # noqa: B010  fields stand in the order of the schemas
    interface = Interface(
        app,
        spec_kwargs={
            "title": TITLE,
            "version": VERSION,
            "openapi_version": "3.1.0",
            "info": {"description": DESCRIPTION},
            "security": [{"token": []}],
        },
    )
    interface.spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    interface.register_blueprint(api)
    app.extensions["prevention-api"] = interface.spec


def document(app: Flask) -> dict[str, Any]:
    """Return the OpenAPI document, as it is made from the routes."""
    told: dict[str, Any] = app.extensions["prevention-api"].to_dict()
    return told


def resource(
    address: str, summary: LazyString, answer: type[Schema] | Schema, question: type[Question] | None = Question
) -> Callable[[View], View]:
    """Put a view under its address. It carries its mark already, and gets the question as a mapping."""

    def put(view: View) -> View:
        shown = api.response(200, answer, description="As asked.")(view)
        if question:
            shown = api.arguments(question, location="query", unknown=None)(shown)
        SENTENCES[f"{api.url_prefix}{as_in_document(address)}"] = summary
        shown = api.doc(summary=str(summary), responses={status: error(words) for status, words in ERRORS.items()})(
            shown
        )
        api.add_url_rule(address, view.__name__, shown, methods=["GET"])
        return view

    return put


def as_in_document(address: str) -> str:
    """Write `{agency}` for `<uuid:agency>`, as OpenAPI does."""
    return re.sub(r"<\w+:(\w+)>", r"{\1}", address)


def error(words: str) -> dict[str, Any]:
    return {"description": words, "content": {problems.CONTENT_TYPE: {"schema": Problem}}}
