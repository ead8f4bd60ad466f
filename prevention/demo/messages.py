"""What a teacher has sent, one in each state, and a draft. All invented, and the children most of all."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select

from prevention.cases.actions import take_step
from prevention.cases.asking import ask_sender, give_advice
from prevention.cases.models import CaseFile
from prevention.cases.models import StepKind as Step
from prevention.extensions import db
from prevention.referrals.actions import Writing, begin_draft, change_draft, save_draft, send_referral
from prevention.referrals.content import Content
from prevention.referrals.models import InformationRequest, ReferralKind, Urgency
from prevention.referrals.questions import answer as reply_to
from prevention.referrals.steps import Step as Page

from .past import forget_letters, hours_ago
from .people import HANDLER, LEAD, TEACHER

DAY = 24
DOCUMENTS = {
    Step.ASSESS_PROTECTION: {"needed": "no", "text": "Barnet är tryggt i kväll, enligt samtal med skolan."},
    Step.ASSESS: {"text": "Vi har talat med skolan och med vårdnadshavarna."},
    Step.OPEN_INQUIRY: {"reason": "Uppgifterna är så allvarliga att barnets behov behöver utredas."},
    Step.DO_NOT_OPEN: {"reason": "Familjen har stöd som räcker, och vill själv ha råd."},
    Step.JOIN_ONGOING: {"reason": "En utredning pågår redan."},
    Step.GIVE_FEEDBACK: {"text": "Skolan har fått veta beslutet."},
    Step.CLOSE: {"reason": "Inget mer att göra."},
}
ASSESSED = (Step.ASSESS_PROTECTION, Step.ASSESS)


@dataclass(frozen=True, slots=True)
class Message:
    """What was sent how long ago, and what the handler has done since, an hour apart."""

    hours: float
    content: Content
    steps: tuple[Step, ...] = ()
    is_taken: bool = True
    question: str = ""
    reply: str = ""
    advice: str = ""

    @property
    def kind(self) -> ReferralKind:
        return ReferralKind.CONSULTATION if self.advice else ReferralKind.CONCERN


def about(name: str, seen: str, urgency: Urgency = Urgency.NORMAL) -> Content:
    return Content(
        name=name,
        age="13",
        grade="7",
        guardians="Två vårdnadshavare, nås genom skolans expedition",
        guardians_know="no",
        seen=seen,
        seen_when="Flera gånger de senaste veckorna",
        done="Mentorn har talat med eleven.",
        urgency=urgency,
        contact_name=TEACHER.name,
        contact_phone="000-000 00 00",
    )


HIDDEN = about("Nimbus Sagoland", "Har berättat att någon har letat efter familjen.", Urgency.ACUTE)
ADVICE_ASKED = "En elev har slutat äta lunch och drar sig undan. När är det läge för en orosanmälan?"
MESSAGES = (
    Message(3, about("Alva Hittepåsson", "Har somnat på lektionerna och saknar jacka.", Urgency.SOON), is_taken=False),
    Message(1, replace(HIDDEN, is_protected=True), is_taken=False),
    Message(
        1.1 * DAY,
        about("Tuva Låtsaslund", "Vågar inte gå hem på fredagarna."),
        ASSESSED[:1],
        question="Vet ni om eleven har varit i skolan den här veckan?",
    ),
    Message(
        9 * DAY,
        about("Ture Fantasigren", "Kom med blåmärken två måndagar i rad.", Urgency.SOON),
        (*ASSESSED, Step.OPEN_INQUIRY, Step.GIVE_FEEDBACK),
    ),
    Message(
        20 * DAY,
        about("Moa Sagovik", "Många sena ankomster och oro i klassen."),
        (*ASSESSED, Step.DO_NOT_OPEN, Step.GIVE_FEEDBACK, Step.CLOSE),
    ),
    Message(
        2 * DAY,
        about("Mira Sägenlund", "Säger att hon inte vill vara kvar i laget efter bråket."),
        (*ASSESSED, Step.DO_NOT_OPEN),
    ),
    Message(
        6 * DAY,
        replace(about("Love Diktström", "Äldre ungdomar väntar utanför skolan."), personal_number="20130101TF01"),
        (*ASSESSED, Step.JOIN_ONGOING),
        question="Vilken tid på dagen väntar de?",
        reply="Efter sista lektionen, mest på tisdagar.",
    ),
    Message(
        4 * DAY,
        replace(about("", ADVICE_ASKED).without_identity(), seen_when="Sedan i höstas"),
        advice="Prata med eleven och med elevhälsan. Blir du orolig för hemmet, anmäl direkt.",
    ),
)
DRAFT = about("Ebbe Påhittsberg", "Har berättat att")


def add_messages(cast: Mapping[str, uuid.UUID], school: uuid.UUID, unit: uuid.UUID) -> int:
    """Let all of it happen, the oldest first, and return how many were sent. Nobody is mailed: it is over."""
    for message in sorted(MESSAGES, key=lambda one: -one.hours):
        answer(message, send(message, cast[TEACHER.name], school, unit), cast)
    with hours_ago(0.2, cast[TEACHER.name]) as teacher:
        draft = begin_draft(teacher, school, ReferralKind.CONCERN, uuid.uuid4())
        save_draft(draft, DRAFT, unit)
        change_draft(draft, {"seen": DRAFT.seen}, by=Writing(Page.SEEN, "", ""))
    forget_letters(draft.municipality_id)
    return len(MESSAGES)


def send(message: Message, teacher_id: uuid.UUID, school: uuid.UUID, unit: uuid.UUID) -> uuid.UUID:
    with hours_ago(message.hours, teacher_id) as teacher:
        draft = begin_draft(teacher, school, message.kind, uuid.uuid4())
        save_draft(draft, message.content, unit)
        return send_referral(teacher, draft).id


def answer(message: Message, referral: uuid.UUID, cast: Mapping[str, uuid.UUID]) -> None:
    """Let the lead give it to the handler, and the handler take the steps."""
    if not message.is_taken:
        return
    with hours_ago(message.hours - 0.5, cast[LEAD.name]) as lead:
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == referral)).one()
        take_step(lead, case, Step.ASSIGN, to_id=cast[HANDLER.name])
    for number, step in enumerate(message.steps, 1):
        with hours_ago(message.hours - number, cast[HANDLER.name]) as handler:
            take_step(handler, case, step, DOCUMENTS[step])
    with hours_ago(message.hours - len(message.steps) - 1, cast[HANDLER.name]) as handler:
        if message.question:
            ask_sender(handler, case, message.question)
        if message.advice:
            give_advice(handler, case, message.advice)
    if message.reply:
        with hours_ago(message.hours - len(message.steps) - 2, cast[TEACHER.name]) as teacher:
            asked = select(InformationRequest).where(InformationRequest.referral_id == referral)
            reply_to(teacher, db.session.scalars(asked).one(), message.reply)
