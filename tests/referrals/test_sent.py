"""The sender's side of what was sent: list, status card, own copy, receipt on paper, questions, and the head."""

import io
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import page as validator
import pytest
from pypdf import PdfReader
from sqlalchemy import select

from prevention import clock
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.audit.models import AuditEvent
from prevention.cases import actions as case_actions
from prevention.cases.asking import ask_sender
from prevention.cases.models import CaseFile, CaseStep, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.jobs import runner
from prevention.jobs.models import Job
from prevention.referrals.models import InformationRequest, ReferralSetting
from tests.client import PageClient
from tests.postbox import Postbox
from tests.town import LONG_AGO, actor_of
from tests.world import World

from .writer import NAME, NUMBER, SEEN, begin, row_of, send, write_all

Counting = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


@pytest.fixture
def sent(teacher: PageClient, world: World) -> uuid.UUID:
    draft = write_all(teacher, world)
    teacher.get(send(teacher, draft).location)  # and its flash is read
    return draft


def receiver_takes(world: World, referral: uuid.UUID, *steps: StepKind) -> None:
    worker = actor_of(world.social_worker)
    with acting_as(world.social_worker):
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == referral)).one()
        for step in steps:
            case_actions.take_step(worker, case, step, {"text": f"Bara socialtjänsten vet: {step}"})


def events(name: str, thing: uuid.UUID) -> list[dict[str, object]]:
    query = select(AuditEvent.details).where(AuditEvent.event == name, AuditEvent.object_id == thing)
    return list(db.session.scalars(query.order_by(AuditEvent.number)))


def test_an_empty_list_says_what_to_do(client: PageClient, world: World) -> None:
    newcomer = RoleAssignment(
        municipality_id=world.town.municipality,
        person_id=world.nobody,
        role=Role.TEACHER,
        agency_id=world.town.school,
        granted_at=LONG_AGO,
    )
    db.session.add(newcomer)
    db.session.flush()
    page = client.sign_in(world.nobody).get("/referrals").text
    assert "Inget är skickat än" in page
    assert 'href="/referrals/new"' in page


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        (StepKind.OPEN_INQUIRY, "Utredning är inledd"),
        (StepKind.DO_NOT_OPEN, "Utredning inleds inte"),
        (StepKind.JOIN_ONGOING, "Det pågår redan en utredning"),
    ],
)
def test_the_card_tells_codes_and_days_and_nothing_else(
    teacher: PageClient, world: World, sent: uuid.UUID, decision: StepKind, words: str
) -> None:
    before = teacher.get(f"/referrals/{sent}").text
    receiver_takes(world, sent, StepKind.TAKE, StepKind.ASSESS_PROTECTION)
    assert teacher.get(f"/referrals/{sent}").text == before, "what the receiver does in between is not seen"
    receiver_takes(world, sent, decision, StepKind.GIVE_FEEDBACK)
    page = teacher.get(f"/referrals/{sent}").text
    assert words in page
    assert "Återkoppling är lämnad" in page
    assert "Inom 14 dagar bestämmer de" in before and "Inom 14 dagar bestämmer de" not in page
    assert "Bara socialtjänsten vet" not in page
    assert "Återkoppling är lämnad" in teacher.get("/referrals").text


def test_the_list_names_nobody_and_shows_drafts_by_kind_and_day(
    teacher: PageClient, world: World, sent: uuid.UUID
) -> None:
    page = teacher.get("/referrals").text
    assert str(row_of(sent).reference) in page
    assert "Utkast" in page
    assert f"/referrals/{world.messages.draft}/write" in page
    for secret in (NAME, NUMBER, SEEN, "Alex", "Kim"):
        assert secret not in page


def test_the_list_asks_as_much_for_two_as_for_many(
    teacher: PageClient, world: World, sent: uuid.UUID, count_queries: Counting
) -> None:
    with count_queries() as few:
        teacher.get("/referrals")
    for _ in range(4):
        send(teacher, write_all(teacher, world))
    with count_queries() as many:
        teacher.get("/referrals")
    assert len(few) == len(many) <= 8


