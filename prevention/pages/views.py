"""Start, help, language and the accessibility statement: pages of no feature."""

from flask import Blueprint, current_app, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from prevention.access.guard import address_to_return_to, public, signed_in
from prevention.frame import start_page

from .glossary import words_for
from .guides import guides_for

pages = Blueprint("pages", __name__)


@pages.get("/")
@signed_in("sends each to the page they work on")
def start() -> ResponseReturnValue:
    return redirect(start_page())


@pages.post("/language")
@public("a visitor may read in their own language")
def set_language() -> ResponseReturnValue:
    wanted, settings = request.form.get("language"), current_app.config
    session["language"] = wanted if wanted in settings["LANGUAGES"] else settings["BABEL_DEFAULT_LOCALE"]
    return redirect(address_to_return_to(), 303)


@pages.get("/help")
@public("how to use the application; names nobody")
def help() -> str:  # noqa: A001  the page's name
    actor = current_user.actor if current_user.is_authenticated else None
    return render_template("pages/help.html", guides=guides_for(actor), words=words_for(actor))


@pages.get("/accessibility")
@public("the statement that law 2018:1937 asks for")
def accessibility() -> str:
    return render_template("pages/accessibility.html")
