"""An inbox of 5,000 open cases, all sealed, and one case of them: against the floor, and without row-level security."""

import random
import statistics
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from flask import Flask
from sqlalchemy import Engine, create_engine, insert, select, text

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.accounts.models import Person, RoleAssignment
from prevention.accounts.passwords import hash_password
from prevention.cases.intake import BEGIN, RANK, sealed_age
from prevention.cases.models import CaseDeadline, CaseFile, CaseStatus, CaseStep, DeadlineKind, Duty, StepKind
from prevention.crypto import new_data_key
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.reference import new_reference
from prevention.referrals.content import Content
from prevention.referrals.models import ReferralKind, Urgency
from prevention.sealing.models import DataKey
from prevention.sealing.safe import Safe, keyring, place_of

from .databases import Place, gather_statistics
from .figures import Figure
from .load import requests_a_second
from .pages import APP, FLOOR, ROUNDS, Page, count_queries, measure_page
from .serving import Server, serving
from .world import PASSWORD, Rows

NAMES = ("inbox", "case")
CASES, STEPS = 5_000, 8
EMAILS = ("worker@9991.example", "lead@9991.example")
WORDS = "Har sagt att det inte är tryggt hemma och vill inte gå hem efter skolan. " * 6


@dataclass(frozen=True)
class Desk:
    """Who is measured, and the case that the worker holds."""

    worker: str
    lead: str
    case_id: uuid.UUID


def build_cases(place: Place) -> Desk:
    """Write the rows as the owner of the tables: nobody else may write a case without a message."""
    rng, rows = random.Random(1), Rows()
    school, town = db.session.execute(select(Agency.id, Agency.municipality_id).where(Agency.kind == "school")).all()[0]
    db.session.rollback()  # or on SQLite it would hold the lock that the owner needs
    here = {"municipality_id": town}
    unit = rows.add(Agency, **here, kind=AgencyKind.SOCIAL_SERVICES, name="Socialtjänsten")
    secret = hash_password(PASSWORD)
    people = [rows.add(Person, **here, email=email, name=email, password_hash=secret) for email in EMAILS]
    for person, role in zip(people, (Role.SOCIAL_WORKER, Role.SOCIAL_SERVICES_LEAD), strict=True):
        rows.add(RoleAssignment, **here, person_id=person, role=role, agency_id=unit, granted_at=clock.now())
    today = clock.today()
    rows.add(Duty, **here, agency_id=unit, person_id=people[0], starts_on=today, ends_on=today + timedelta(days=1))
    actor = Actor(people[0], town, "", ())
    cases = [add_case(rows, actor, (school, unit), rng, held=number == 0) for number in range(CASES)]
    with owner_of(place) as engine, engine.begin() as connection:
        for table, values in rows.tables.items():
            connection.execute(insert(table), values)
    gather_statistics(place)
    return Desk(*EMAILS, cases[0])


def add_case(
    rows: Rows, actor: Actor, places: tuple[uuid.UUID, uuid.UUID], rng: random.Random, *, held: bool
) -> uuid.UUID:
    here, at = {"municipality_id": actor.municipality_id}, clock.now() - timedelta(minutes=rng.randrange(20_000))
    safe = Safe(uuid.uuid4(), new_data_key())
    wrapped = keyring().wrap(safe.secret, place_of(safe.key_id))
    rows.tables.setdefault(DataKey, []).append({"id": safe.key_id, **here, "wrapped": wrapped})
    case_id, urgency = uuid.uuid4(), rng.choice(list(Urgency))
    due = {kind: at.date() + timedelta(days=0 if kind is DeadlineKind.PROTECTION else 14) for kind in BEGIN}
    content = Content(name="Påhittad Person", age=str(rng.randint(6, 17)), seen=WORDS, done=WORDS, urgency=urgency)
    row = {
        "id": case_id,
        **here,
        "agency_id": places[1],
        "sender_agency_id": places[0],
        "referral_id": uuid.uuid4(),
        "number": new_reference("A"),
        "kind": ReferralKind.CONCERN,
        "status": CaseStatus.TAKEN if held else CaseStatus.RECEIVED,
        "urgency": urgency,
        "urgency_rank": RANK[urgency],
        "received_at": at,
        "data_key_id": safe.key_id,
        "content": safe.seal("case_file", case_id, content.to_document()),
        "age": sealed_age(safe, case_id, content.age),
        "next_due_on": due[DeadlineKind.PROTECTION],
        "next_due_kind": DeadlineKind.PROTECTION,
        "assigned_to_id": actor.person_id if held else None,
    }
    rows.tables.setdefault(CaseFile, []).append(row)
    for kind, day in due.items():
        rows.add(CaseDeadline, **here, case_id=case_id, kind=kind, law="SoL (2025:400)", set_at=at, due_on=day)
    for _ in range(STEPS if held else 0):
        add_note(rows, actor, case_id, safe)
    return case_id


