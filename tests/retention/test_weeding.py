"""What is past its time goes for good; what must stay stays, and the run says why."""

import uuid
from datetime import date, timedelta

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import Table, func, insert, inspect, select, text, update
from sqlalchemy.orm import scoped_session

from prevention import clock
from prevention.cases.actions import take_step
from prevention.cases.models import CaseFile, CaseStep, CaseToken, StepKind
from prevention.database import Base
from prevention.extensions import db
from prevention.handovers.models import DisclosureReceipt, Handover
from prevention.organisations.models import Municipality
from prevention.referrals.models import InformationRequest, Referral, ReferralKind
from prevention.retention.actions import RuleData, look, set_rule
from prevention.retention.due import Due, Kept
from prevention.retention.models import RecordKind
from prevention.retention.research import birth_day
from prevention.sealing.models import DataKey
from prevention.sealing.safe import Destroyed, new_safe, safe_of
from tests.handovers.giving import the_handover
from tests.town import actor_of
from tests.world import World

from .records import INQUIRED, NOT_OPENED, here, old_case, old_draft, weeded

CASES = (RecordKind.CASE_NOT_OPENED, RecordKind.CASE_WITH_INQUIRY)


def of_case(found: list[Due], case: CaseFile) -> list[Due]:
    return [one for one in found if one.id == case.id]


@pytest.mark.parametrize("steps", [NOT_OPENED, INQUIRED])
def test_a_case_goes_five_years_after_its_last_entry(
    owner_session: scoped_session[Session], world: World, steps: tuple[StepKind, ...]
) -> None:
    old, young = old_case(world, 5.1, steps=steps).id, old_case(world, 4.9, "20130107TF01", steps=steps).id
    assert weeded(world)[old] is None
    assert set(owner_session.scalars(select(CaseFile.id).where(CaseFile.id.in_([old, young])))) == {young}
    for model in (CaseStep, CaseToken):
        assert owner_session.scalar(select(func.count()).where(model.case_id == old)) == 0


def test_what_is_still_open_is_never_due(owner_session: scoped_session[Session], world: World) -> None:
    for steps in ((), NOT_OPENED[:2], INQUIRED[:3]):
        case = old_case(world, 9, steps=steps)
        assert of_case(look(here(world), unknown_birth_days=False), case) == []


def test_a_restored_backup_of_the_records_cannot_be_read(owner_session: scoped_session[Session], world: World) -> None:
    case = old_case(world, 6, steps=INQUIRED)
    backup = {model: rows_of(model, key, case.id) for model, key in ((CaseFile, "id"), (CaseStep, "case_id"))}
    keys = {uuid.UUID(str(row["data_key_id"])) for rows in backup.values() for row in rows}
    case_id = case.id
    safe_of(case.data_key_id)
    assert weeded(world)[case_id] is None
    for model, rows in backup.items():
        owner_session.execute(insert(table_of(model)), rows)
    assert owner_session.scalar(select(func.count()).where(CaseFile.id == case_id)) == 1
    for key in keys:
        with pytest.raises(Destroyed):
            safe_of(key)
        assert owner_session.get_one(DataKey, key).destroyed_at == clock.now()


def table_of(model: type[Base]) -> Table:
    table = inspect(model).local_table
    assert isinstance(table, Table)
    return table


def rows_of(model: type[Base], column: str, key: uuid.UUID) -> list[dict[str, object]]:
    table = table_of(model)
    return [dict(row._mapping) for row in db.session.execute(select(table).where(table.c[column] == key))]


def test_what_is_held_stays_and_so_does_the_schools_copy(owner_session: scoped_session[Session], world: World) -> None:
    case = old_case(world, 6)
    case.is_on_hold = True
    owner_session.flush()
    case_id, copy_id = case.id, case.referral_id
    outcome = weeded(world)
    assert (outcome[case_id], outcome[copy_id]) == (Kept.ON_HOLD, Kept.ON_HOLD)
    assert owner_session.get(CaseFile, case_id) is not None
    case = owner_session.get_one(CaseFile, case_id)
    case.is_on_hold = False
    owner_session.flush()
    assert set(weeded(world)) >= {case_id, copy_id}


@pytest.mark.parametrize("number", ["20130105TF01", "20130115-1234", "130125-1234", "20130165-1234"])
def test_who_is_born_on_the_5th_15th_or_25th_is_kept_for_research(
    owner_session: scoped_session[Session], world: World, number: str
) -> None:
    case = old_case(world, 9, number)
    outcome = weeded(world)
    assert outcome[case.id] is Kept.RESEARCH
    assert outcome[case.referral_id] is None  # the school's copy is no personakt


def test_a_county_that_keeps_everything_keeps_everybody(owner_session: scoped_session[Session], world: World) -> None:
    case = old_case(world, 9)
    owner_session.execute(update(Municipality).where(Municipality.id == world.town.municipality).values(code="0580"))
    owner_session.expire_all()
    assert weeded(world)[case.id] is Kept.RESEARCH


def test_without_a_birth_day_a_person_decides(owner_session: scoped_session[Session], world: World) -> None:
    case = old_case(world, 9, "vet inte").id
    assert weeded(world)[case] is Kept.BIRTH_DAY_UNKNOWN
    assert weeded(world, unknown_birth_days=True)[case] is None
    assert owner_session.get(CaseFile, case) is None


