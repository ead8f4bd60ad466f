"""How a one-time link reaches its person: by mail where that is set up, else shown once to who made it."""

from email.message import EmailMessage

from flask import flash, render_template, session

from prevention import mail
from prevention.access.actor import Actor
from prevention.formats import gettext, speaking

from .invitations import Link, address_of
from .models import Person

TO_SHOW = "link_to_show"


def deliver(actor: Actor, person: Person, link: Link) -> None:
    """Mail the link once it is committed. Without mail, or when it fails, the next page shows it to be handed over."""
    email = person.email
    if not mail.is_configured():
        show_next(person, link)
        return

    def sent() -> None:
        flash(gettext("A link was mailed to %(email)s.", email=email), "success")

    def failed() -> None:
        session[TO_SHOW] = to_show
        flash(gettext("The mail could not be sent. Give the person the link below yourself."), "warning")

    to_show = [str(person.id), link.token]
    mail.send_after_commit(mail.Letter(invitation_letter(actor, person, link), sent, failed))


def show_next(person: Person, link: Link) -> None:
    session[TO_SHOW] = [str(person.id), link.token]


def link_to_show(person: Person) -> str | None:
    """Return the link just made for this person, once."""
    person_id, token = session.get(TO_SHOW, (None, ""))
    if person_id != str(person.id):
        return None
    session.pop(TO_SHOW)
    return address_of(token)


def invitation_letter(actor: Actor, person: Person, link: Link) -> EmailMessage:
    """Write in the person's own language, not in that of who invites."""
    first = person.password_hash is None
    with speaking(person.language):
        app = gettext("Violence prevention")
        subject = gettext("Your account in %(app)s", app=app) if first else gettext("New password for %(app)s", app=app)
        text = render_template(
            "email/invitation.txt",
            name=person.name,
            inviter=actor.name,
            first=first,
            link=address_of(link.token),
            expires_at=link.expires_at,
        )
    return mail.compose(person.email, subject, text)
