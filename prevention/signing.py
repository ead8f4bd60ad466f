"""The session cookie and the token of forms: signed as Flask and Flask-WTF do, with what never changes made once."""

from functools import cache
from typing import Any

from flask import Flask, current_app, g, session
from flask_wtf.csrf import generate_csrf
from itsdangerous import URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode
from itsdangerous.serializer import Serializer


class FormTokens(URLSafeTimedSerializer):
    """Flask-WTF's serializer, which tries to compress forty random letters: that takes as long as to sign them."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(Serializer.dump_payload(self, obj))


def init_signing(app: Flask) -> None:
    cookies = app.session_interface
    cookies.get_signing_serializer = cache(cookies.get_signing_serializer)  # type: ignore[attr-defined]


def form_token() -> str:
    """Return the request's token, which Flask-WTF keeps in `g` and makes itself for a session that has none yet."""
    if "csrf_token" not in g and "csrf_token" in session:
        g.csrf_token = form_tokens(current_app.secret_key).dumps(session["csrf_token"])
    return str(generate_csrf())


@cache
def form_tokens(secret_key: str) -> FormTokens:
    return FormTokens(secret_key, salt="wtf-csrf-token")
