"""Whatever the receiver writes, none of it reaches the sender's side: random steps, random words, every route."""

import io
import json
import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import g
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from prevention import clock
from prevention.audit.models import AuditEvent
from prevention.cases import actions as case_actions
from prevention.cases.asking import ask_sender
from prevention.cases.models import CaseDeadline, CaseFile, EmergencyAccess, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.jobs.handlers import write
from prevention.jobs.models import Job
from prevention.referrals.models import Attachment
from prevention.sealing.safe import new_safe
from tests.client import PageClient
from tests.town import actor_of
from tests.world import World

from .test_files import add
from .writer import NAME, NUMBER, PAGES, SEEN, row_of, send, write_all

WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=12, max_size=20).map(lambda word: f"kanarie{word}")
STEPS = st.lists(st.tuples(st.sampled_from(StepKind), WORDS, st.booleans()), min_size=3, max_size=14)
QUESTION = "Vem hämtar efter skolan?"
HANDLERS = {"social_worker", "colleague", "social_services_lead"}


@dataclass(frozen=True)
class Sent:
    referral: uuid.UUID
    case: uuid.UUID
    number: str


def send_one(client: PageClient, world: World) -> Sent:
    draft = write_all(client.sign_in(world.teacher), world)
    add(client, draft, b"%PDF-1.7", "intyg.pdf")
    send(client, draft)
    with acting_as(world.social_services_lead):
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == draft)).one()
        return Sent(draft, case.id, case.number)


def take(world: World, sent: Sent, step: StepKind, word: str, *, by_lead: bool) -> None:
    """Take a step as the lead or the worker, where the case stands so that it can be taken."""
    person = world.social_services_lead if by_lead else world.social_worker
    to_id = world.colleague if step in {StepKind.ASSIGN, StepKind.OFFER} else None
    try:
        with acting_as(person):
            query = select(CaseFile).where(CaseFile.id == sent.case)
            if case := db.session.scalar(query, execution_options={"populate_existing": True}):
                case_actions.take_step(actor_of(person), case, step, {"text": word}, to_id)
    except (case_actions.AlreadyDone, case_actions.NotHolder):
        return


def ask(world: World, sent: Sent) -> None:
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, sent.case)
        ask_sender(actor_of(world.social_worker), case, QUESTION)


def write_columns(world: World, sent: Sent, word: str) -> None:
    """Put the word where no step puts one: the receiver's own copy, a clock, the reason of a broken glass."""
    lead = actor_of(world.social_services_lead)
    with acting_as(world.social_services_lead):
        db.session.execute(update(CaseDeadline).where(CaseDeadline.case_id == sent.case).values(law=word))
    with acting_as(world.colleague):
        safe, key = new_safe(actor_of(world.colleague)), uuid.uuid4()
        db.session.add(
            EmergencyAccess(
                id=key,
                municipality_id=lead.municipality_id,
                case_id=sent.case,
                person_id=world.colleague,
                opened_at=clock.now(),
                expires_at=clock.now(),
                data_key_id=safe.key_id,
                content=safe.seal("emergency_access", key, {"reason": word}),
            )
        )
        db.session.flush()


def seen_by_senders(client: PageClient, world: World, sent: Sent) -> Iterator[tuple[str, str]]:
    """Yield every page, file and answer of the sender's side, and the letters to its people."""
    with acting_as(world.teacher):
        file = db.session.scalars(select(Attachment.id).where(Attachment.referral_id == sent.referral)).one()
    values = {"referral": sent.referral, "attachment": file, "information_request": world.messages.question}
    for person in (world.teacher, world.principal):
        client.sign_in(person)
        for rule in client.application.url_map.iter_rules():
            if not rule.endpoint.startswith(("referrals.", "pages.", "logbook.my", "classes.class_list")):
                continue
            if not rule.arguments <= values.keys() or "discard" in rule.endpoint or rule.endpoint == "pages.start":
                continue
            with client.application.test_request_context():
                built = rule.build({name: values[name] for name in rule.arguments})
            assert built
            answer = client.open(built[1], method="POST" if "POST" in (rule.methods or ()) else "GET")
            yield built[1], text_of(answer)
    mailed = select(Job.arguments).where(Job.kind == "mail")
    for arguments in db.session.scalars(mailed):
        if arguments["person_id"] in {str(world.teacher), str(world.principal)}:
            yield "mail", written(arguments)


