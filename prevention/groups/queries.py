"""What the pages read. The plan asks neither the case nor the consent: who takes part may see neither."""

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, func, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.rules import allowed
from prevention.accounts.models import Person
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.handovers.case_queries import consents_of, may_hand_over
from prevention.handovers.checks import may_end
from prevention.handovers.data import ConsentRow
from prevention.organisations.models import Agency
from prevention.sealing.models import DataKey
from prevention.sealing.safe import Safe, opened
from prevention.sorting import swedish
from prevention.together import Question, Rows, ask_together

from .candidates import candidates
from .data import CardRow, CommitmentRow, GroupCard, Leading, ListRow, MeetingRow, MemberRow, Plan
from .models import Commitment, CooperationGroup, EndReason, GroupKind, GroupMeeting, GroupMember, MemberRole
from .words import SHORT, state

CARD = (CooperationGroup.id, CooperationGroup.reference, CooperationGroup.kind, CooperationGroup.end_reason)
TAKES_PART: ColumnElement[int] = func.count(GroupMember.id)
OF_CASE = Question(  # the groups of a case, latest first, with how many take part
    select(*CARD, CooperationGroup.until, TAKES_PART)
    .outerjoin(GroupMember, and_(GroupMember.group_id == CooperationGroup.id, GroupMember.left_at.is_(None)))
    .where(CooperationGroup.case_id == bindparam("case_id"))
    .group_by(*CARD, CooperationGroup.until, CooperationGroup.started_at),
    (CooperationGroup.started_at.desc(), CooperationGroup.id),
)
THIS: ColumnElement[uuid.UUID] = bindparam("group_id")
PLAN = {
    "members": Question(  # beside the key of the group; who leads it first
        select(
            DataKey.wrapped, GroupMember.id, Person.id, Person.name, Agency.name, GroupMember.role, GroupMember.left_at
        )
        .select_from(GroupMember)
        .join(Person, Person.id == GroupMember.person_id)
        .join(Agency, Agency.id == GroupMember.agency_id)
        .join(DataKey, DataKey.id == bindparam("key"))
        .where(GroupMember.group_id == THIS),
        (GroupMember.role != MemberRole.CONVENER, swedish(Agency.name), swedish(Person.name), GroupMember.id),
    ),
    "commitments": Question(
        select(Commitment.id, Commitment.content, Commitment.member_id, Commitment.due_on, Commitment.done_at).where(
            Commitment.group_id == THIS
        ),
        (Commitment.done_at.is_not(None), Commitment.due_on, Commitment.added_at, Commitment.id),
    ),
    "meetings": Question(
        select(GroupMeeting.id, GroupMeeting.planned_on, GroupMeeting.held_on, GroupMeeting.content).where(
            GroupMeeting.group_id == THIS
        ),
        (GroupMeeting.planned_on, GroupMeeting.added_at, GroupMeeting.id),
    ),
}


def my_groups(actor: Actor) -> list[ListRow]:
    """Return the groups one takes part in, with how many of one's own commitments are open and overdue."""
    late = case((Commitment.due_on < clock.today(), 1))
    mine = and_(GroupMember.group_id == CooperationGroup.id, GroupMember.person_id == actor.person_id)
    columns = (CooperationGroup.id, CooperationGroup.reference, CooperationGroup.kind, CooperationGroup.until)
    query = (
        select(*columns, func.count(Commitment.id), func.count(late))
        .join(GroupMember, mine)
        .outerjoin(Commitment, and_(Commitment.member_id == GroupMember.id, Commitment.done_at.is_(None)))
        .where(allowed(CooperationGroup, Permission.GROUP_TAKE_PART, actor))
        .group_by(*columns, CooperationGroup.started_at)
        .order_by(CooperationGroup.started_at.desc(), CooperationGroup.id)
    )
    return [ListRow(*row) for row in db.session.execute(query)]


def plan_of(actor: Actor, group: CooperationGroup) -> Plan:
    """Open the plan. Whoever shows it records that."""
    found = ask_together(PLAN, {"group_id": group.id, "key": group.data_key_id})
    wrapped = found["members"][0][0]  # who started it is always there
    assert wrapped is not None and group.content is not None  # noqa: S101  weeded groups are gone
    safe = opened(group.data_key_id, wrapped)
    written = safe.open("cooperation_group", group.id, group.content)
    members = [MemberRow(*row[1:]) for row in found["members"]]
    by_id = {one.id: one for one in members}
    return Plan(
        id=group.id,
        reference=group.reference,
        kind=group.kind,
        until=group.until,
        is_protected=group.is_protected,
        name=written["name"],
        purpose=written["purpose"],
        members=members,
        commitments=[commitment_row(safe, row, by_id, actor) for row in found["commitments"]],
        meetings=[meeting_row(safe, row) for row in found["meetings"]],
    )


def commitment_row(
    safe: Safe, row: tuple[Any, ...], members: Mapping[uuid.UUID, MemberRow], actor: Actor
) -> CommitmentRow:
    key, content, member, due_on, done_at = row
    who, what = members[member], str(safe.open("commitment", key, content)["what"])
    return CommitmentRow(key, what, who.name, who.agency, due_on, done_at, who.person_id == actor.person_id)


def meeting_row(safe: Safe, row: tuple[Any, ...]) -> MeetingRow:
    key, planned, held, content = row
    note = str(safe.open("group_meeting", key, content)["note"]) if content else ""
    return MeetingRow(key, planned, held, note)


def leading(actor: Actor, group: CooperationGroup) -> Leading | None:
    """Return what who leads it has beside the plan; of a protected identity only for the holder of the case."""
    of_case = db.session.get_one(CaseFile, group.case_id)
    if of_case.is_protected and of_case.assigned_to_id != actor.person_id:
        return None
    runs = group.ended_at is None and group.until >= clock.today()
    leads = runs and may_hand_over(actor, of_case)
    return Leading(
        case_id=of_case.id,
        case_number=of_case.number,
        state=state(group.end_reason, group.until),
        runs=runs,
        may_lead=leads,
        may_end=group.ended_at is None and may_end(actor, of_case),
        candidates=candidates(group) if leads else [],
    )


def may_start(actor: Actor, of_case: CaseFile) -> bool:
    """Tell whether they hold the case and it is open."""
    return may_hand_over(actor, of_case)


def consents_in_force(of_case: CaseFile) -> list[ConsentRow]:
    return [one for one in consents_of(of_case) if one.in_force]


def group_card(actor: Actor, of_case: CaseFile, rows: Rows, consents: list[ConsentRow]) -> GroupCard:
    """Return the card of a case's groups: `rows` are the answer to `OF_CASE`. It holds no sealed text."""
    leads = may_start(actor, of_case)
    in_force = any(one.in_force for one in consents)
    return GroupCard(of_case.id, [card_row(*row) for row in rows], leads, leads and in_force)


def card_row(
    key: uuid.UUID, reference: str, kind: GroupKind, reason: EndReason | None, until: date, members: int
) -> CardRow:
    runs = reason is None and until >= clock.today()
    return CardRow(key, reference, SHORT[kind], state(reason, until), runs, until, members)
