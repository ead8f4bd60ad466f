"""The rules as they are seeded: each way with its answer, and that a town's own rule goes first."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from prevention import clock
from prevention.access.kinds import AgencyKind
from prevention.access.roles import Role
from prevention.handovers.codes import ConsentGiver, Field
from prevention.handovers.models import DisclosureRoute
from prevention.handovers.queries import why_not
from prevention.handovers.routes import NO_RULE, Way, route_for, rules_in_force
from tests.town import actor_of
from tests.world import World

SOCIAL, SCHOOL = AgencyKind.SOCIAL_SERVICES, AgencyKind.SCHOOL
POLICE, RESCUE = AgencyKind.POLICE, AgencyKind.RESCUE_SERVICE
GUARDIAN, YOUNG = ConsentGiver.GUARDIAN, ConsentGiver.YOUNG_PERSON
WAYS = [
    (Way(SOCIAL, None, POLICE, "osl_10_18a", age=20), True),
    (Way(SOCIAL, None, POLICE, "osl_10_18a", age=21), False),
    (Way(SOCIAL, None, POLICE, "osl_10_18a"), False),
    (Way(SOCIAL, None, POLICE, "osl_10_1", given_by=GUARDIAN), True),
    (Way(SOCIAL, None, POLICE, "osl_10_1", given_by=ConsentGiver.BOTH), True),
    (Way(SOCIAL, None, POLICE, "osl_10_1", given_by=YOUNG), False),
    (Way(SOCIAL, None, POLICE, "law_2025_170_6"), False),
    (Way(SOCIAL, None, POLICE, "osl_10_28"), False),
    (Way(SOCIAL, None, RESCUE, "osl_10_1", given_by=GUARDIAN, fields=frozenset({Field.NAME})), True),
    (Way(SOCIAL, None, RESCUE, "osl_10_1", given_by=GUARDIAN, fields=frozenset({Field.SEEN})), False),
    (Way(SOCIAL, None, RESCUE, "osl_26_1", fields=frozenset({Field.OWN_TEXT})), True),
    (Way(SOCIAL, None, RESCUE, "osl_26_1", fields=frozenset({Field.AGE})), False),
    (Way(SOCIAL, None, RESCUE, "osl_10_18a", age=13), False),
    (Way(SOCIAL, None, SCHOOL, "osl_10_1", given_by=YOUNG), True),
    (Way(SOCIAL, None, SCHOOL, "osl_26_1"), False),
    (Way(SCHOOL, Role.TEACHER, POLICE, "law_2025_170_7"), False),
    (Way(SCHOOL, Role.PRINCIPAL, POLICE, "law_2025_170_7"), True),
    (Way(SCHOOL, Role.TEACHER, SOCIAL, "osl_10_28"), True),
]


@pytest.mark.parametrize(("way", "allowed"), WAYS)
def test_a_way_is_open_or_not(session: scoped_session[Session], world: World, way: Way, allowed: bool) -> None:
    verdict = route_for(rules_in_force(world.town.municipality, clock.today()), way)
    assert verdict.allowed is allowed
    assert verdict.sentence
    assert verdict.law


def test_where_no_rule_speaks_nothing_is_told(session: scoped_session[Session], world: World) -> None:
    way = Way(AgencyKind.POLICE, None, SCHOOL, "osl_10_1")
    assert route_for(rules_in_force(world.town.municipality, clock.today()), way) == NO_RULE


def test_a_teacher_is_told_that_the_head_decides(session: scoped_session[Session], world: World) -> None:
    teacher = actor_of(world.teacher)
    assert "Det är rektorn som bestämmer" in (why_not(teacher, Role.TEACHER, POLICE) or "")
    assert "(Lag (2025:170) 7 §)" in (why_not(teacher, Role.TEACHER, POLICE) or "")
    assert "socialtjänsten" in (why_not(teacher, Role.TEACHER, RESCUE) or "")
    assert why_not(teacher, Role.TEACHER, SOCIAL) is None
    assert why_not(actor_of(world.principal), Role.PRINCIPAL, POLICE) is None


def test_a_towns_own_rule_goes_first_and_only_there(session: scoped_session[Session], world: World) -> None:
    own = DisclosureRoute(
        municipality_id=world.town.municipality,
        sender_kind=SOCIAL,
        receiver_kind=POLICE,
        basis_code="osl_10_15a",
        allowed=True,
        sentence="Enligt kommunens beslut.",
        law="OSL (2009:400) 10 kap. 15 a §",
        valid_from=clock.today(),
    )
    session.add(own)
    session.flush()
    way = Way(SOCIAL, None, POLICE, "osl_10_15a")
    answers = [
        route_for(rules_in_force(town.municipality, clock.today()), way).allowed
        for town in (world.town, world.other_town)
    ]
    assert answers == [True, False]
