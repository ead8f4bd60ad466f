"""A group around one young person: school, police and social services, with what each has taken on."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.accounts.models import RoleAssignment
from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.groups.actions import commit_to, finish_own, invite, plan_meeting, start_group
from prevention.groups.data import CommitmentData, GroupData, MemberData
from prevention.groups.models import Commitment, CooperationGroup, GroupKind, GroupMember, MemberRole
from prevention.handovers.codes import ConsentGiver, Field, Purpose
from prevention.handovers.consents import record_consent
from prevention.handovers.data import ConsentData

from .handovers import Hands, Story, assigned_case
from .past import actor_of, forget_letters
from .people import HANDLER, LEAD, POLICE, RESCUE_GUEST, TEACHER
from .places import BIG_SCHOOL

YOUNG = Story("Alva Drömstrand", "20110514TF06", "Robin Drömstrand", AgencyKind.POLICE, Purpose.PREVENT_CRIME)
AGREED = frozenset({Field.NAME, Field.OWN_TEXT})
TAKEN_ON = (  # who, what, and in how many days
    (TEACHER.name, "Möter Alva varje morgon den första veckan.", 7),
    (POLICE.name, "Ringer hem en gång i veckan, på fredagar.", 12),
    (HANDLER.name, "Bokar tid hos familjestödet.", 14),
)


def add_group(cast: Mapping[str, uuid.UUID], agencies: Mapping[str, uuid.UUID]) -> None:
    teacher, worker, lead, officer = (actor_of(cast[one.name]) for one in (TEACHER, HANDLER, LEAD, RESCUE_GUEST))
    hands = Hands(teacher, worker, lead, officer, agencies)
    case = assigned_case(hands, YOUNG)
    with acting_as(worker.person_id):
        group = started(hands, case)
        for name in (TEACHER.name, POLICE.name):
            invite(worker, group, MemberData(role_of(cast[name]), MemberRole.PARTICIPANT))
        for name, what, days in TAKEN_ON:
            take_on(worker, group, cast[name], what, days)
        plan_meeting(worker, group, clock.today() + timedelta(days=14), uuid.uuid4())
    with acting_as(teacher.person_id):
        mine = select(Commitment.id).join(GroupMember, GroupMember.id == Commitment.member_id)
        finish_own(teacher, group, db.session.scalars(mine.where(GroupMember.person_id == teacher.person_id)).one())
    forget_letters(worker.municipality_id)


def started(hands: Hands, case: CaseFile) -> CooperationGroup:
    day = clock.today()
    partners = (hands.agencies[BIG_SCHOOL.name], hands.agencies[AgencyKind.POLICE])
    agreed = ConsentData(ConsentGiver.GUARDIAN, YOUNG.guardian, partners, AGREED, day, day + timedelta(days=180))
    consent = record_consent(hands.worker, case, agreed)
    purpose = "Att Alva kommer till skolan och har trygga vuxna omkring sig."
    return start_group(hands.worker, case, GroupData(GroupKind.SIG, consent.id, "Alva", purpose, uuid.uuid4()))


def role_of(person: uuid.UUID) -> uuid.UUID:
    """Return the role that somebody takes part by; each of these holds one."""
    return db.session.scalars(select(RoleAssignment.id).where(RoleAssignment.person_id == person)).one()


def take_on(actor: Actor, group: CooperationGroup, person: uuid.UUID, what: str, days: int) -> None:
    member = select(GroupMember.id).where(GroupMember.group_id == group.id, GroupMember.person_id == person)
    due_on = clock.today() + timedelta(days=days)
    commit_to(actor, group, CommitmentData(what, db.session.scalars(member).one(), due_on, uuid.uuid4()))
