"""The guard at every door: deny by default, load the object through its rule, commit once at the end.

`check_every_route` is the last line of `create_app`: a route without a mark stops the app from starting.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.routing import Rule as UrlRule

from prevention.database import ACTING, READING, Base, act_as, is_reading
from prevention.extensions import db

from .actor import Actor
from .kinds import AgencyKind
from .permissions import SECRET, Permission
from .rules import RULES, one_visible

View = TypeVar("View", bound=Callable[..., Any])
TOKENS = "prevention-tokens"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a route asks for. Exactly one of: a permission, `signed_in`, or a reason to be public.

    With `by_token` a token is asked for instead of a person who is signed in, and a session opens nothing.
    With `kind` an agency of any other kind is not found: a page of a school is none of the police.
    """

    permission: Permission | None = None
    one: type[Base] | None = None
    kind: AgencyKind | None = None
    signed_in: str | None = None
    public: str | None = None
    by_token: bool = False

    @property
    def argument(self) -> str | None:
        return self.one.__tablename__ if self.one else None

    @property
    def is_secret(self) -> bool:
        return self.permission in SECRET

    def __str__(self) -> str:
        with_token = "by token, " if self.by_token else ""
        if self.permission:
            of_kind = f" of kind {self.kind}" if self.kind else ""
            return f"{with_token}{self.permission.name}{f' on {self.one.__name__}{of_kind}' if self.one else ''}"
        return f"{with_token}signed in: {self.signed_in}" if self.signed_in else f"public: {self.public}"


class UnmarkedRoute(RuntimeError):
    """A route that nobody guards; the message names it and what it lacks."""


def requires(
    permission: Permission, one: type[Base] | None = None, kind: AgencyKind | None = None
) -> Callable[[View], View]:
    """Ask for a permission. With `one`, the URL holds `<uuid:table_name>` and the view gets that row, by its rule.

    With `kind` that row is an agency of this kind; every other is answered as if it were missing.
    """
    return mark(Mark(permission=permission, one=one, kind=kind))


def signed_in(why: str) -> Callable[[View], View]:
    """Let in everyone who is signed in, whatever they hold: their own account, the start page."""
    return mark(Mark(signed_in=why))


def token_requires(
    permission: Permission, one: type[Base] | None = None, kind: AgencyKind | None = None
) -> Callable[[View], View]:
    """Ask for a token that holds the permission; `one` and `kind` as in `requires`. A session is no token."""
    return mark(Mark(permission=permission, one=one, kind=kind, by_token=True))


def any_token(why: str) -> Callable[[View], View]:
    """Let in every token that is good, whatever it holds."""
    return mark(Mark(signed_in=why, by_token=True))


def public(why: str) -> Callable[[View], View]:
    """Let in everyone. The reason is printed by `prevention access show --routes`."""
    return mark(Mark(public=why))


def mark(wanted: Mark) -> Callable[[View], View]:
    def put(view: View) -> View:
        view.access = wanted  # type: ignore[attr-defined]  # a function carries its own mark
        return view

    return put


def mark_of(app: Flask, endpoint: str) -> Mark | None:
    return getattr(app.view_functions[endpoint], "access", None)


def init_guard(app: Flask) -> None:
    """Put the guard before every request and the one commit after it."""
    app.before_request(check_access)
    app.after_request(commit_once)
    app.teardown_request(forget_actor)
    app.view_functions["static"] = public("our own style sheets, scripts and pictures")(app.view_functions["static"])


def read_tokens_with(app: Flask, reader: Callable[[], Actor]) -> None:
    """Say who turns a request's token into its actor, or aborts: the policy knows no feature."""
    app.extensions[TOKENS] = reader


