"""What the tests of this room send: a form of a hand-over, a consent, and the case it is from."""

import uuid
from datetime import date
from typing import Any

from sqlalchemy import select

from prevention.cases.models import CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.handovers.codes import ConsentGiver, Field
from prevention.handovers.consents import record_consent
from prevention.handovers.copying import content_of
from prevention.handovers.data import ConsentData
from prevention.handovers.models import Handover
from prevention.sealing.safe import safe_of
from tests.town import actor_of
from tests.world import World

CANARIES = {
    "name": "Kanariefågel Namnsson",
    "personal_number": "20130504TF07",
    "age": "Åldern-13",
    "grade": "Årskursen-7Q",
    "guardians": "Vårdnadshavare Kanarie 070-123",
    "seen": "Det-sedda-kanariefågeln",
    "seen_when": "När-det-sågs-kanariefågeln",
    "done": "Det-gjorda-kanariefågeln",
    "contact_name": "Skolkontakten-kanariefågeln",
}


def form(world: World, **changed: Any) -> dict[str, Any]:
    """Return a hand-over to the police that the rules allow: risk of crime, under 21."""
    filled = {
        "receiver": world.town.police,
        "purpose": "concern_talk",
        "fields": ["name"],
        "own_text": "",
        "ground": "basis:osl_10_18a",
        "age": "13",
        "decided_by": world.social_services_lead,
        "weighing": "Vägd mot sekretessen.",
        "until": "2027-01-31",
        "client_id": uuid.uuid4(),
    }
    return filled | changed


def fire_form(world: World, **changed: Any) -> dict[str, Any]:
    """Return one to the rescue service, with the consent of the cast."""
    to_rescue = {"receiver": world.town.rescue_service, "purpose": "fire_talk"}
    return form(world, **(to_rescue | {"ground": f"consent:{world.messages.consent}"} | changed))


def address(world: World) -> str:
    return f"/cases/{world.messages.taken_case}/handovers"


def case_page(world: World) -> str:
    return f"/cases/{world.messages.taken_case}"


def handed_over(reference_in: str) -> uuid.UUID:
    """Return the hand-over whose page an answer leads to."""
    return uuid.UUID(reference_in.split("/handovers/")[1].split("/", maxsplit=1)[0])


def the_handover(world: World) -> Handover:
    return db.session.get_one(Handover, world.messages.handover, populate_existing=True)


def let_agree(world: World, giver: ConsentGiver = ConsentGiver.GUARDIAN, until: date = date(2027, 5, 31)) -> uuid.UUID:
    """Record a consent to tell everybody everything, and return it."""
    worker = actor_of(world.social_worker)
    agencies = (world.town.rescue_service, world.town.police, world.town.other_school)
    agreed = ConsentData(giver, "Sam Exempelsson", agencies, frozenset(Field), date(2026, 11, 17), until)
    with acting_as(worker.person_id):
        consent = record_consent(worker, db.session.get_one(CaseFile, world.messages.taken_case), agreed)
    return consent.id


def put_canaries(world: World, *, is_protected: bool = False) -> None:
    """Let the case say something unmistakable in each of its fields."""
    with acting_as(world.social_worker):
        case = db.session.get_one(CaseFile, world.messages.taken_case)
        told = content_of(case).to_document() | CANARIES
        case.content = safe_of(case.data_key_id).seal("case_file", case.id, told)
        case.is_protected = is_protected
        db.session.flush()


def latest(world: World) -> Handover:
    query = select(Handover).where(
        Handover.case_id == world.messages.taken_case, Handover.id != world.messages.handover
    )
    with acting_as(world.social_worker):
        return db.session.scalars(query.order_by(Handover.sent_at.desc(), Handover.id)).one()
