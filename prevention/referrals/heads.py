"""The head of a school is told that something was sent, where the school chose so: never what, never about whom."""

import uuid
from collections.abc import Collection

from sqlalchemy import select

from prevention.access.actor import Actor
from prevention.access.permissions import Permission
from prevention.access.roles import Reach, Role
from prevention.accounts.models import RoleAssignment
from prevention.audit.record import event, record
from prevention.extensions import db
from prevention.jobs.actions import queue_mail
from prevention.jobs.letters import letter

from .models import Referral, ReferralSetting

HEAD_TOLD = letter("referral_sent", "reference")
CHOSEN = event("referral.setting_chosen", "agency_id", "tells_head")


def tell_head(actor: Actor, sent: Referral) -> None:
    """Ask for a letter to those who lead the school, except to the one who wrote it."""
    tells = select(ReferralSetting.tells_head).where(ReferralSetting.agency_id == sent.sender_agency_id)
    if not db.session.scalar(tells):
        return
    heads = select(RoleAssignment.person_id).where(
        RoleAssignment.agency_id == sent.sender_agency_id,
        RoleAssignment.role == Role.PRINCIPAL,
        RoleAssignment.ended_at.is_(None),
        RoleAssignment.person_id != actor.person_id,
    )
    for head in db.session.scalars(heads.distinct()):
        queue_mail(head, HEAD_TOLD, dedupe_key=f"referral_sent:{sent.id}:{head}", reference=sent.reference)


def led_schools(actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """Return the schools whose setting the actor may choose, by name."""
    led = actor.agencies(Permission.REFERRAL_SETTINGS, Reach.AGENCY)
    names = {grant.agency_id: grant.agency_name for grant in actor.grants if grant.agency_id in led}
    return sorted(names.items(), key=lambda pair: pair[1])


def telling(actor: Actor) -> set[uuid.UUID]:
    """Return those of the led schools that tell their head."""
    led = [school for school, _name in led_schools(actor)]
    query = select(ReferralSetting.agency_id).where(ReferralSetting.agency_id.in_(led), ReferralSetting.tells_head)
    return set(db.session.scalars(query))


def choose_telling(actor: Actor, wanted: Collection[uuid.UUID]) -> None:
    """Let just these of the led schools tell their head."""
    led = [school for school, _name in led_schools(actor)]
    known = select(ReferralSetting).where(ReferralSetting.agency_id.in_(led)).with_for_update()
    settings = {one.agency_id: one for one in db.session.scalars(known)}
    for school in led:
        setting = settings.get(school) or add_setting(actor, school)
        if setting.tells_head != (school in wanted):
            setting.tells_head = school in wanted
            record(actor, CHOSEN, setting, agency_id=school, tells_head=setting.tells_head)
    db.session.flush()


def add_setting(actor: Actor, school: uuid.UUID) -> ReferralSetting:
    setting = ReferralSetting(
        id=uuid.uuid4(), municipality_id=actor.municipality_id, agency_id=school, tells_head=False
    )
    db.session.add(setting)
    return setting
