"""Starting a group, who takes part, who does what by when, and meeting. Who holds the case leads it."""

import uuid
from datetime import date

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.audit.record import event, record
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.handovers.checks import lock_held, lock_to_end
from prevention.handovers.models import Consent
from prevention.reference import new_reference
from prevention.sealing.safe import new_safe, safe_of

from .candidates import candidate
from .data import CommitmentData, GroupData, MemberData, NoteData
from .endings import end
from .errors import AlreadyMember, GroupEnded, NoConsent, NotCovered, NotThere
from .letters import tell_invited
from .models import Commitment, CooperationGroup, EndReason, GroupMeeting, GroupMember, MemberRole

STARTED = event("group.started", "case_id", "kind", "consent_id", "reference")
READ = event("group.read", "side")
JOINED = event("group.joined", "person_id", "agency_id", "role")
LEFT = event("group.left", "person_id")
COMMITTED = event("group.committed", "commitment_id", "member_id", "due_on")
DONE = event("group.done", "commitment_id")
PLANNED = event("group.meeting_planned", "meeting_id", "planned_on")
NOTED = event("group.meeting_noted", "meeting_id", "held_on")


def start_group(actor: Actor, case: CaseFile, data: GroupData) -> CooperationGroup:
    """Start a group on a consent, with the holder as its convener. The same `client_id` gives the one that is there.

    :raises prevention.handovers.errors.NotHolder: for anybody but the one who holds the case.
    :raises NoConsent: where it is not given, has run out or was withdrawn.
    """
    lock_held(actor, case)
    same = select(CooperationGroup).where(
        CooperationGroup.case_id == case.id, CooperationGroup.client_id == data.client_id
    )
    if there := db.session.scalar(same):
        return there
    group = new_group(actor, case, lock_consent(case, data.consent_id), data)
    db.session.add(group)
    db.session.flush()
    told = {"case_id": case.id, "kind": group.kind, "consent_id": group.consent_id, "reference": group.reference}
    record(actor, STARTED, group, **told)
    add_member(actor, group, actor.person_id, case.agency_id, MemberRole.CONVENER)
    return group


def lock_consent(case: CaseFile, consent_id: uuid.UUID) -> Consent:
    """Return the consent, locked: one that is withdrawn at the same moment is not stood on."""
    today = clock.today()
    query = select(Consent).where(
        Consent.id == consent_id,
        Consent.case_id == case.id,
        Consent.withdrawn_at.is_(None),
        Consent.given_on <= today,
        Consent.until >= today,
    )
    consent = db.session.scalar(query.with_for_update())
    if consent is None:
        raise NoConsent
    return consent


def new_group(actor: Actor, case: CaseFile, consent: Consent, data: GroupData) -> CooperationGroup:
    safe, group_id = new_safe(actor), uuid.uuid4()
    return CooperationGroup(
        id=group_id,
        municipality_id=case.municipality_id,
        case_id=case.id,
        consent_id=consent.id,
        kind=data.kind,
        reference=new_reference("G"),
        until=consent.until,
        is_protected=case.is_protected,
        started_by_id=actor.person_id,
        started_at=clock.now(),
        client_id=data.client_id,
        data_key_id=safe.key_id,
        content=safe.seal("cooperation_group", group_id, {"name": data.name, "purpose": data.purpose}),
    )


def lock_to_lead(actor: Actor, group: CooperationGroup) -> None:
    """Hold the case and the group until commit.

    :raises prevention.handovers.errors.NotHolder: for anybody else; `CaseClosed` where the case is over.
    :raises GroupEnded: where it runs no more.
    """
    lock_held(actor, db.session.get_one(CaseFile, group.case_id))
    db.session.refresh(group, with_for_update=True)
    if group.ended_at or group.until < clock.today():
        raise GroupEnded


def invite(actor: Actor, group: CooperationGroup, data: MemberData) -> None:
    """Let somebody take part, and tell them by mail.

    :raises NotCovered: where the consent does not cover their agency.
    :raises AlreadyMember: for who takes part already.
    """
    lock_to_lead(actor, group)
    role = candidate(group, data.assignment_id)
    if role is None:
        raise NotCovered
    if member_in(group, GroupMember.person_id == role.person_id):
        raise AlreadyMember
    tell_invited(group, add_member(actor, group, role.person_id, role.agency_id, data.role))


def add_member(
    actor: Actor, group: CooperationGroup, person: uuid.UUID, agency: uuid.UUID, role: MemberRole
) -> GroupMember:
    member = GroupMember(
        id=uuid.uuid4(),
        municipality_id=group.municipality_id,
        group_id=group.id,
        person_id=person,
        agency_id=agency,
        role=role,
        joined_at=clock.now(),
    )
    db.session.add(member)
    db.session.flush()
    record(actor, JOINED, group, person_id=person, agency_id=agency, role=role)
    return member


