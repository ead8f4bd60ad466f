"""Which grounds the rules let through to a receiver, each with its rule in words; and which they do not, and why."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, or_

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.cases.models import CaseFile
from prevention.extensions import db
from prevention.formats import gettext

from .checks import CONSENT_CODE
from .codes import BY_BASIS, BY_CONSENT
from .data import ConsentRow, Ground, Receiver
from .models import DisclosureRoute, LegalBasis
from .routes import NO_RULE, Way, consent_enough, in_force, rule_of, within_age
from .words import consent_label

Rules = Sequence[DisclosureRoute]
Bases = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grounds:
    offered: list[Ground]
    refused: list[Ground]


def grounds(case: CaseFile, to: Receiver, age: int | None, consents: Iterable[ConsentRow]) -> Grounds:
    """Sort every ground. Of an age that nobody knows a rule with an age may hold: the form asks for it."""
    rules, bases = rules_and_bases(case.municipality_id, clock.today())
    found = [*by_consent(rules, to, consents), *by_law(rules, bases, to, age)]
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


def by_law(rules: Rules, bases: Bases, to: Receiver, age: int | None) -> Iterator[tuple[Ground, bool]]:
    for code, title in bases:
        way = Way(AgencyKind.SOCIAL_SERVICES, None, to.kind, code, age)
        rule = rule_of(rules, way)
        stands = rule is not None and rule.allowed and (age is None or within_age(rule, way))
        yield Ground(f"{BY_BASIS}{code}", title, rule.sentence if rule else NO_RULE.sentence), stands


def rules_and_bases(municipality_id: uuid.UUID, on: date) -> tuple[Rules, Bases]:
    """Return the rules, and the grounds that those of social services name, but for consent: code and title."""
    base = and_(
        LegalBasis.code == DisclosureRoute.basis_code,
        LegalBasis.code != CONSENT_CODE,
        DisclosureRoute.sender_kind == AgencyKind.SOCIAL_SERVICES,
        LegalBasis.valid_from <= on,
        or_(LegalBasis.valid_to.is_(None), LegalBasis.valid_to >= on),
    )
    query = in_force(municipality_id, on).add_columns(LegalBasis.code, LegalBasis.title, LegalBasis.law)
    by_law = query.outerjoin(LegalBasis, base).order_by(LegalBasis.law, LegalBasis.code, DisclosureRoute.id)
    rows = db.session.execute(by_law).all()
    named = dict.fromkeys((code, f"{title} ({law})") for _rule, code, title, law in rows if code)
    return list(dict.fromkeys(row[0] for row in rows)), list(named)
