"""Mail by SMTP, sent once what it tells of is committed. Ask `is_configured` before writing one."""

import logging
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from flask import current_app
from sqlalchemy import event
from sqlalchemy.orm import Session

from . import clock
from .extensions import db

OUTBOX = "outbox"
PATIENCE = 10.0  # seconds; somebody is waiting for the page
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail and what to do then. Neither `sent` nor `failed` may ask the database: its transaction is over."""

    message: EmailMessage
    sent: Callable[[], None]
    failed: Callable[[], None]


def is_configured() -> bool:
    """Tell whether mail can be sent: a server, a sender, and an address for the links in it."""
    return all(current_app.config[setting] for setting in ("SMTP_HOST", "MAIL_FROM", "BASE_URL"))


def link_to(endpoint: str, **values: object) -> str:
    """Return the address of a page for a mail that is written outside of a request."""
    path = current_app.url_map.bind("").build(endpoint, values)
    return str(current_app.config["BASE_URL"]).rstrip("/") + path


def sender_domain() -> str:
    return parseaddr(current_app.config["MAIL_FROM"])[1].rpartition("@")[2]


def compose(to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = current_app.config["MAIL_FROM"], to, subject
    message["Date"] = format_datetime(clock.now())
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def send_after_commit(letter: Letter) -> None:
    """Keep the letter until the transaction is committed; without a commit it is never sent."""
    db.session.info.setdefault(OUTBOX, []).append(letter)


@event.listens_for(Session, "after_commit")
def empty_outbox(session: Session) -> None:
    if session.in_nested_transaction():
        return  # only a savepoint
    for letter in session.info.pop(OUTBOX, ()):
        post(letter)


@event.listens_for(Session, "after_rollback")
def drop_outbox(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(OUTBOX, None)


def post(letter: Letter) -> None:
    try:
        hand_over(letter.message)
    except (OSError, smtplib.SMTPException) as error:
        log.warning("A mail could not be sent: %s", type(error).__name__)
        letter.failed()
    else:
        letter.sent()


def hand_over(message: EmailMessage) -> None:
    settings = current_app.config
    with smtplib.SMTP(settings["SMTP_HOST"], settings["SMTP_PORT"], timeout=PATIENCE) as server:
        if settings["SMTP_STARTTLS"]:
            server.starttls(context=ssl.create_default_context())
        if settings["SMTP_USER"]:
            server.login(settings["SMTP_USER"], settings["SMTP_PASSWORD"] or "")
        server.send_message(message)