def test_a_consultation_names_nobody_and_goes(owner_session: scoped_session[Session], world: World) -> None:
    case = old_case(world, 9, "", (StepKind.TAKE, StepKind.CLOSE), ReferralKind.CONSULTATION).id
    assert weeded(world)[case] is None


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("20130105TF01", 5),
        ("130105-1234", 5),
        ("1301051234", 5),
        ("20130105", 5),
        ("2001011234", 1),
        ("20130165-1234", 5),
        ("19991231+1234", 31),
        ("", None),
        ("20131305-1234", None),
        ("20130100-1234", None),
        ("okänt", None),
    ],
)
def test_the_birth_day_in_a_number(number: str, day: int | None) -> None:
    assert birth_day(number) == day


def test_a_personakt_is_kept_while_another_case_of_the_person_is(
    owner_session: scoped_session[Session], world: World
) -> None:
    old = old_case(world, 9, steps=INQUIRED)
    assert of_case(look(here(world), unknown_birth_days=False), old)
    old_case(world, 1, steps=NOT_OPENED)
    assert of_case(look(here(world), unknown_birth_days=False), old) == []


def test_an_untouched_draft_goes_after_ninety_days(owner_session: scoped_session[Session], world: World) -> None:
    old = old_draft(world, clock.now() - timedelta(days=91))
    young = old_draft(world, clock.now() - timedelta(days=89))
    old_id, key = old.id, old.data_key_id
    assert weeded(world) == {old_id: None}
    assert owner_session.get(Referral, young.id)
    with pytest.raises(Destroyed):
        safe_of(key)


def test_the_schools_copy_goes_and_the_case_stays(owner_session: scoped_session[Session], world: World) -> None:
    case = old_case(world, 6, steps=INQUIRED[:3])
    assert weeded(world) == {case.referral_id: None}
    assert safe_of(case.data_key_id).open("case_file", case.id, case.content or b"")["name"] == "Kim Gammalsson"


def test_questions_and_answers_stay_with_the_case_and_go_with_it(
    owner_session: scoped_session[Session], world: World
) -> None:
    case = old_case(world, 6, steps=INQUIRED[:3])
    safe = new_safe(actor_of(world.social_worker))
    asked = InformationRequest(
        id=uuid.uuid4(),
        municipality_id=world.town.municipality,
        referral_id=case.referral_id,
        case_id=case.id,
        data_key_id=safe.key_id,
        question=safe.seal_bytes("information_request", uuid.uuid4(), b"?", "question"),
        asked_by_id=world.social_worker,
        asked_at=clock.now(),
    )
    owner_session.add(asked)
    owner_session.flush()
    assert weeded(world) == {}
    owner_session.execute(update(CaseFile).where(CaseFile.id == case.id).values(status="closed"))
    copy_id = case.referral_id
    assert weeded(world) == {case.id: None, copy_id: None}
    with pytest.raises(Destroyed):
        safe_of(safe.key_id)


def test_a_step_after_the_schools_copy_is_gone_tells_nobody(
    owner_session: scoped_session[Session], world: World
) -> None:
    case = old_case(world, 6, steps=INQUIRED[:2])
    assert weeded(world) == {case.referral_id: None}
    take_step(actor_of(world.social_worker), case, StepKind.DO_NOT_OPEN)
    assert case.status == "not_opened"


def test_an_own_rule_goes_before_the_general_one_from_its_day_on(
    owner_session: scoped_session[Session], world: World
) -> None:
    case = old_case(world, 3)
    rule = RuleData(RecordKind.CASE_NOT_OPENED, 2, "year", "Beslut 2026-11-01", date(2026, 11, 19), True)
    set_rule(here(world), rule)
    assert of_case(look(here(world), unknown_birth_days=False), case) == []
    set_rule(here(world), RuleData(rule.kind, 2, "year", rule.law, clock.today(), True))
    assert of_case(look(here(world), unknown_birth_days=False), case)


def test_a_record_that_another_points_at_is_kept_whole(owner_session: scoped_session[Session], world: World) -> None:
    """As a room would that nobody told of weeding: the key must not be destroyed and the row kept."""
    case = old_case(world, 6)
    key_type = "CHAR(32)" if owner_session.connection().dialect.name == "sqlite" else "uuid"
    owner_session.execute(text(f"CREATE TABLE pointing (case_id {key_type} REFERENCES case_file (id))"))
    owner_session.execute(text("INSERT INTO pointing SELECT id FROM case_file WHERE number = :n"), {"n": case.number})
    key = case.data_key_id
    assert weeded(world)[case.id] is Kept.NEEDED
    assert safe_of(key)
    assert owner_session.scalar(select(func.count()).where(CaseToken.case_id == case.id))


def test_hand_overs_go_with_their_case_and_the_receipt_stays_without_its_text(
    owner_session: scoped_session[Session], world: World
) -> None:
    handover = the_handover(world).id
    case, long_ago = world.messages.taken_case, clock.now() - timedelta(days=365 * 7)
    owner_session.execute(update(CaseStep).where(CaseStep.case_id == case).values(at=long_ago))
    owner_session.execute(update(CaseFile).where(CaseFile.id == case).values(status="closed", received_at=long_ago))
    assert weeded(world)[case] is None
    assert owner_session.scalar(select(func.count()).where(Handover.id == handover)) == 0
    receipt = owner_session.scalars(select(DisclosureReceipt).where(DisclosureReceipt.handover_id == handover)).one()
    with pytest.raises(Destroyed):
        safe_of(receipt.data_key_id)
