"""The way in and out: sign-in, sign-out and one-time links."""

from flask import current_app, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from prevention.access.guard import is_local, keep_changes, public, signed_in
from prevention.accounts import entry, invitations
from prevention.accounts import session as sessions
from prevention.accounts.forms import ChoosePasswordForm, SignInForm, add_error
from prevention.accounts.throttle import TooManyTries
from prevention.formats import gettext

from .blueprint import accounts

TOKEN = "invitation"  # noqa: S105  the name it has in the session


@accounts.get("/sign-in")
@public("nobody is signed in yet")
def sign_in() -> ResponseReturnValue:
    if current_user.is_authenticated:
        return redirect(where_to_go())
    return sign_in_page(SignInForm())


@accounts.post("/sign-in")
@public("nobody is signed in yet")
def send_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return sign_in_page(form), 422
    try:
        person = entry.sign_in(form.email.data, form.password.data, request.remote_addr)
    except TooManyTries as closed:
        raise TooManyRequests(retry_after=closed.seconds) from closed
    except entry.WrongPassword:
        keep_changes()
        add_error(form.password, gettext("The e-mail address or the password is wrong. Check both and try again."))
        return sign_in_page(form), 422
    sessions.begin(person)
    return redirect(where_to_go(), 303)


@accounts.post("/sign-out")
@signed_in("ends one's own session")
def sign_out() -> ResponseReturnValue:
    entry.sign_out(current_user.actor)
    sessions.end()
    return redirect(url_for("accounts.sign_in"), 303)


@accounts.get("/invitation/<token>")
@public("who has the link has no password yet")
def open_invitation(token: str) -> ResponseReturnValue:
    """Take the token out of the address at once: addresses end up in histories and logs, and are sent on."""
    session[TOKEN] = token
    answer = redirect(url_for("accounts.invitation"), 303)
    answer.headers["Referrer-Policy"] = "no-referrer"  # the form's own page needs it: its token check asks for it
    return answer


@accounts.get("/invitation")
@public("who has the link has no password yet")
def invitation() -> ResponseReturnValue:
    return invitation_page(ChoosePasswordForm())


@accounts.post("/invitation")
@public("who has the link has no password yet")
def accept_invitation() -> ResponseReturnValue:
    form = ChoosePasswordForm()
    if not form.validate():
        return invitation_page(form, 422)
    try:
        person = entry.accept_invitation(session.get(TOKEN, ""), form.new.data)
    except invitations.LinkGone:
        return invitation_page(form)
    except entry.WeakPassword as weak:
        add_error(form.new, str(weak))
        return invitation_page(form, 422)
    sessions.begin(person)
    return redirect(url_for("pages.start"), 303)


def sign_in_page(form: SignInForm) -> str:
    idle = current_app.config["SESSION_IDLE"].total_seconds() / 60
    return render_template("accounts/sign_in.html", form=form, ended=sessions.why_signed_out(), idle_minutes=idle)


def invitation_page(form: ChoosePasswordForm, status: int = 200) -> Response:
    try:
        person = invitations.open_invitation(session.get(TOKEN, "")).person
    except invitations.LinkGone:
        return make_response(render_template("accounts/invitation_gone.html"), 410)
    return make_response(render_template("accounts/invitation.html", form=form, person=person), status)


def where_to_go() -> str:
    target = request.args.get("next", "")
    return target if is_local(target) else url_for("pages.start")