def add_note(rows: Rows, actor: Actor, case_id: uuid.UUID, safe: Safe) -> None:
    step_id = uuid.uuid4()
    row = {
        "id": step_id,
        "municipality_id": actor.municipality_id,
        "case_id": case_id,
        "kind": StepKind.NOTE,
        "by_id": actor.person_id,
        "at": clock.now(),
        "data_key_id": safe.key_id,
        "content": safe.seal("case_step", step_id, {"text": WORDS}),
    }
    rows.tables.setdefault(CaseStep, []).append(row)


def measure_cases(place: Place, app: Flask, desk: Desk, only: str | None, seconds: int) -> Iterator[Figure]:
    with serving(FLOOR, place.environ) as floor, serving(APP, place.environ, ready="/sign-in") as server:
        worker, lead = (server.sign_in(email, PASSWORD) for email in (desk.worker, desk.lead))
        if only in {None, "inbox"}:
            for name, cookie in (("inbox", worker), ("inbox of the lead", lead)):
                page = Page(name, "/cases", "", 0.25)
                yield from measure_page(page, cookie, floor, server, seconds)
                yield Figure(f"{name}: queries", count_queries(app, page, cookie), "", at_most=8)
            if place.owner_url:
                yield measure_row_security(place, server, worker, seconds)
        if only in {None, "case"}:
            page = Page("case", f"/cases/{desk.case_id}", "", 0.25)
            yield measure_against_help(page, worker, server, seconds)
            yield Figure("case: queries", count_queries(app, page, worker), "")


def measure_against_help(page: Page, cookie: str, server: Server, seconds: int) -> Figure:
    """Compare with the trivial page, /help, asked for by the same person."""
    pairs = []
    for _ in range(ROUNDS):
        trivial = requests_a_second(server, "/help", cookie, seconds)
        pairs.append(trivial / requests_a_second(server, page.path, cookie, seconds))
    return Figure("case: times the trivial page", statistics.median(pairs), "", at_most=4)


def measure_row_security(place: Place, server: Server, cookie: str, seconds: int) -> Figure:
    """Switch it off and on, as the owner, and return which part of the page's time it takes."""
    shares = []
    for _ in range(ROUNDS):
        with_it = requests_a_second(server, "/cases", cookie, seconds)
        switch_row_security(place, "DISABLE")
        shares.append(1 - with_it / requests_a_second(server, "/cases", cookie, seconds))
        switch_row_security(place, "ENABLE")
    return Figure("inbox: cost of row-level security", statistics.median(shares), "", at_most=0.25)


def switch_row_security(place: Place, how: str) -> None:
    secret = text("SELECT relname FROM pg_class WHERE relforcerowsecurity AND relkind = 'r'")
    with owner_of(place) as engine:
        with engine.begin() as connection:
            tables = connection.scalars(secret).all()
        for table in tables:  # one lock at a time: a last request may still be under way
            with engine.begin() as connection:
                connection.execute(text(f"ALTER TABLE {table} {how} ROW LEVEL SECURITY"))


@contextmanager
def owner_of(place: Place) -> Iterator[Engine]:
    engine = create_engine(place.owner_url) if place.owner_url else db.engine
    yield engine
    if place.owner_url:
        engine.dispose()
