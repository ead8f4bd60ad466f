import uuid

from prevention.access.actor import Actor
from prevention.accounts.session import find


def actor_of(person_id: uuid.UUID) -> Actor:
    """Return the actor a request of this person would have."""
    signed_in = find(person_id)
    assert signed_in is not None
    return signed_in.actor
