"""May this be told to them, on this ground? One question over the rules, which are data; the answer names its rule."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select

from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.extensions import db

from .codes import ConsentGiver, Field
from .models import DisclosureRoute

BY_GUARDIAN = frozenset({ConsentGiver.GUARDIAN, ConsentGiver.BOTH})


@dataclass(frozen=True, slots=True)
class Way:
    """What somebody wants to tell: from where to where, on which ground, of how old a person, which fields."""

    sender_kind: AgencyKind
    sender_role: Role | None
    receiver_kind: AgencyKind
    basis_code: str | None = None
    age: int | None = None
    given_by: ConsentGiver | None = None
    fields: frozenset[Field] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer: `sentence` and `law` say which rule gave it, `beyond` the fields that it does not let through."""

    allowed: bool
    sentence: str
    law: str
    beyond: frozenset[Field] = frozenset()


NO_RULE = Verdict(
    False, "Det finns ingen regel som tillåter att uppgifter lämnas den vägen.", "OSL (2009:400) 8 kap. 1 §"
)


def route_for(rules: Iterable[DisclosureRoute], way: Way) -> Verdict:
    """Return what the most particular rule says: of the role before any role, of the ground before any ground."""
    rule = rule_of(rules, way)
    if rule is None:
        return NO_RULE
    beyond = frozenset() if rule.fields is None else frozenset(way.fields - {Field(one) for one in rule.fields})
    within = rule.allowed and not beyond and within_age(rule, way) and consent_enough(rule, way)
    return Verdict(within, rule.sentence, rule.law, beyond)


def rule_of(rules: Iterable[DisclosureRoute], way: Way) -> DisclosureRoute | None:
    """Return the most particular rule that speaks of the way, whatever it says."""
    return max((rule for rule in rules if fits(rule, way)), key=particular, default=None)


def rules_in_force(municipality_id: uuid.UUID, on: date) -> list[DisclosureRoute]:
    return list(db.session.scalars(in_force(municipality_id, on).order_by(DisclosureRoute.id)))


def in_force(municipality_id: uuid.UUID, on: date) -> Select[DisclosureRoute]:
    return select(DisclosureRoute).where(
        DisclosureRoute.valid_from <= on,
        or_(DisclosureRoute.valid_to.is_(None), DisclosureRoute.valid_to >= on),
        or_(DisclosureRoute.municipality_id.is_(None), DisclosureRoute.municipality_id == municipality_id),
    )


def fits(rule: DisclosureRoute, way: Way) -> bool:
    return (
        rule.sender_kind is way.sender_kind
        and rule.receiver_kind is way.receiver_kind
        and rule.sender_role in {None, way.sender_role}
        and rule.basis_code in {None, way.basis_code}
    )


def particular(rule: DisclosureRoute) -> tuple[bool, bool, bool, date]:
    return (
        rule.municipality_id is not None,
        rule.sender_role is not None,
        rule.basis_code is not None,
        rule.valid_from,
    )


def within_age(rule: DisclosureRoute, way: Way) -> bool:
    return rule.max_age is None or (way.age is not None and way.age <= rule.max_age)


def consent_enough(rule: DisclosureRoute, way: Way) -> bool:
    """Tell whether those who must have consented did: a guardian where the rule asks for one."""
    return rule.given_by is not ConsentGiver.GUARDIAN or way.given_by in BY_GUARDIAN
