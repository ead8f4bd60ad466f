"""Looking at what was written is recorded in the same transaction: without a row in the trail there is no page."""

from prevention.access.actor import Actor
from prevention.audit.record import event, record

from .actions import read
from .content import Content
from .models import Referral

READ = event("referral.read", "form")


def read_recorded(actor: Actor, referral: Referral, form: str) -> Content:
    """Return what it says, for a `page`, a `pdf`, or the `draft` one writes on."""
    record(actor, READ, referral, form=form)
    return read(referral)