def member_in(group: CooperationGroup, which: object) -> GroupMember | None:
    """Return one of those who take part now."""
    query = select(GroupMember).where(GroupMember.group_id == group.id, GroupMember.left_at.is_(None), which)  # type: ignore[arg-type]
    return db.session.scalar(query)


def end_membership(actor: Actor, group: CooperationGroup, member_id: uuid.UUID) -> None:
    """Let somebody take part no more: the plan closes to them at once.

    :raises NotThere: for nobody of this group.
    """
    lock_to_lead(actor, group)
    member = member_in(group, GroupMember.id == member_id)
    if member is None:
        raise NotThere
    member.left_at = clock.now()
    db.session.flush()
    record(actor, LEFT, group, person_id=member.person_id)


def commit_to(actor: Actor, group: CooperationGroup, data: CommitmentData) -> None:
    """Write who does what by when.

    :raises NotThere: where they do not take part.
    """
    lock_to_lead(actor, group)
    if is_there(Commitment, group, data.client_id):
        return
    if member_in(group, GroupMember.id == data.member_id) is None:
        raise NotThere
    key = uuid.uuid4()
    db.session.add(
        Commitment(
            id=key,
            municipality_id=group.municipality_id,
            group_id=group.id,
            member_id=data.member_id,
            due_on=data.due_on,
            added_at=clock.now(),
            client_id=data.client_id,
            data_key_id=group.data_key_id,
            content=safe_of(group.data_key_id).seal("commitment", key, {"what": data.what}),
        )
    )
    db.session.flush()
    record(actor, COMMITTED, group, commitment_id=key, member_id=data.member_id, due_on=data.due_on)


def is_there(model: type[Commitment | GroupMeeting], group: CooperationGroup, client_id: uuid.UUID) -> bool:
    """Tell whether the same form came before."""
    query = select(model.id).where(model.group_id == group.id, model.client_id == client_id)
    return db.session.scalar(query) is not None


def finish_own(actor: Actor, group: CooperationGroup, commitment_id: uuid.UUID) -> None:
    """Mark one's own commitment as done. Again changes nothing.

    :raises NotThere: for somebody else's.
    """
    mine = select(GroupMember.id).where(GroupMember.group_id == group.id, GroupMember.person_id == actor.person_id)
    finish(actor, group, commitment_id, Commitment.member_id.in_(mine))


def finish_any(actor: Actor, group: CooperationGroup, commitment_id: uuid.UUID) -> None:
    """Mark a commitment as done for who told so."""
    lock_to_lead(actor, group)
    finish(actor, group, commitment_id)


def finish(actor: Actor, group: CooperationGroup, commitment_id: uuid.UUID, *which: object) -> None:
    query = select(Commitment).where(Commitment.id == commitment_id, Commitment.group_id == group.id, *which)  # type: ignore[arg-type]
    found = db.session.scalar(query.with_for_update())
    if found is None:
        raise NotThere
    if found.done_at:
        return
    found.done_at, found.done_by_id = clock.now(), actor.person_id
    db.session.flush()
    record(actor, DONE, group, commitment_id=found.id)


def plan_meeting(actor: Actor, group: CooperationGroup, planned_on: date, client_id: uuid.UUID) -> None:
    lock_to_lead(actor, group)
    if is_there(GroupMeeting, group, client_id):
        return
    meeting = GroupMeeting(
        id=uuid.uuid4(),
        municipality_id=group.municipality_id,
        group_id=group.id,
        planned_on=planned_on,
        added_at=clock.now(),
        client_id=client_id,
        data_key_id=group.data_key_id,
    )
    db.session.add(meeting)
    db.session.flush()
    record(actor, PLANNED, group, meeting_id=meeting.id, planned_on=planned_on)


def note_meeting(actor: Actor, group: CooperationGroup, data: NoteData) -> None:
    """Note that it was held and what was said. A later note takes the place of the one before.

    :raises NotThere: for a meeting of another group.
    """
    lock_to_lead(actor, group)
    query = select(GroupMeeting).where(GroupMeeting.id == data.meeting_id, GroupMeeting.group_id == group.id)
    meeting = db.session.scalar(query)
    if meeting is None:
        raise NotThere
    meeting.held_on = data.held_on
    meeting.content = safe_of(group.data_key_id).seal("group_meeting", meeting.id, {"note": data.note})
    db.session.flush()
    record(actor, NOTED, group, meeting_id=meeting.id, held_on=data.held_on)


def end_group(actor: Actor, group: CooperationGroup) -> None:
    """End it: nobody but those who handle the case reads the plan any more. Again changes nothing.

    :raises prevention.handovers.errors.NotHolder: for who neither holds the case nor leads the unit.
    """
    lock_to_end(actor, group.case_id)
    db.session.refresh(group, with_for_update=True)
    if group.ended_at is None:
        end(actor, group, EndReason.DONE)