def text_of(answer: TestResponse) -> str:
    if answer.content_type == "application/pdf" and answer.data.count(b"endobj"):
        pdf = PdfReader(io.BytesIO(answer.data))
        printed = " ".join("".join(page.extract_text() for page in pdf.pages).split())
        return f"{answer.headers} {pdf.metadata} {printed}"
    return f"{answer.headers} {answer.get_data().decode(errors='replace')}"


def written(arguments: dict[str, str]) -> str:
    g.job_id = uuid.uuid4()
    letter = write(arguments)
    assert letter
    return f"{letter['Subject']} {letter.get_content()}"


@pytest.fixture
def logs(caplog: pytest.LogCaptureFixture, mail_settings: int) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],  # a leak is plain enough: making it smaller would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, word=WORDS)
def test_nothing_the_receiver_writes_reaches_the_sender(
    client: PageClient,
    world: World,
    logs: pytest.LogCaptureFixture,
    steps: list[tuple[StepKind, str, bool]],
    word: str,
) -> None:
    client.sign_in(world.principal).post("/referrals/settings", data={"schools": [str(world.town.school)]})
    sent = send_one(client, world)
    take(world, sent, StepKind.TAKE, word, by_lead=False)
    ask(world, sent)
    for step, text, by_lead in steps:
        take(world, sent, step, text, by_lead=by_lead)
    write_columns(world, sent, word)
    secrets = {word, sent.number, *(text for _step, text, _lead in steps)}
    secrets |= {actor_of(getattr(world, one)).name for one in HANDLERS}
    for where, text in seen_by_senders(client, world, sent):
        assert not [secret for secret in secrets if secret in text], where
        assert where != "mail" or QUESTION not in text
    assert not [secret for secret in secrets if secret in logs.text]
    details = json.dumps(list(db.session.scalars(select(AuditEvent.details))))
    assert not [secret for secret in secrets - {sent.number} if secret in details]


def test_what_the_walk_looks_for_it_finds(client: PageClient, world: World, mail_settings: int) -> None:
    """The walk must see what does stand there: the sender's own words, on the page and in the PDF."""
    client.sign_in(world.principal).post("/referrals/settings", data={"schools": [str(world.town.school)]})
    sent = send_one(client, world)
    seen = list(seen_by_senders(client, world, sent))
    assert [text for where, text in seen if where == "mail" and str(row_of(sent.referral).reference) in text]
    found = [where for where, text in seen if SEEN in text]
    assert {where.rpartition("/")[2] for where in found} >= {"copy", "receipt.pdf"}


def test_no_name_in_an_address_a_title_or_a_line_of_the_log(
    client: PageClient, world: World, logs: pytest.LogCaptureFixture
) -> None:
    client.sign_in(world.teacher)
    draft = write_all(client, world)
    addresses = [f"/referrals/{draft}/write?step={step}" for step in (*PAGES, "summary")]
    pages = {address: client.get(address) for address in addresses}
    send(client, draft)
    for page in ("", "/copy"):
        pages[page] = client.get(f"/referrals/{draft}{page}")
    secrets = (NAME, *NAME.split(), NUMBER, SEEN, str(row_of(draft).client_id))
    for address, answer in pages.items():
        title = answer.text.partition("<title>")[2].partition("</title>")[0]
        told = f"{address} {title} {answer.headers}"
        assert not [secret for secret in secrets if secret in told], address
        assert answer.headers["Cache-Control"] == "no-store"
        assert "data-draft" not in answer.text, "what is written here is never kept in the browser"
    assert not [secret for secret in secrets if secret in logs.text]
    details = json.dumps(list(db.session.scalars(select(AuditEvent.details))))
    assert not [secret for secret in secrets if secret in details]
