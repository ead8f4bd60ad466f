"""Double clicks, stale tabs, lost connections, crashes: sent whole once or not at all, and nothing typed is lost."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.cases import intake
from prevention.cases.models import CaseFile, CaseToken
from prevention.database import acting_as
from prevention.extensions import db
from prevention.referrals import actions
from prevention.referrals.models import Referral, ReferralStatus, StatusEvent
from prevention.sealing.models import DataKey
from tests.client import PageClient
from tests.world import World

from .writer import PAGES, SEEN, begin, content_of, row_of, save, send, write_all

HX = {"HX-Request": "true"}


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


def cases_of(world: World, referral: uuid.UUID) -> int:
    with acting_as(world.social_services_lead):
        query = select(func.count()).select_from(CaseFile).where(CaseFile.referral_id == referral)
        return db.session.scalar(query) or 0


def test_a_second_click_leads_to_the_receipt_and_makes_no_second_case(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    first, second = send(teacher, draft), send(teacher, draft)
    assert first.location == second.location == f"/referrals/{draft}"
    assert "redan skickad" in teacher.get(second.location).text
    assert cases_of(world, draft) == 1
    told = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "referral.sent")
    assert db.session.scalar(told.where(AuditEvent.object_id == draft)) == 1


def test_a_second_click_on_the_first_page_begins_no_second_draft(teacher: PageClient, world: World) -> None:
    key = uuid.uuid4()
    assert begin(teacher, world, client_id=key) == begin(teacher, world, client_id=key)


@pytest.mark.parametrize("step", [*PAGES, "receiver"])
def test_a_tab_left_open_changes_nothing_and_shows_the_receipt(teacher: PageClient, world: World, step: str) -> None:
    draft = write_all(teacher, world)
    send(teacher, draft)
    before = row_of(draft).content
    form = {"kind": "consultation", "receiver": world.town.social_services, "seen": "Annat", "urgency": "acute"}
    answer = save(teacher, draft, step, **form)
    assert (answer.status_code, answer.location) == (303, f"/referrals/{draft}")
    assert row_of(draft).content == before


@pytest.mark.parametrize("what", ["discard", "files"])
def test_what_is_sent_is_neither_deleted_nor_added_to(teacher: PageClient, world: World, what: str) -> None:
    draft = write_all(teacher, world)
    send(teacher, draft)
    assert teacher.post(f"/referrals/{draft}/{what}").status_code in {303, 422}
    assert row_of(draft).status is ReferralStatus.SENT


def test_the_back_button_after_sending_leads_to_the_receipt(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    send(teacher, draft)
    for page in ("write?step=summary", "write?step=who", "files"):
        assert teacher.get(f"/referrals/{draft}/{page}").location == f"/referrals/{draft}"


def test_what_is_typed_is_on_the_server_before_the_next_page(teacher: PageClient, world: World) -> None:
    draft = begin(teacher, world)
    said = teacher.post(f"/referrals/{draft}/autosave?step=seen", data={"seen": "Halva men"}, headers=HX)
    assert "Sparat 10:00" in said.text
    assert content_of(world.teacher, draft).seen == "Halva men"
    assert "Halva men" in teacher.get(f"/referrals/{draft}/write?step=seen").text


def test_saving_one_page_leaves_the_others(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    teacher.post(f"/referrals/{draft}/autosave?step=done", data={"done": "Nytt"}, headers=HX)
    content = content_of(world.teacher, draft)
    assert (content.seen, content.done) == (SEEN, "Nytt")


def test_a_page_saved_after_sending_says_so_in_its_line(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    send(teacher, draft)
    said = teacher.post(f"/referrals/{draft}/autosave?step=seen", data={"seen": "Mer"}, headers=HX).text
    assert "redan skickad" in said
    assert content_of(world.teacher, draft).seen == SEEN


def test_what_is_too_long_is_said_in_the_line_and_not_saved(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    long = {"seen": "x" * 20_001}
    assert "för långt" in teacher.post(f"/referrals/{draft}/autosave?step=seen", data=long, headers=HX).text
    assert content_of(world.teacher, draft).seen == SEEN


def test_discarding_deletes_the_text_and_its_key(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    key = row_of(draft).data_key_id
    assert "Ta bort utkastet" in teacher.get(f"/referrals/{draft}/write?step=summary").text
    teacher.post(f"/referrals/{draft}/discard")
    with acting_as(world.teacher):
        assert db.session.scalar(select(Referral.id).where(Referral.id == draft)) is None
        assert db.session.scalar(select(DataKey.id).where(DataKey.id == key)) is None


def test_nobody_else_opens_a_draft(client: PageClient, teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    for person in (world.principal, world.teacher_elsewhere):
        client.sign_in(person)
        for page in ("", "/write", "/copy", "/receipt.pdf", "/files"):
            assert client.get(f"/referrals/{draft}{page}").status_code == 404


def after(times: int, function: Callable[..., object]) -> Callable[..., object]:
    """Return the function, struck by a power cut at its nth call, after it has written."""
    left = [times]

    def struck(*given: object, **named: object) -> object:
        left[0] -= 1
        made = function(*given, **named)
        if not left[0]:
            raise ConnectionResetError("the power went")
        return made

    return struck


@pytest.mark.parametrize(
    ("where", "name", "times"),
    [
        (actions, "add_status", 1),
        (actions, "add_status", 2),
        (intake, "new_safe", 1),
        (intake, "add_tokens", 1),
        (intake, "new_clock", 2),
        (intake, "copy_attachments", 1),
        (actions, "receive", 1),
        (actions, "record", 1),
        (actions, "tell_head", 1),
    ],
)
def test_struck_anywhere_nothing_is_sent_and_sending_again_works(
    teacher: PageClient, world: World, where: object, name: str, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = write_all(teacher, world)
    with monkeypatch.context() as patch:
        patch.setattr(where, name, after(times, getattr(where, name)))
        with pytest.raises(ConnectionResetError):
            send(teacher, draft)
    assert row_of(draft).status is ReferralStatus.DRAFT
    assert cases_of(world, draft) == 0
    assert status_lines(world, draft) == []
    assert send(teacher, draft).status_code == 303
    assert cases_of(world, draft) == 1
    assert status_lines(world, draft) == ["sent", "received"]
    with acting_as(world.social_services_lead):
        case = db.session.scalars(select(CaseFile.id).where(CaseFile.referral_id == draft)).one()
        tokens = select(func.count()).select_from(CaseToken).where(CaseToken.case_id == case)
        assert db.session.scalar(tokens) == 3


def status_lines(world: World, referral: uuid.UUID) -> list[str]:
    with acting_as(world.teacher):
        query = select(StatusEvent.code).where(StatusEvent.referral_id == referral)
        return sorted(db.session.scalars(query), key=["sent", "received"].index)


def test_writing_takes_no_more_than_eight_questions(
    teacher: PageClient, world: World, count_queries: Callable[..., Any]
) -> None:
    draft = write_all(teacher, world)
    for step in ("receiver", *PAGES, "summary"):
        with count_queries() as sent:
            assert teacher.get(f"/referrals/{draft}/write?step={step}").status_code == 200
        assert len(sent) <= 8, sent


def test_a_session_that_is_over_does_not_lose_the_draft(client: PageClient, teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    with client.session_transaction() as session:
        session.clear()
    assert "/sign-in" in save(client, draft, "seen", seen="Borta").location
    client.sign_in(world.teacher)
    assert SEEN in client.get(f"/referrals/{draft}/write?step=seen").text
