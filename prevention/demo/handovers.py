"""Three hand-overs, one of each kind of end: told what came of it, waiting for an answer, closed by a consent.

Written by the actions of the app, as it stands today; their letters are not sent.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.cases.actions import take_step
from prevention.cases.models import CaseFile, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.actions import accept, hand_over, log_contact, report_back
from prevention.handovers.codes import ConsentGiver, ContactKind, Field, Outcome, Purpose
from prevention.handovers.consents import record_consent, withdraw_consent
from prevention.handovers.data import ConsentData, ContactData, HandoverData
from prevention.handovers.models import Consent, Handover
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.content import Content
from prevention.referrals.models import ReferralKind, Urgency

from .past import actor_of, forget_letters
from .people import HANDLER, LEAD, RESCUE_GUEST, TEACHER
from .places import BIG_SCHOOL

FIRE = "Tände eld i en papperskorg bakom idrottshallen. Ingen skadades."
AGREED = frozenset({Field.NAME, Field.AGE, Field.GUARDIANS, Field.OWN_TEXT})
CONTACTS = (
    (ContactKind.PHONE, "Pratade med vårdnadshavaren, som gärna vill att vi kommer."),
    (ContactKind.HOME_VISIT, "Lugnt samtal om elden. Brandvarnaren byttes."),
)


@dataclass(frozen=True, slots=True)
class Story:
    name: str
    number: str
    guardian: str
    receiver: AgencyKind
    purpose: Purpose


DONE = Story("Nova Låtsasdal", "20120914TF03", "Mika Låtsasdal", AgencyKind.RESCUE_SERVICE, Purpose.FIRE_TALK)
WAITS = Story("Elis Hittepåberg", "20110302TF04", "Kaj Hittepåberg", AgencyKind.RESCUE_SERVICE, Purpose.YOUTH_GROUP)
CLOSED = Story("Tindra Sagogren", "20100721TF05", "Love Sagogren", AgencyKind.POLICE, Purpose.CONCERN_TALK)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts, and where."""

    teacher: Actor
    worker: Actor
    lead: Actor
    officer: Actor
    agencies: Mapping[str, uuid.UUID]


def add_handovers(cast: Mapping[str, uuid.UUID], agencies: Mapping[str, uuid.UUID]) -> None:
    teacher, worker, lead, officer = (actor_of(cast[one.name]) for one in (TEACHER, HANDLER, LEAD, RESCUE_GUEST))
    hands = Hands(teacher, worker, lead, officer, agencies)
    done, _consent = handed_over(hands, DONE)
    handed_over(hands, WAITS)
    _closed, consent = handed_over(hands, CLOSED)
    with acting_as(officer.person_id):
        accept(officer, done)
        for kind, note in CONTACTS:
            log_contact(officer, done, ContactData(kind, clock.today(), note))
        report_back(officer, done, Outcome.TALK_HELD)
    with acting_as(worker.person_id):
        withdraw_consent(worker, consent)
    forget_letters(teacher.municipality_id)


def handed_over(hands: Hands, story: Story) -> tuple[Handover, Consent]:
    case = assigned_case(hands, story)
    receiver = hands.agencies[story.receiver]
    until = clock.today() + timedelta(days=120)
    agreed = ConsentData(ConsentGiver.GUARDIAN, story.guardian, (receiver,), AGREED, clock.today(), until)
    with acting_as(hands.worker.person_id):
        consent = record_consent(hands.worker, case, agreed)
        return hand_over(hands.worker, case, disclosure(hands, story, receiver, consent)), consent


def disclosure(hands: Hands, story: Story, receiver: uuid.UUID, consent: Consent) -> HandoverData:
    return HandoverData(
        purpose=story.purpose,
        receiver_id=receiver,
        basis_code=None,
        consent_id=consent.id,
        fields=frozenset({Field.NAME, Field.GUARDIANS}),
        own_text=FIRE,
        age=None,
        name_confirmed=False,
        decided_by_id=hands.lead.person_id,
        weighing="Vårdnadshavaren vill ha stödet. Bara kontaktuppgifter och det som rör elden.",
        until=clock.today() + timedelta(days=90),
        client_id=uuid.uuid4(),
    )


def assigned_case(hands: Hands, story: Story) -> CaseFile:
    """Let the school send a concern, and the lead give its case to the worker."""
    with acting_as(hands.teacher.person_id):
        school, unit = hands.agencies[BIG_SCHOOL.name], hands.agencies[AgencyKind.SOCIAL_SERVICES]
        draft = begin_draft(hands.teacher, school, ReferralKind.CONCERN, uuid.uuid4())
        save_draft(draft, concern(story), unit)
        message = send_referral(hands.teacher, draft).id
    with acting_as(hands.lead.person_id):
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == message)).one()
        take_step(hands.lead, case, StepKind.ASSIGN, to_id=hands.worker.person_id)
    return case


def concern(story: Story) -> Content:
    return Content(
        name=story.name,
        personal_number=story.number,
        grade="8",
        guardians=f"{story.guardian}, 070-000 00 00",
        guardians_know="yes",
        seen="Har tänt eld på skolgården två gånger i höst.",
        seen_when="I går efter skolan",
        done="Talat med eleven och ringt hem.",
        urgency=Urgency.SOON,
        contact_name=TEACHER.name,
        contact_phone="070-000 00 00",
    )
