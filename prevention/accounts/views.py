from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import logout_user

from prevention.access.guard import public, requires, signed_in
from prevention.access.permissions import Permission

accounts = Blueprint("accounts", __name__)


@accounts.get("/people")
@requires(Permission.PEOPLE_READ)
def people_list() -> str:
    return render_template("accounts/people_list.html")


@accounts.get("/sign-in")
@public("nobody is signed in yet")
def sign_in() -> str:
    return render_template("accounts/sign_in.html", next=request.args.get("next", ""))


@accounts.post("/sign-out")
@signed_in("ends one's own session")
def sign_out() -> ResponseReturnValue:
    logout_user()
    return redirect(url_for("accounts.sign_in"))


@accounts.get("/account")
@signed_in("one's own account")
def my_account() -> str:
    return render_template("accounts/my_account.html")
