"""Pages for people: what the API is, which systems read by it, and making or stopping a token."""

import uuid
from datetime import timedelta

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention import clock
from prevention.access.guard import public, requires
from prevention.access.permissions import Permission
from prevention.formats import gettext
from prevention.paging import pager
from prevention.problems import TITLES

from .. import actions, door, queries, words
from ..forms import TokenForm
from ..interface import SENTENCES, document
from ..models import ApiToken, TokenPermission
from .blueprint import api_pages

TO_SHOW = "token_to_show"


@api_pages.get("/api")
@public("tells people how a system reads figures, and holds no data")
def about() -> str:
    told = document(current_app._get_current_object())  # type: ignore[attr-defined]
    return render_template(
        "api/about.html",
        paths=told["paths"],
        sentences=SENTENCES,
        problems=words.PROBLEMS,
        titles=TITLES,
        per_minute=door.PER_MINUTE,
    )


@api_pages.get("/system-access")
@requires(Permission.API_TOKEN_END)
def token_list() -> str:
    actor = current_user.actor
    rows, found = queries.tokens(actor, one_id("before"), one_id("after"))
    return render_template(
        "api/token_list.html",
        rows=rows,
        pager=pager(found.before, found.after),
        made=session.pop(TO_SHOW, None),
        state_of=lambda row: words.state_of(row, clock.today()),
        permissions=words.PERMISSIONS,
        may_make=actor.may(Permission.API_TOKEN_MAKE),
    )


@api_pages.get("/system-access/new")
@requires(Permission.API_TOKEN_MAKE)
def new_token() -> str:
    return token_page(TokenForm(queries.holders(current_user.actor), expires_on=in_a_year()))


@api_pages.post("/system-access")
@requires(Permission.API_TOKEN_MAKE)
def make_token() -> ResponseReturnValue:
    form = TokenForm(queries.holders(current_user.actor))
    if not form.validate():
        return token_page(form), 422
    data = actions.TokenData(
        form.name.data, uuid.UUID(form.agency.data), TokenPermission(form.permission.data), form.expires_on.data
    )
    try:
        token, secret = actions.make_token(current_user.actor, data)
    except actions.NameTaken:
        form.name.errors = [
            gettext("A system of this name reads there already. Stop it first, or choose another name.")
        ]
        return token_page(form), 422
    except actions.BadLastDay:
        form.expires_on.errors = [gettext("Choose a day from today on, at most a year ahead.")]
        return token_page(form), 422
    session[TO_SHOW] = [token.name, secret]
    return redirect(url_for(".token_list"), 303)


@api_pages.post("/system-access/<uuid:api_token>/revoke")
@requires(Permission.API_TOKEN_END, one=ApiToken)
def revoke_token(api_token: ApiToken) -> ResponseReturnValue:
    actions.revoke_token(current_user.actor, api_token)
    flash(gettext("%(name)s can no longer read.", name=api_token.name), "success")
    return redirect(url_for(".token_list"), 303)


def token_page(form: TokenForm) -> str:
    return render_template("api/new_token.html", form=form)


def in_a_year() -> object:
    return clock.today() + timedelta(days=365)


def one_id(name: str) -> uuid.UUID | None:
    return request.args.get(name, type=uuid.UUID)
