"""The standing cast: two municipalities, two schools each, one person a role, each with an outsider twin elsewhere.

All invented. Today is Wednesday 18 November 2026. In Almköping 7A takes MVP (four lessons here): lesson 1 was held on
4 November, lesson 2 was planned for the 11th and never logged, lesson 3 is today, lesson 4 next week. 7B is expected to
take MVP and nothing is planned. 7C at the other school and 7D in the other municipality mirror 7A. Almköping publishes
open data, of all years.
"""

import io
import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.session import find
from prevention.cases import actions as case_actions
from prevention.cases.models import CaseFile, Duty, StepKind
from prevention.classes.models import (
    Participation,
    ParticipationLeader,
    PlannedSession,
    SchoolClass,
    SessionOutcome,
)
from prevention.coverage.sums import Scope, recount
from prevention.database import Base, acting_as
from prevention.extensions import db
from prevention.groups.actions import commit_to, invite, plan_meeting, start_group
from prevention.groups.data import CommitmentData, GroupData, MemberData
from prevention.groups.models import CooperationGroup, GroupKind, GroupMember, MemberRole
from prevention.handovers.actions import hand_over
from prevention.handovers.codes import ConsentGiver, Field, Purpose
from prevention.handovers.consents import record_consent
from prevention.handovers.data import ConsentData, HandoverData
from prevention.logbook.models import SessionLog, SessionStatus
from prevention.opendata.models import OpenDataSetting
from prevention.opendata.models import Scope as Published
from prevention.organisations.models import Agency, District, Municipality, OwnerType, SchoolBreak, SchoolYear
from prevention.programmes.models import CoverageTarget, CurriculumVersion, DeliveryMode, Lesson, Programme
from prevention.referrals import attachments
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.content import Content
from prevention.referrals.models import InformationRequest, Referral, ReferralKind, Urgency
from prevention.sealing.safe import new_safe