def test_a_long_list_goes_on_on_another_page(
    teacher: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prevention.referrals.queries.PAGE", 2)
    numbers = [world.messages.taken] + [write_all(teacher, world) for _ in range(4)]
    for draft in numbers[1:]:
        send(teacher, draft)
    seen, address = [], "/referrals"
    while address:
        page = teacher.get(address).text
        seen += [number for number in numbers if f'href="/referrals/{number}"' in page]
        after = page.partition('href="/referrals?after=')[2].partition('"')[0]
        address = f"/referrals?after={after}" if after else ""
    assert sorted(seen) == sorted(numbers)


def test_a_page_from_a_message_of_others_is_as_empty_as_from_none(
    teacher: PageClient, world: World, now: Callable[[datetime], None]
) -> None:
    """Where it stands among one's own would tell that it is there, and when it was sent."""
    now(clock.now() - timedelta(hours=1))
    older = write_all(teacher, world)
    send(teacher, older)
    for after, is_there in ((world.messages.taken, True), (world.messages.arrived, False), (uuid.uuid4(), False)):
        assert (f'href="/referrals/{older}"' in teacher.get(f"/referrals?after={after}").text) is is_there


def test_the_head_sees_what_the_school_sent_and_each_look_is_recorded(
    client: PageClient, world: World, sent: uuid.UUID
) -> None:
    client.sign_in(world.principal)
    assert str(row_of(sent).reference) in client.get("/referrals").text
    assert client.get(f"/referrals/{sent}").status_code == 200
    assert events("referral.read", sent) == []
    assert NAME in client.get(f"/referrals/{sent}/copy").text
    assert events("referral.read", sent) == [{"form": "page"}]


def test_the_pdf_is_ones_own_copy_with_number_and_day(teacher: PageClient, world: World, sent: uuid.UUID) -> None:
    answer = teacher.get(f"/referrals/{sent}/receipt.pdf")
    reference = str(row_of(sent).reference)
    assert answer.headers["Content-Disposition"] == f"attachment; filename=orosanmalan-{reference}.pdf"
    assert answer.headers["Cache-Control"] == "no-store"
    document = PdfReader(io.BytesIO(answer.data))
    text = " ".join(" ".join(page.extract_text() for page in document.pages).split())
    for part in (reference, NAME, NUMBER, SEEN, "18 november 2026 kl. 10:00", "Socialtjänsten Almköping"):
        assert part in text
    assert document.metadata
    assert str(document.metadata.title) == f"Orosanmälan {reference}"
    assert events("referral.read", sent) == [{"form": "pdf"}]
    assert validator.validate_pdf_bytes(answer.data, profile="ua1").is_compliant


def test_a_question_is_answered_once_and_told_in_the_case(
    teacher: PageClient, world: World, mail_settings: int, postbox: Postbox
) -> None:
    question, case = world.messages.question, world.messages.taken_case
    page = teacher.get(f"/referrals/{world.messages.taken}").text
    assert "Är eleven i skolan i dag?" in page
    for text in ("Ja, hela dagen.", "Nej."):
        teacher.post(f"/referrals/questions/{question}", data={"answer": text})
    page = teacher.get(f"/referrals/{world.messages.taken}").text
    assert "Ja, hela dagen." in page
    assert "Nej." not in page
    assert f'action="/referrals/questions/{question}"' not in page
    with acting_as(world.social_worker):
        query = select(CaseStep.by_id).where(CaseStep.case_id == case, CaseStep.kind == StepKind.SENDER_ANSWERED)
        assert db.session.scalars(query).all() == [world.teacher]
    db.session.commit()
    while runner.run_next():
        pass
    ((to, letter),) = [one for one in postbox.letters if "Ett svar" in one[1]["Subject"]]
    assert to == ["social_worker@9901.example"]
    body = letter.get_content()
    assert f"/cases/{case}" in body
    assert not [
        text for text in ("Ja, hela dagen", "Är eleven", "Kim", "skola 7") if text in f"{body}{letter['Subject']}"
    ]


def test_the_answer_goes_to_who_holds_the_case_by_now(teacher: PageClient, world: World) -> None:
    lead = actor_of(world.social_services_lead)
    with acting_as(world.social_services_lead):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        case_actions.take_step(lead, case, StepKind.ASSIGN, to_id=world.colleague)
    teacher.post(f"/referrals/questions/{world.messages.question}", data={"answer": "Ja."})
    assert mailed_about("sender_answered") == [str(world.colleague)]


def test_the_list_says_that_a_question_waits(teacher: PageClient, world: World) -> None:
    page = teacher.get("/referrals").text
    assert "En fråga till dig" in page
    assert page.index("Läs och svara") < page.index("<table")
    teacher.post(f"/referrals/questions/{world.messages.question}", data={"answer": "Ja."})
    page = teacher.get("/referrals").text
    assert "En fråga till dig" not in page and "Läs och svara" not in page


def test_an_empty_answer_is_asked_for_again(teacher: PageClient, world: World) -> None:
    refused = teacher.post(f"/referrals/questions/{world.messages.question}", data={"answer": " "})
    assert refused.status_code == 422
    assert "Skriv ditt svar." in refused.text
    assert 'href="#answer"' in refused.text and 'id="answer"' in refused.text and 'id="answer-error"' in refused.text
    assert "Är eleven i skolan i dag?" in refused.text


def test_only_who_wrote_is_asked(client: PageClient, world: World) -> None:
    client.sign_in(world.principal)
    assert "Är eleven i skolan" not in client.get(f"/referrals/{world.messages.taken}").text
    refused = client.post(f"/referrals/questions/{world.messages.question}", data={"answer": "Ja."})
    assert refused.status_code == 404


def test_a_question_of_the_receiver_comes_through_and_its_answer_goes_back(
    teacher: PageClient, world: World, sent: uuid.UUID
) -> None:
    receiver_takes(world, sent, StepKind.TAKE)
    with acting_as(world.social_worker):
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == sent)).one()
        ask_sender(actor_of(world.social_worker), case, "Vem hämtar efter skolan?")
        question = db.session.scalars(select(InformationRequest.id).where(InformationRequest.case_id == case.id)).one()
    assert "Vem hämtar efter skolan?" in teacher.get(f"/referrals/{sent}").text
    assert events("referral.questions_read", sent) == [{"count": 1}]
    teacher.post(f"/referrals/questions/{question}", data={"answer": "Mormor."})
    page = teacher.sign_in(world.social_worker).get(f"/cases/{case.id}").text
    assert "Mormor." in page


