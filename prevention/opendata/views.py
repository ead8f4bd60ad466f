"""Open data for anybody, and the switch of who publishes for the municipality."""

from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from prevention.access.guard import public, requires
from prevention.access.permissions import Permission
from prevention.formats import gettext, locale

from . import queries, words
from .actions import choose_scope
from .document import as_json
from .forms import ScopeForm
from .models import Scope
from .narrowing import narrowed, shown

opendata = Blueprint("opendata", __name__)
ANYBODY = "published by the municipality for anybody, small numbers hidden; 404 until it is switched on"


@opendata.get("/open-data")
@public("names the municipalities that publish, and nothing else")
def overview() -> str:
    return render_template("opendata/overview.html", publishers=queries.publishers())


@opendata.get("/open-data/<string(length=4):code>")
@public(ANYBODY)
def show(code: str) -> str:
    publisher = queries.publisher_with(code) or abort(404)
    page = shown(publisher, request.args)
    return render_template("opendata/show.html", page=page, words=words, dictionary=dictionary(locale()))


@opendata.get("/open-data/<string(length=4):code>.json")
@public(ANYBODY)
def as_file(code: str) -> Response:
    """Answer with all rows, or with those that the address asks for: the same rows, none counted anew."""
    publisher = queries.publisher_with(code) or abort(404)
    publication = queries.publication(publisher, request.args.get("school_year") or None)
    answer = Response(as_json(publication, narrowed(publication.rows, request.args)), mimetype="application/json")
    answer.add_etag()
    return answer.make_conditional(request)  # type: ignore[return-value]


@opendata.get("/open-data/settings")
@requires(Permission.OPEN_DATA_PUBLISH)
def settings() -> str:
    actor = current_user.actor
    scope = queries.scope_of(actor)
    return render_template(
        "opendata/settings.html", form=ScopeForm(scope=scope.value), scope=scope, code=queries.code_of(actor)
    )


@opendata.post("/open-data/settings")
@requires(Permission.OPEN_DATA_PUBLISH)
def choose() -> ResponseReturnValue:
    form, actor = ScopeForm(), current_user.actor
    if not form.validate_on_submit():
        scope, code = queries.scope_of(actor), queries.code_of(actor)
        return render_template("opendata/settings.html", form=form, scope=scope, code=code), 422
    choose_scope(actor, Scope(form.scope.data))
    flash(gettext("Saved."), "success")
    return redirect(url_for("opendata.settings"), 303)


@lru_cache(8)
def dictionary(_language: str) -> Markup:
    """Return the table of the fields, the same on every page of a language, so it is rendered once."""
    parts: Any = current_app.jinja_env.get_template("opendata/parts.html").module
    return Markup(parts.dictionary(words))  # noqa: S704  a rendered template
