"""Old messages and cases, made through the app's own actions and then moved back in time."""

import uuid
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select, update

from prevention import clock
from prevention.cases.actions import take_step
from prevention.cases.models import CaseFile, CaseStep, StepKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.organisations.models import Municipality
from prevention.referrals.actions import begin_draft, save_draft, send_referral
from prevention.referrals.models import Referral, ReferralKind, StatusEvent
from prevention.retention.actions import weed
from prevention.retention.due import Kept
from tests.messages import concern
from tests.town import actor_of
from tests.world import World

NOT_OPENED = (StepKind.TAKE, StepKind.ASSESS_PROTECTION, StepKind.DO_NOT_OPEN, StepKind.GIVE_FEEDBACK, StepKind.CLOSE)
INQUIRED = (StepKind.TAKE, StepKind.ASSESS_PROTECTION, StepKind.OPEN_INQUIRY, StepKind.GIVE_FEEDBACK, StepKind.CLOSE)
ORDINARY = "20130106TF01"


def here(world: World) -> Municipality:
    return db.session.get_one(Municipality, world.town.municipality)


def old_case(
    world: World,
    years: float,
    number: str = ORDINARY,
    steps: tuple[StepKind, ...] = NOT_OPENED,
    kind: ReferralKind = ReferralKind.CONCERN,
) -> CaseFile:
    """Return a case whose last entry lies so many years back."""
    case = sent_case(world, number, kind)
    worker = actor_of(world.social_worker)
    with acting_as(worker.person_id):
        for step in steps:
            take_step(worker, case, step, {"note": "Vad som skrevs"})
    at = clock.now() - timedelta(days=365.25 * years)
    db.session.execute(update(CaseStep).where(CaseStep.case_id == case.id).values(at=at))
    db.session.execute(update(StatusEvent).where(StatusEvent.referral_id == case.referral_id).values(at=at))
    db.session.execute(update(Referral).where(Referral.id == case.referral_id).values(sent_at=at, updated_at=at))
    case.received_at = at
    db.session.flush()
    db.session.expire_all()
    return case


def sent_case(world: World, number: str, kind: ReferralKind) -> CaseFile:
    teacher = actor_of(world.teacher)
    with acting_as(teacher.person_id):
        draft = begin_draft(teacher, world.town.school, kind, uuid.uuid4())
        name = "Kim Gammalsson" if kind is ReferralKind.CONCERN else ""
        save_draft(draft, replace(concern(name), personal_number=number), world.town.social_services)
        send_referral(teacher, draft)
    with acting_as(world.social_services_lead):
        return db.session.scalars(select(CaseFile).where(CaseFile.referral_id == draft.id)).one()


def old_draft(world: World, touched: datetime) -> Referral:
    teacher = actor_of(world.teacher)
    with acting_as(teacher.person_id):
        draft = begin_draft(teacher, world.town.school, ReferralKind.CONCERN, uuid.uuid4())
        save_draft(draft, concern("Alex Gammalsson"))
    db.session.execute(update(Referral).where(Referral.id == draft.id).values(updated_at=touched))
    db.session.expire_all()
    return draft


def weeded(world: World, *, unknown_birth_days: bool = False) -> dict[uuid.UUID, Kept | None]:
    return {one.id: one.kept for one in weed(here(world), unknown_birth_days=unknown_birth_days)}
