"""What templates are given: the reader's language, who reads, the frame of the page and the addresses of our files."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_request_context, session, url_for
from flask_login import current_user

from . import formats, frame
from .access.guard import address_to_return_to

FONT = "vendor/source-sans-3/files/source-sans-3-latin-wght-normal.woff2"


def init_presentation(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    filters = (formats.number, formats.percent, formats.day, formats.short_day, formats.moment, formats.week)
    app.jinja_env.filters |= {each.__name__: each for each in filters}
    app.jinja_env.globals |= {
        "_": formats.text,
        "ngettext": formats.plural_text,
        "asset": asset,
        "font": f"{app.static_url_path}/{FONT}",  # without a fingerprint: the style sheet names it so
        "way_back": address_to_return_to,
        "header": frame.header,
        "footer": frame.footer,
        "languages": app.config["LANGUAGES"],
    }
    app.context_processor(surroundings)


def chosen_language() -> str:
    """Return the language of the request: the visitor's choice, else the person's, else Swedish."""
    settings = current_app.config
    if not has_request_context():
        return str(settings["BABEL_DEFAULT_LOCALE"])
    if (choice := session.get("language")) in settings["LANGUAGES"]:
        return str(choice)
    user = current_user._get_current_object()
    return str(user.language if user.is_authenticated else settings["BABEL_DEFAULT_LOCALE"])


def surroundings() -> dict[str, Any]:
    """Return what any page may say of its reader."""
    reader = frame.reader()
    return {
        "app_name": formats.gettext("Violence prevention"),
        "language": formats.locale(),
        "signed_in": reader,
        "municipality_name": reader.municipality if reader else None,
    }


@cache
def asset(path: str) -> str:
    """Return the address of a file of ours, with its fingerprint so that browsers may keep it for a year."""
    content = (Path(current_app.static_folder or "") / path).read_bytes()
    return url_for("static", filename=path, v=hashlib.sha256(content).hexdigest()[:12])
