"""The kinds of job of this room: letters, and sweeping up."""

import uuid
from datetime import time, timedelta
from email.message import EmailMessage

from flask import current_app, g

from prevention import clock, mail
from prevention.accounts.models import Person
from prevention.database import reading
from prevention.extensions import db
from prevention.formats import gettext, speaking

from .actions import forget
from .kinds import Arguments, Hopeless, job
from .letters import LETTERS

KEPT = timedelta(days=90)


class NoMailServer(Hopeless):
    """No mail server is set. Months of waiting reminders would all go out on the day one is."""


@job("mail")
def send(arguments: Arguments) -> None:
    """Send a letter; a second sending has the same Message-ID, so that it can be recognised."""
    if not mail.is_configured():
        raise NoMailServer
    with reading():
        message = write(arguments)
    if message:
        mail.hand_over(message)


def write(arguments: Arguments) -> EmailMessage | None:
    person = db.session.get(Person, uuid.UUID(arguments["person_id"]))
    if person is None or person.deactivated_at:
        return None
    what = LETTERS[arguments["letter"]]
    values = {key: arguments[key] for key in what.keys}
    with speaking(person.language):
        template = current_app.jinja_env.get_template(f"email/{what.name}.txt")
        app_name = gettext("Violence prevention")
        text = template.render(name=person.name, app_name=app_name, link_to=mail.link_to, **values)
    subject, body = text.lstrip().split("\n", 1)
    message = mail.compose(person.email, subject, body.lstrip())
    message["Message-ID"] = f"<{g.job_id}@{mail.sender_domain()}>"
    return message


@job("jobs.sweep", every=time(4))
def sweep(_arguments: Arguments) -> None:
    forget(clock.now() - KEPT)
