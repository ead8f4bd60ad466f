"""What is sent in a town of the cast: concerns, the cases they become, and what the social worker does with one."""

import io
import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from prevention import clock
from prevention.access.actor import Actor
from prevention.accounts.models import RoleAssignment
from prevention.cases import actions as case_actions
from prevention.cases.models import CaseFile, Duty, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.groups.actions import commit_to, invite, plan_meeting, start_group
from prevention.groups.data import CommitmentData, GroupData, MemberData
from prevention.groups.models import CooperationGroup, GroupKind, GroupMember, MemberRole
from prevention.handovers.actions import hand_over
from prevention.handovers.codes import ConsentGiver, Field, Purpose
from prevention.handovers.consents import record_consent
from prevention.handovers.data import ConsentData, HandoverData
from prevention.referrals import attachments
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.content import Content
from prevention.referrals.models import InformationRequest, Referral, ReferralKind, Urgency
from prevention.sealing.safe import new_safe

from .town import Town, actor_of, add


@dataclass(frozen=True)
class Messages:
    """What was sent in a town: one the social worker holds, one in the inbox, and a draft of the teacher.

    Of the one they hold, a part is handed over to the rescue service with a consent, and waits there for an answer. On
    the same consent runs a group, with the teacher and the police liaison in it.
    """

    taken: uuid.UUID
    taken_case: uuid.UUID
    arrived: uuid.UUID
    arrived_case: uuid.UUID
    draft: uuid.UUID
    duty: uuid.UUID
    file: uuid.UUID
    question: uuid.UUID
    consent: uuid.UUID
    handover: uuid.UUID
    group: uuid.UUID


def build_messages(town: Town) -> Messages:
    """Send two concerns and begin a third. The social worker is on duty this week and has taken the first."""
    week = (date(2026, 11, 16), date(2026, 11, 22))
    duty = add(
        Duty(
            municipality_id=town.municipality,
            agency_id=town.social_services,
            person_id=town.people["social_worker"],
            starts_on=week[0],
            ends_on=week[1],
        )
    )
    begun = write(town, "teacher", town.school, "Kim Exempelsson", Urgency.SOON)
    file = attach(town, "teacher", begun)
    taken, taken_case = send_draft(town, "teacher", begun)
    arrived, arrived_case = send(town, "teacher_elsewhere", town.other_school, "Robin Påhittad", Urgency.NORMAL)
    worker = actor_of(town.people["social_worker"])
    with acting_as(worker.person_id):
        case_actions.take_step(worker, db.session.get_one(CaseFile, taken_case), StepKind.TAKE)
        question = ask(worker, taken, taken_case)
    draft = write(town, "teacher", town.school, "Alex Utkast").id
    consent, handover = hand_over_in(town, taken_case)
    group = start_group_in(town, taken_case, consent)
    return Messages(taken, taken_case, arrived, arrived_case, draft, duty, file, question, consent, handover, group)


def ask(worker: Actor, message: uuid.UUID, case: uuid.UUID) -> uuid.UUID:
    """Put a question to the sender as the receiver does, and leave it unanswered."""
    safe, key = new_safe(worker), uuid.uuid4()
    question = safe.seal("information_request", key, {"text": "Är eleven i skolan i dag?"}, "question")
    return add(
        InformationRequest(
            id=key,
            municipality_id=worker.municipality_id,
            referral_id=message,
            case_id=case,
            data_key_id=safe.key_id,
            question=question,
            asked_by_id=worker.person_id,
            asked_at=clock.now(),
        )
    )


def attach(town: Town, who: str, draft: Referral) -> uuid.UUID:
    with acting_as(town.people[who]):
        given = FileStorage(io.BytesIO(b"En teckning"), "teckning.txt")
        return attachments.add(actor_of(town.people[who]), draft, given).id


