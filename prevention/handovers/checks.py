"""What must be so before anything is told: the holder, a receiver, a ground in force, the rules, the days."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select

from prevention import clock
from prevention.access.actor import Actor
from prevention.access.kinds import AgencyKind
from prevention.access.permissions import Permission
from prevention.access.roles import Reach, Role
from prevention.accounts.queries import people_with
from prevention.cases.models import CaseFile, CaseStatus
from prevention.extensions import db
from prevention.formats import day, gettext
from prevention.organisations.models import Agency
from prevention.referrals.content import Content
from prevention.referrals.models import ReferralKind

from .codes import IDENTIFYING, PURPOSES, Field
from .copying import values_of
from .data import HandoverData
from .errors import CaseClosed, Fault, HandoverRefused, NamesNobody, NotHolder, RouteRefused
from .models import Consent, LegalBasis
from .routes import Verdict, Way, route_for, rules_in_force
from .words import fields_in_words

CONSENT_CODE = "osl_10_1"
RECEIVING_KINDS = (AgencyKind.RESCUE_SERVICE, AgencyKind.POLICE, AgencyKind.SCHOOL)
DECIDING = (Role.SOCIAL_WORKER, Role.SOCIAL_SERVICES_LEAD)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks found: the ground, the rule that allows it, and the fields that have something to say."""

    basis: LegalBasis
    verdict: Verdict
    fields: list[Field]


def lock_held(actor: Actor, case: CaseFile) -> None:
    """Hold the case until commit.

    :raises NotHolder: where it is somebody else's.
    :raises CaseClosed: where it is over.
    :raises NamesNobody: for a consultation, where no page offers it.
    """
    db.session.refresh(case, with_for_update=True)
    if case.kind is ReferralKind.CONSULTATION:
        raise NamesNobody
    if case.assigned_to_id != actor.person_id:
        raise NotHolder
    if case.status is CaseStatus.CLOSED:
        raise CaseClosed


def may_end(actor: Actor, case: CaseFile) -> bool:
    """Tell whether they may take back what was agreed or told: the holder, and the lead where the holder is away."""
    led = actor.agencies(Permission.HANDOVER_SEND, Reach.AGENCY)
    return case.assigned_to_id == actor.person_id or case.agency_id in led


def lock_to_end(actor: Actor, case_id: uuid.UUID) -> None:
    """Hold the case until commit, open or closed.

    :raises NotHolder: for anybody else.
    """
    case = db.session.get_one(CaseFile, case_id)
    db.session.refresh(case, with_for_update=True)
    if not may_end(actor, case):
        raise NotHolder


def checked(actor: Actor, case: CaseFile, content: Content, data: HandoverData) -> Checked:
    """Return what the hand-over stands on.

    :raises HandoverRefused: with every fault.
    """
    receiver = db.session.get(Agency, data.receiver_id)
    consent = consent_in_force(case, data)
    basis = basis_in_force(CONSENT_CODE if data.consent_id else data.basis_code)
    chosen = frozenset(data.fields | ({Field.OWN_TEXT} if data.own_text else set()))
    faults = [*faults_of_choice(actor, case, data, receiver, chosen), *faults_of_ground(data, basis, consent, chosen)]
    if faults or receiver is None or basis is None:
        raise HandoverRefused(*faults)
    way = Way(
        AgencyKind.SOCIAL_SERVICES,
        None,
        receiver.kind,
        basis.code,
        data.age,
        consent.given_by if consent else None,
        chosen,
    )
    verdict = route_for(rules_in_force(case.municipality_id, clock.today()), way)
    if not verdict.allowed:
        raise RouteRefused(verdict, in_words(verdict))
    told = values_of(content).keys() | {Field.OWN_TEXT}
    return Checked(basis, verdict, [one for one in Field if one in chosen & told])


def faults_of_choice(
    actor: Actor, case: CaseFile, data: HandoverData, receiver: Agency | None, chosen: frozenset[Field]
) -> Iterator[Fault]:
    if receiver is None or not may_receive(actor, receiver):
        yield Fault("receiver", gettext("Choose the receiver in the list."))
    elif PURPOSES[data.purpose] is not receiver.kind:
        yield Fault("purpose", gettext("That receiver does not do this. Choose a purpose that fits the receiver."))
    if not chosen:
        yield Fault("fields", gettext("Tick what is to be disclosed, or write it yourself."))
    if case.is_protected and chosen & IDENTIFYING and not data.name_confirmed:
        yield Fault(
            "name_confirmed",
            gettext(
                "The identity is protected. Confirm that the name, number or guardians must be told, or untick them."
            ),
        )
    if data.decided_by_id not in {key for key, _name in deciders(case)}:
        yield Fault("decided_by", gettext("Choose who decided, in the list."))
    if data.until < clock.today():
        yield Fault("until", gettext("Choose a day from today on."))


def faults_of_ground(
    data: HandoverData, basis: LegalBasis | None, consent: Consent | None, chosen: frozenset[Field]
) -> Iterator[Fault]:
    if basis is None or (basis.needs_consent and not data.consent_id) or (data.consent_id and consent is None):
        yield Fault("ground", gettext("Choose a legal ground, or a consent that is in force."))
    if consent is None:
        return
    if str(data.receiver_id) not in consent.agency_ids:
        yield Fault("ground", gettext("The consent does not cover this receiver."))
    if beyond := chosen - {Field(one) for one in consent.fields}:
        sentence = gettext("The consent does not cover: %(fields)s.", fields=fields_in_words(beyond))
        yield Fault("fields", sentence)
    if data.until > consent.until:
        sentence = gettext("The consent ends on %(day)s. The hand-over cannot go on longer.", day=day(consent.until))
        yield Fault("until", sentence)


def in_words(verdict: Verdict) -> str:
    """Say which rule refuses: its own sentence, and its law."""
    rule = f"{verdict.sentence} ({verdict.law})"
    if not verdict.beyond:
        return gettext("The rules do not allow this: %(rule)s", rule=rule)
    fields = fields_in_words(verdict.beyond)
    return gettext("The rules do not allow %(fields)s on this ground: %(rule)s", fields=fields, rule=rule)


def may_receive(actor: Actor, agency: Agency) -> bool:
    return (
        agency.municipality_id == actor.municipality_id
        and agency.kind in RECEIVING_KINDS
        and (agency.active_to is None or agency.active_to >= clock.today())
    )


def basis_in_force(code: str | None) -> LegalBasis | None:
    today = clock.today()
    query = select(LegalBasis).where(
        LegalBasis.code == code,
        LegalBasis.valid_from <= today,
        or_(LegalBasis.valid_to.is_(None), LegalBasis.valid_to >= today),
    )
    return db.session.scalar(query.order_by(LegalBasis.valid_from.desc(), LegalBasis.id).limit(1))


def consent_in_force(case: CaseFile, data: HandoverData) -> Consent | None:
    """Return the chosen consent, locked: one that is withdrawn at the same moment is not stood on."""
    if data.consent_id is None:
        return None
    today = clock.today()
    query = select(Consent).where(
        Consent.id == data.consent_id,
        Consent.case_id == case.id,
        Consent.withdrawn_at.is_(None),
        Consent.given_on <= today,
        Consent.until >= today,
    )
    return db.session.scalar(query.with_for_update())


def deciders(case: CaseFile) -> list[tuple[uuid.UUID, str]]:
    """Return who can decide on a disclosure at the unit, by name."""
    return people_with(case.agency_id, DECIDING)
