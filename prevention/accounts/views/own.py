"""One's own account: what one holds, the language, the password."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import TooManyRequests

from prevention.access.guard import keep_changes, signed_in
from prevention.accounts import entry, queries
from prevention.accounts import session as sessions
from prevention.accounts.forms import ChangePasswordForm, LanguageForm, add_error
from prevention.accounts.throttle import TooManyTries
from prevention.formats import gettext, speaking

from .blueprint import accounts


@accounts.get("/account")
@signed_in("one's own account")
def my_account() -> str:
    return account_page(ChangePasswordForm())


@accounts.post("/account/password")
@signed_in("one's own password")
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()
    if not form.validate():
        return account_page(form), 422
    try:
        person = entry.change_password(current_user.actor, form.current.data, form.new.data, request.remote_addr)
    except TooManyTries as closed:
        raise TooManyRequests(retry_after=closed.seconds) from closed
    except entry.WrongPassword:
        keep_changes()
        add_error(form.current, gettext("That is not your current password. Try again."))
        return account_page(form), 422
    except entry.WeakPassword as weak:
        add_error(form.new, str(weak))
        return account_page(form), 422
    sessions.begin(person)
    flash(gettext("Your password is changed. You are signed out everywhere else."), "success")
    return redirect(url_for("accounts.my_account"), 303)


@accounts.post("/account/language")
@signed_in("one's own language")
def choose_language() -> ResponseReturnValue:
    form = LanguageForm()
    if not form.validate():
        return account_page(ChangePasswordForm(formdata=None), form), 422
    session["language"] = form.language.data
    entry.choose_language(current_user.actor, form.language.data)
    with speaking(form.language.data):
        flash(gettext("The language is changed."), "success")
    return redirect(url_for("accounts.my_account"), 303)


def account_page(form: ChangePasswordForm, language: LanguageForm | None = None) -> str:
    chosen = language or LanguageForm(formdata=None, data={"language": current_user.language})
    account = queries.own_account(current_user.actor)
    return render_template("accounts/my_account.html", form=form, language_form=chosen, account=account)
