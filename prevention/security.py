"""Headers on every answer, and error pages that tell nothing.

Scripts and styles come from our own files only; there is no inline script and no inline style anywhere.
"""

import secrets

from flask import Flask, Response, abort, current_app, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from prevention.formats import gettext

from . import problems
from .formats import speaking
from .signing import init_signing

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
OPEN_TO_ALL = frozenset({"opendata.as_file"})
KEPT_FOR = "public, max-age=3600"
MOST_TAKEN_IN, CHUNK = 64 * 1024 * 1024, 64 * 1024
KEPT_BY_CACHES = frozenset({"static", "api_pages.openapi"})  # the same for everybody
PAGES = frozenset({400, 403, 404, 405, 413, 429, 500})


def init_security(app: Flask) -> None:
    init_signing(app)
    app.before_request(refuse_null)
    app.after_request(add_headers)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_error)


def refuse_null() -> None:
    """Refuse the one character that no field can mean and PostgreSQL does not keep."""
    asked = request  # the proxy looks it up for each word
    if "\0" in asked.path:
        abort(400)
    if asked.method == "GET" and not asked.query_string:
        return
    if any("\0" in text for pair in asked.values.items(multi=True) for text in pair):
        abort(400)


def add_headers(response: Response) -> Response:
    """Close every door a browser would leave open. Pages of signed-in people are kept in no cache."""
    response.headers.extend(ALWAYS)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint not in KEPT_BY_CACHES:
        response.headers["Cache-Control"] = "no-store"
    if request.endpoint in OPEN_TO_ALL and response.status_code < 400:
        open_to_all(response)
    return response


def open_to_all(response: Response) -> None:
    """Let any site's page read an answer that is the same for everybody, and anybody on the way keep it for an hour."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = KEPT_FOR


def show_stale_form(error: CSRFError) -> tuple[str, int]:
    return render_template("errors/400.html", stale=True), error.code or 400


def show_error(error: HTTPException) -> tuple[str, int] | HTTPException | Response:
    """Show our own page; a redirect raised as an exception passes through."""
    code = error.code or 500
    if code < 400:
        return error
    if problems.are_wanted():
        return show_problem(error)
    if code == 500:
        return show_own_fault(), code
    page = code if code in PAGES else 400
    if code == 413:
        read_to_the_end()
    return render_template(f"errors/{page}.html", error=error, retry_after=getattr(error, "retry_after", None)), code


def show_problem(error: HTTPException) -> Response:
    if error.code == 500:
        return problems.of(error, reference=logged_reference())
    return problems.of(error)


def read_to_the_end() -> None:
    """Take in what was too large to be looked at: a browser that is cut off while it sends shows no answer at all."""
    announced = request.content_length or 0
    if not current_app.config["MAX_CONTENT_LENGTH"] < announced <= MOST_TAKEN_IN:
        return  # what is within our limit was read before, and what is far beyond it is not worth the wait
    body = request.environ["wsgi.input"]
    while announced > 0 and (part := body.read(min(announced, CHUNK))):
        announced -= len(part)


def show_own_fault() -> str:
    """Show a page that needs neither the database nor the person, and write its reference to the log."""
    reference = logged_reference()
    language = session.get("language", current_app.config["BABEL_DEFAULT_LOCALE"])
    with speaking(language):
        page = current_app.jinja_env.get_template("errors/500.html")
        return page.render(reference=reference, language=language, app_name=gettext("Violence prevention"))


def logged_reference() -> str:
    reference = secrets.token_hex(4)
    current_app.logger.error("Answered 500, reference %s", reference)
    return reference