def mailed_about(letter: str) -> list[str]:
    jobs = db.session.scalars(select(Job.arguments).where(Job.kind == "mail"))
    return sorted(job["person_id"] for job in jobs if job["letter"] == letter)


def test_the_head_is_told_only_where_the_school_is_set_so(client: PageClient, world: World) -> None:
    send(client.sign_in(world.teacher), write_all(client, world))
    assert mailed_about("referral_sent") == []
    client.sign_in(world.principal).post("/referrals/settings", data={"schools": [str(world.town.school)]})
    assert "checked" in client.get("/referrals/settings").text
    send(client.sign_in(world.teacher), write_all(client, world))
    assert mailed_about("referral_sent") == [str(world.principal)]


def test_the_letter_to_the_head_holds_a_number_and_a_link(client: PageClient, world: World, postbox: Postbox) -> None:
    client.sign_in(world.principal).post("/referrals/settings", data={"schools": [str(world.town.school)]})
    draft = write_all(client.sign_in(world.teacher), world)
    send(client, draft)
    db.session.commit()
    while runner.run_next():
        pass
    ((_to, letter),) = [one for one in postbox.letters if one[0] == ["principal@9901.example"]]
    body = letter.get_content()
    assert str(row_of(draft).reference) in body
    assert "https://almkoping.example/referrals" in body
    for secret in (NAME, NUMBER, SEEN, "Teacher"):
        assert secret not in f"{body}{letter['Subject']}"


def test_a_head_chooses_for_their_own_school_only(client: PageClient, world: World) -> None:
    wanted = {"schools": [str(world.town.other_school), str(world.other_town.school), "nonsense"]}
    client.sign_in(world.principal).post("/referrals/settings", data=wanted)
    assert db.session.scalars(select(ReferralSetting.agency_id).where(ReferralSetting.tells_head)).all() == []


def test_the_number_to_call_is_shown_where_it_is_known(client: PageClient, world: World) -> None:
    assert "Socialjouren" not in client.sign_in(world.teacher).get("/referrals/new").text
    agency = f"/organisation/agencies/{world.town.social_services}"
    form = {"name": "Socialtjänsten Almköping", "emergency_phone": "020-12 34 56"}
    assert client.sign_in(world.system_administrator).post(agency, data=form).status_code == 303
    client.sign_in(world.teacher)
    for page in ("/referrals/new", f"/referrals/{begin(client, world)}/write?step=seen"):
        assert 'Socialjouren:\n                <a href="tel:020-123456">020-12 34 56</a>' in client.get(page).text


def test_every_page_reads_in_english_too(client: PageClient, world: World) -> None:
    db.session.get_one(Person, world.teacher).language = "en"
    db.session.flush()
    draft = write_all(client.sign_in(world.teacher), world)
    for page in ("", "/new", "/other-receivers", f"/{draft}/write?step=summary", f"/{world.messages.taken}"):
        assert "orosanmälan" not in client.get(f"/referrals{page}").text.casefold()
