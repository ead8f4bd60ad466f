"""Letters of this room: a number, and where to look. Not even the kind of group stands in them."""

from collections.abc import Iterable

from sqlalchemy import select

from prevention.accounts.models import Person
from prevention.extensions import db
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter

from .models import CooperationGroup, GroupMember

INVITED = letter("group_invited", "reference", "group_id")
ENDED = letter("group_ended", "reference")


def tell_invited(group: CooperationGroup, member: GroupMember) -> None:
    queue_mail(member.person_id, INVITED, reference=group.reference, group_id=group.id)


def tell_ended(group: CooperationGroup, but: Iterable[object]) -> None:
    """Tell those who still take part, but for who ended it or holds the case."""
    query = (
        select(GroupMember.person_id)
        .join(Person, Person.id == GroupMember.person_id)
        .where(GroupMember.group_id == group.id, GroupMember.left_at.is_(None), Person.deactivated_at.is_(None))
    )
    for person in set(db.session.scalars(query)) - set(but):
        queue_mail(person, ENDED, reference=group.reference)