def check_access() -> ResponseReturnValue | None:
    endpoint = request.endpoint
    if endpoint is None:
        return None  # no such address: Flask answers 404
    wanted = mark_of(current_app, endpoint)
    if wanted is None:
        abort(404)
    if wanted.public:
        return None
    if wanted.by_token:
        g.actor = current_app.extensions[TOKENS]()
        authorise(wanted, g.actor)
        return None
    g.may_write = wanted.is_secret  # looking is recorded, so a page of secret rows writes too
    user = current_user._get_current_object()
    if not user.is_authenticated:
        return redirect(url_for("accounts.sign_in", next=address_to_return_to()))
    if wanted.is_secret:
        act_as(user.actor.person_id)
    authorise(wanted, user.actor)
    return None


def authorise(wanted: Mark, actor: Actor) -> None:
    """Answer 403 where the permission is held nowhere, 404 where the object is missing or not theirs to see."""
    permission = wanted.permission
    if permission is None:
        return
    if not actor.may(permission):
        abort(403)
    if wanted.one and wanted.argument and request.view_args is not None:
        row = load(wanted.one, permission, actor, request.view_args[wanted.argument])
        request.view_args[wanted.argument] = of_kind(row, wanted.kind)


def load(model: type[Base], permission: Permission, actor: Actor, key: uuid.UUID) -> Base:
    row = db.session.scalar(one_visible(model, permission, actor), {"key": key})
    return row if row is not None else abort(404)


def of_kind(row: Base, kind: AgencyKind | None) -> Base:
    return row if kind is None or getattr(row, "kind", None) is kind else abort(404)


def address_to_return_to() -> str:
    """Return the page asked for, or for a form the page it stood on: only a path, never another host."""
    if request.method in READING:
        return request.full_path.rstrip("?")
    page = urlsplit(request.referrer or "")
    address = page._replace(scheme="", netloc="").geturl()
    return address if page.netloc == request.host and is_local(address) else "/"


def is_local(target: str) -> bool:
    """Tell whether it is a path of ours. Browsers read `//` as another host, a backslash as a slash, and skip tabs."""
    return target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()


def keep_changes() -> None:
    """Commit although the answer is an error: a failed sign-in is to be remembered."""
    g.keep_changes = True


def commit_once(response: Response) -> Response:
    """Commit what is to stay. A request that only reads has nothing, and on PostgreSQL no transaction either."""
    if (response.status_code < 400 and not is_reading()) or g.get("keep_changes", False):
        db.session.commit()
    return response


def forget_actor(_error: BaseException | None) -> None:
    """The next request of this process is somebody else's."""
    ACTING.set(None)


def check_every_route(app: Flask) -> None:
    """Refuse to start with a door that nobody guards.

    :raises UnmarkedRoute: for a missing mark, an object without its typed URL argument or without a rule, an id that no
        rule checks, a kind of what has no kind, or a view that both reads and writes.
    """
    for url_rule in app.url_map.iter_rules():
        if fault := fault_of(app, url_rule):
            raise UnmarkedRoute(f"{url_rule.endpoint} ({url_rule.rule}): {fault}")


def fault_of(app: Flask, url_rule: UrlRule) -> str | None:
    wanted = mark_of(app, url_rule.endpoint)
    if wanted is None:
        return "carries neither @requires, @signed_in nor @public"
    methods = (url_rule.methods or set()) - READING
    if methods and "GET" in (url_rule.methods or set()):
        return "reads and writes: GET shows and POST does, in two functions"
    kinds = url_rule._converters
    ids = {name for name, kind in kinds.items() if type(kind).__name__ == "UUIDConverter"}
    checked = {wanted.argument} if wanted.argument else set()
    if wanted.one and wanted.one not in RULES:
        return f"{wanted.one.__name__} has no rule"
    if wanted.kind and not hasattr(wanted.one, "kind"):
        return f"asks for the kind {wanted.kind} of what has no kind"
    if ids != checked or (set(kinds) != checked and not wanted.public):
        return f"has {sorted(kinds)} in its address, and its mark checks {wanted.argument}"
    return None