def hand_over_in(town: Town, of_case: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """Hand over the name and a text to the rescue service, as the guardian agreed to."""
    worker = actor_of(town.people["social_worker"])
    agreed = ConsentData(
        given_by=ConsentGiver.GUARDIAN,
        names="Sam Exempelsson",
        agency_ids=(town.rescue_service, town.police, town.school),
        fields=frozenset({Field.NAME, Field.GUARDIANS, Field.OWN_TEXT}),
        given_on=date(2026, 11, 17),
        until=date(2027, 5, 31),
    )
    with acting_as(worker.person_id):
        case = db.session.get_one(CaseFile, of_case)
        consent = record_consent(worker, case, agreed)
        handover = hand_over(worker, case, fire_talk(town, consent.id))
    return consent.id, handover.id


def start_group_in(town: Town, of_case: uuid.UUID, consent: uuid.UUID) -> uuid.UUID:
    """Start a group with a commitment of the police that is due in a week, and a meeting."""
    worker = actor_of(town.people["social_worker"])
    agreed = GroupData(GroupKind.SIG, consent, "Kim", "En trygg väg tillbaka till skolan.", uuid.uuid4())
    with acting_as(worker.person_id):
        group = start_group(worker, db.session.get_one(CaseFile, of_case), agreed)
        members = {who: let_take_part(worker, group, town.people[who]) for who in ("teacher", "police_liaison")}
        visits = CommitmentData(
            "Hälsar på hemma en gång i veckan.", members["police_liaison"], date(2026, 11, 25), uuid.uuid4()
        )
        commit_to(worker, group, visits)
        plan_meeting(worker, group, date(2026, 12, 2), uuid.uuid4())
    return group.id


def let_take_part(worker: Actor, group: CooperationGroup, person: uuid.UUID) -> uuid.UUID:
    role = db.session.scalars(select(RoleAssignment.id).where(RoleAssignment.person_id == person)).one()
    invite(worker, group, MemberData(role, MemberRole.PARTICIPANT))
    query = select(GroupMember.id).where(GroupMember.group_id == group.id, GroupMember.person_id == person)
    return db.session.scalars(query).one()


def fire_talk(town: Town, consent: uuid.UUID) -> HandoverData:
    return HandoverData(
        purpose=Purpose.FIRE_TALK,
        receiver_id=town.rescue_service,
        basis_code=None,
        consent_id=consent,
        fields=frozenset({Field.NAME}),
        own_text="Tände eld på en container den 14 november.",
        age=13,
        name_confirmed=False,
        decided_by_id=town.people["social_services_lead"],
        weighing="Samtycke finns. Bara det som behövs för samtalet.",
        until=date(2027, 2, 28),
        client_id=uuid.uuid4(),
    )


def send(town: Town, who: str, school: uuid.UUID, name: str, urgency: Urgency) -> tuple[uuid.UUID, uuid.UUID]:
    """Return the ids of the message and of the case at the receiver, which its sender could not read."""
    return send_draft(town, who, write(town, who, school, name, urgency))


def send_draft(town: Town, who: str, message: Referral) -> tuple[uuid.UUID, uuid.UUID]:
    with acting_as(town.people[who]):
        send_referral(actor_of(town.people[who]), message)
    with acting_as(town.people["social_services_lead"]):
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == message.id)).one()
    return message.id, case.id


def write(town: Town, who: str, school: uuid.UUID, name: str, urgency: Urgency = Urgency.NORMAL) -> Referral:
    author = actor_of(town.people[who])
    with acting_as(author.person_id):
        draft = begin_draft(author, school, ReferralKind.CONCERN, uuid.uuid4())
        save_draft(draft, concern(name, urgency), town.social_services)
    return draft


def concern(name: str, urgency: Urgency = Urgency.NORMAL) -> Content:
    return Content(
        name=name,
        personal_number="20130101TF01",
        age="13",
        grade="7",
        guardians="Sam Exempelsson",
        seen="Har sagt att det inte är tryggt hemma.",
        seen_when="17 november",
        done="Talat med eleven.",
        urgency=urgency,
        contact_name="Lärare",
        contact_phone="070-000 00 00",
    )
