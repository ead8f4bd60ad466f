"""Which grounds the rules let through to a receiver, each with its rule in words; and which they do not, and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.formats import gettext

from .checks import CONSENT_CODE
from .codes import BY_BASIS, BY_CONSENT
from .data import ConsentRow, Ground, Receiver
from .models import DisclosureRoute, LegalBasis
from .routes import NO_RULE, Way, consent_enough, rule_of, rules_in_force, within_age
from .words import consent_label

Rules = Sequence[DisclosureRoute]


@dataclass(frozen=True, slots=True)
class Grounds:
    offered: list[Ground]
    refused: list[Ground]


def grounds(case: CaseFile, to: Receiver, age: int | None, consents: Iterable[ConsentRow]) -> Grounds:
    """Sort every ground. Of an age that nobody knows a rule with an age may hold: the form asks for it."""
    rules = rules_in_force(case.municipality_id, clock.today())
    found = [*by_consent(rules, to, consents), *by_law(rules, to, age)]
    return Grounds([one for one, stands in found if stands], [one for one, stands in found if not stands])


def by_consent(rules: Rules, to: Receiver, consents: Iterable[ConsentRow]) -> Iterator[tuple[Ground, bool]]:
    for one in consents:
        way = Way(AgencyKind.SOCIAL_SERVICES, None, to.kind, CONSENT_CODE, given_by=one.given_by)
        rule = rule_of(rules, way)
        stands = rule is not None and rule.allowed and consent_enough(rule, way)
        said = rule.sentence if rule else NO_RULE.sentence
        if to.id not in one.covers:
            stands, said = False, gettext("The consent does not cover this receiver.")
        yield Ground(f"{BY_CONSENT}{one.id}", consent_label(one), said), stands


def by_law(rules: Rules, to: Receiver, age: int | None) -> Iterator[tuple[Ground, bool]]:
    for code, title in bases(rules):
        way = Way(AgencyKind.SOCIAL_SERVICES, None, to.kind, code, age)
        rule = rule_of(rules, way)
        stands = rule is not None and rule.allowed and (age is None or within_age(rule, way))
        yield Ground(f"{BY_BASIS}{code}", title, rule.sentence if rule else NO_RULE.sentence), stands


def bases(rules: Rules) -> list[tuple[str, str]]:
    """Return the grounds in force that the rules of social services name, but for consent: code and title."""
    today = clock.today()
    named = {rule.basis_code for rule in rules if rule.sender_kind is AgencyKind.SOCIAL_SERVICES}
    query = select(LegalBasis.code, LegalBasis.title, LegalBasis.law).where(
        LegalBasis.code.in_(named - {CONSENT_CODE, None}),
        LegalBasis.valid_from <= today,
        or_(LegalBasis.valid_to.is_(None), LegalBasis.valid_to >= today),
    )
    found = db.session.execute(query.order_by(LegalBasis.law, LegalBasis.code))
    return [(code, f"{title} ({law})") for code, title, law in found]