LONG_AGO = datetime(2026, 8, 1, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class ClassInProgramme:
    """A class, the programme it takes, and the ids of its lessons, planned sessions and first log, in lesson order."""

    school_class: uuid.UUID
    participation: uuid.UUID
    planned_sessions: tuple[uuid.UUID, ...]
    log: uuid.UUID


@dataclass(frozen=True)
class Town:
    """One municipality of the cast: ids only, so that no test holds a stale row."""

    municipality: uuid.UUID
    district: uuid.UUID
    school: uuid.UUID
    other_school: uuid.UUID
    municipality_agency: uuid.UUID
    school_year: uuid.UUID
    mvp: uuid.UUID
    curriculum: uuid.UUID
    lessons: tuple[uuid.UUID, ...]
    pax: uuid.UUID
    target: uuid.UUID
    people: dict[str, uuid.UUID]
    social_services: uuid.UUID
    rescue_service: uuid.UUID
    police: uuid.UUID


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


@dataclass(frozen=True)
class World:
    """`town` is where most tests happen; `people` of both by name, the twins of the other town end in `_b`."""

    town: Town
    other_town: Town
    class_7a: ClassInProgramme
    class_7b: uuid.UUID
    class_7c: ClassInProgramme
    class_7d: ClassInProgramme
    messages: Messages
    other_messages: Messages

    def __getattr__(self, name: str) -> uuid.UUID:
        """`world.teacher` is a person of the town, `world.teacher_b` their twin in the other one."""
        town = self.other_town if name.endswith("_b") else self.town
        try:
            return town.people[name.removesuffix("_b")]
        except KeyError:
            raise AttributeError(name) from None


def build_world() -> World:
    town, other = build_town("9901", "Almköping"), build_town("9902", "Björkvik")
    class_7a = build_class(town, town.school, "7A", (town.people["teacher"], town.people["programme_leader"]))
    class_7b = add(school_class(town, town.school, "7B", 22))
    class_7c = build_class(town, town.other_school, "7C", (town.people["teacher_elsewhere"],))
    class_7d = build_class(other, other.school, "7D", (other.people["teacher"], other.people["programme_leader"]))
    for one in (town, other):
        recount(Scope(one.municipality))
    add(OpenDataSetting(municipality_id=town.municipality, scope=Published.ALL))
    messages, other_messages = build_messages(town), build_messages(other)
    return World(town, other, class_7a, class_7b, class_7c, class_7d, messages, other_messages)


def add(thing: Base) -> uuid.UUID:
    db.session.add(thing)
    db.session.flush()
    return thing.id


def build_town(code: str, name: str) -> Town:
    here = add(Municipality(code=code, name=name))
    district = add(District(municipality_id=here, name=f"{name} norra"))
    agencies = build_agencies(here, code, name, district)
    year = build_school_year(here)
    mvp, curriculum, lessons = build_mvp(here)
    pax = add(Programme(municipality_id=here, code="pax", name="PAX i skolan", delivery_mode=DeliveryMode.CONTINUOUS))
    add(CurriculumVersion(municipality_id=here, programme_id=pax, edition="1", is_current=True))
    target = add(CoverageTarget(municipality_id=here, school_year_id=year, programme_id=mvp, grade="7"))
    return Town(
        municipality=here,
        district=district,
        school=agencies["school"],
        other_school=agencies["other_school"],
        municipality_agency=agencies["municipality"],
        school_year=year,
        mvp=mvp,
        curriculum=curriculum,
        lessons=lessons,
        pax=pax,
        target=target,
        people=build_people(here, code, agencies),
        social_services=agencies["social_services"],
        rescue_service=agencies["rescue_service"],
        police=agencies["police"],
    )


def build_agencies(here: uuid.UUID, code: str, name: str, district: uuid.UUID) -> dict[str, uuid.UUID]:
    kinds = {
        "municipality": (AgencyKind.MUNICIPALITY, f"{name}s kommun"),
        "social_services": (AgencyKind.SOCIAL_SERVICES, f"Socialtjänsten {name}"),
        "rescue_service": (AgencyKind.RESCUE_SERVICE, f"{name}s räddningstjänst"),
        "police": (AgencyKind.POLICE, f"Polisen {name}"),
    }
    made = {key: add(Agency(municipality_id=here, kind=kind, name=title)) for key, (kind, title) in kinds.items()}
    for key, number, title, owner in (
        ("school", "0001", f"{name}s norra skola", OwnerType.MUNICIPAL),
        ("other_school", "0002", f"{name}s friskola", OwnerType.INDEPENDENT),
    ):
        made[key] = add(
            Agency(
                municipality_id=here,
                kind=AgencyKind.SCHOOL,
                name=title,
                code=code + number,
                owner_type=owner,
                district_id=district if key == "school" else None,
                offers=[{"form": "gr", "grades": ["7", "8", "9"]}],
            )
        )
    return made


def build_school_year(here: uuid.UUID) -> uuid.UUID:
    year = SchoolYear(municipality_id=here, name="2026/27", starts_on=date(2026, 8, 17), ends_on=date(2027, 6, 11))
    for name, first, last in (
        ("Höstlov", date(2026, 10, 26), date(2026, 10, 30)),
        ("Jullov", date(2026, 12, 21), date(2027, 1, 8)),
    ):
        year.breaks.append(SchoolBreak(municipality_id=here, name=name, starts_on=first, ends_on=last))
    return add(year)


def build_mvp(here: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID, tuple[uuid.UUID, ...]]:
    mvp = add(
        Programme(
            municipality_id=here,
            code="mvp",
            name="MVP högstadiet",
            delivery_mode=DeliveryMode.LESSON_SERIES,
            leaders_expected=2,
        )
    )
    curriculum = add(
        CurriculumVersion(
            municipality_id=here, programme_id=mvp, edition="2024", lessons_expected=4, minutes=60, is_current=True
        )
    )
    titles = ("Vad är våld?", "Våld går att förebygga", "Grupptryck", None)
    lessons = tuple(
        add(Lesson(municipality_id=here, curriculum_version_id=curriculum, number=number, title=title))
        for number, title in enumerate(titles, 1)
    )
    return mvp, curriculum, lessons


ROLES_AT = {
    "teacher": (Role.TEACHER, "school"),
    "teacher_elsewhere": (Role.TEACHER, "other_school"),
    "principal": (Role.PRINCIPAL, "school"),
    "principal_elsewhere": (Role.PRINCIPAL, "other_school"),
    "programme_leader": (Role.PROGRAMME_LEADER, "school"),
    "social_worker": (Role.SOCIAL_WORKER, "social_services"),
    "social_services_lead": (Role.SOCIAL_SERVICES_LEAD, "social_services"),
    "rescue_officer": (Role.RESCUE_OFFICER, "rescue_service"),
    "police_liaison": (Role.POLICE_LIAISON, "police"),
    "coverage_administrator": (Role.COVERAGE_ADMINISTRATOR, "municipality"),
    "system_administrator": (Role.SYSTEM_ADMINISTRATOR, "municipality"),
    "auditor": (Role.AUDITOR, "municipality"),
    "colleague": (Role.SOCIAL_WORKER, "social_services"),
    "nobody": (None, None),
}


def build_people(here: uuid.UUID, code: str, agencies: dict[str, uuid.UUID]) -> dict[str, uuid.UUID]:
    people = {}
    for key, (role, place) in ROLES_AT.items():
        name = key.replace("_", " ").title()
        people[key] = add(Person(municipality_id=here, email=f"{key}@{code}.example", name=f"{name} {code}"))
        if role and place:
            add(
                RoleAssignment(
                    municipality_id=here,
                    person_id=people[key],
                    role=role,
                    agency_id=agencies[place],
                    granted_at=LONG_AGO,
                )
            )
    return people


def school_class(town: Town, school: uuid.UUID, name: str, pupils: int) -> SchoolClass:
    return SchoolClass(
        municipality_id=town.municipality,
        school_id=school,
        school_year_id=town.school_year,
        name=name,
        grade="7",
        pupils=pupils,
    )


def build_class(town: Town, school: uuid.UUID, name: str, leaders: tuple[uuid.UUID, ...]) -> ClassInProgramme:
    here = town.municipality
    of_class = add(school_class(town, school, name, 24))
    participation = add(
        Participation(
            municipality_id=here,
            school_class_id=of_class,
            school_id=school,
            school_year_id=town.school_year,
            programme_id=town.mvp,
            curriculum_version_id=town.curriculum,
            starts_on=date(2026, 11, 4),
            weekday=2,
        )
    )
    for leader in leaders:
        add(ParticipationLeader(municipality_id=here, participation_id=participation, person_id=leader))
    days = (date(2026, 11, 4), date(2026, 11, 11), date(2026, 11, 18), date(2026, 11, 25))
    planned = tuple(
        add(PlannedSession(municipality_id=here, participation_id=participation, lesson_id=lesson, planned_on=day))
        for lesson, day in zip(town.lessons, days, strict=True)
    )
    db.session.get_one(PlannedSession, planned[0]).outcome = SessionOutcome.HELD
    log = add(
        SessionLog(
            municipality_id=here,
            participation_id=participation,
            lesson_id=town.lessons[0],
            status=SessionStatus.HELD,
            held_on=days[0],
            minutes=60,
            leaders_present=2,
            pupils_present=23,
            delivered_as_planned=True,
            client_id=uuid.uuid4(),
            logged_by_id=leaders[0],
            logged_at=datetime(2026, 11, 4, 10, 0, tzinfo=UTC),
        )
    )
    return ClassInProgramme(of_class, participation, planned, log)


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


def actor_of(person: uuid.UUID) -> Actor:
    signed_in = find(person)
    assert signed_in
    return signed_in.actor
