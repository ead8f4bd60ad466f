"""From the first page to the receipt, and what stands in the database after."""

import pytest
from sqlalchemy import func, select

from prevention import clock
from prevention.cases.models import CaseDeadline, CaseFile
from prevention.database import acting_as
from prevention.extensions import db
from prevention.organisations.models import Agency
from prevention.referrals.models import ReferralKind, ReferralStatus
from prevention.sealing.safe import safe_of
from tests.client import PageClient
from tests.world import World

from .writer import NAME, NUMBER, PAGES, SEEN, begin, content_of, row_of, save, send, write_all


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


def test_every_page_shows_what_was_typed_and_the_summary_all_of_it(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    for step, form in PAGES.items():
        page = teacher.get(f"/referrals/{draft}/write?step={step}").text
        assert all(text in page for name, text in form.items() if name not in {"urgency", "guardians_know"})
        assert "tel:112" in page
    summary = teacher.get(f"/referrals/{draft}/write?step=summary").text
    assert all(text in summary for text in (NAME, NUMBER, SEEN, "Talat med eleven.", "070-222 22 22"))


def test_sending_makes_a_case_with_its_own_copy_and_its_clocks(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    answer = send(teacher, draft)
    assert (answer.status_code, answer.location) == (303, f"/referrals/{draft}")
    with acting_as(world.social_services_lead):
        case = db.session.scalars(select(CaseFile).where(CaseFile.referral_id == draft)).one()
        copied = safe_of(case.data_key_id).open("case_file", case.id, case.content or b"")
        clocks = db.session.scalar(
            select(func.count()).select_from(CaseDeadline).where(CaseDeadline.case_id == case.id)
        )
    assert (copied["name"], copied["seen"], copied["urgency"], clocks) == (NAME, SEEN, "soon", 3)
    page = teacher.get(answer.location).text
    assert "Mottagen av socialtjänsten" in page
    assert NAME not in page


def test_the_first_page_asks_for_a_kind(teacher: PageClient, world: World) -> None:
    page = teacher.post("/referrals/new", data={"receiver": world.town.social_services, "school": world.town.school})
    assert page.status_code == 422
    assert "Välj vad du vill skicka." in page.text


@pytest.mark.parametrize("receiver", ["police", "other town", "nonsense"])
def test_nobody_but_the_social_services_of_ones_municipality_receives(
    teacher: PageClient, world: World, receiver: str
) -> None:
    ids = {"other town": str(world.other_town.social_services)}
    form = {"kind": "concern", "school": world.town.school, "receiver": ids.get(receiver, receiver)}
    assert teacher.post("/referrals/new", data=form).status_code == 422


def test_nobody_writes_for_a_school_they_do_not_work_at(teacher: PageClient, world: World) -> None:
    form = {"kind": "concern", "school": world.town.other_school, "receiver": world.town.social_services}
    assert teacher.post("/referrals/new", data=form).status_code == 422


def test_the_other_receivers_have_a_page_that_says_why_not(teacher: PageClient) -> None:
    page = teacher.get("/referrals/other-receivers").text
    assert "Det är rektorn som bestämmer om uppgifter lämnas till polisen" in page
    assert "(Lag (2025:170) 7 §)" in page


def test_what_is_missing_is_said_with_a_way_there(teacher: PageClient, world: World) -> None:
    draft = begin(teacher, world)
    refused = send(teacher, draft)
    assert refused.status_code == 422
    for step in ("who", "seen", "contact"):
        assert f'href="/referrals/{draft}/write?step={step}">' in refused.text
    assert row_of(draft).status is ReferralStatus.DRAFT


def test_nothing_is_sent_to_who_has_closed_meanwhile(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    unit = db.session.get_one(Agency, world.town.social_services)
    unit.active_to = clock.today()
    db.session.commit()
    refused = send(teacher, draft)
    assert refused.status_code == 422
    assert f'href="/referrals/{draft}/write?step=receiver">' in refused.text
    assert row_of(draft).status is ReferralStatus.DRAFT


def test_a_consultation_has_no_place_for_a_name_and_forgets_one(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    form = {"kind": "consultation", "receiver": world.town.social_services}
    save(teacher, draft, "receiver", **form)
    content = content_of(world.teacher, draft)
    assert (content.name, content.personal_number, content.guardians, content.seen) == ("", "", "", SEEN)
    page = teacher.get(f"/referrals/{draft}/write?step=who").text
    assert 'name="name"' not in page
    assert "skriv inget som avslöjar" in teacher.get(f"/referrals/{draft}/write?step=seen").text
    assert send(teacher, draft).status_code == 303
    assert row_of(draft).kind is ReferralKind.CONSULTATION


@pytest.mark.parametrize(
    ("kind", "text", "is_told"),
    [
        ("consultation", "Eleven, 130101-2389, verkar rädd.", True),
        ("consultation", f"Eleven ({NUMBER.lower()}) verkar rädd.", True),
        ("consultation", "Ring mig på 070-222 22 22 eller 0702222222.", False),
        ("concern", "Eleven, 130101-2389, verkar rädd.", False),
    ],
)
def test_a_number_in_the_text_of_a_consultation_is_told_before_it_is_sent(
    teacher: PageClient, world: World, kind: str, text: str, is_told: bool
) -> None:
    page = teacher.get(f"/referrals/{write_all(teacher, world, kind, seen=text)}/write?step=summary").text
    assert ("ser ut att stå ett personnummer" in page) is is_told
    assert ("Vårdnadshavarna kan senare" in page) is (kind == "concern")


def test_a_consultation_keeps_no_name_that_is_sent_by_hand(teacher: PageClient, world: World) -> None:
    draft = begin(teacher, world, "consultation")
    save(teacher, draft, "who", name=NAME, kind="consultation", receiver=world.town.social_services)
    assert content_of(world.teacher, draft).name == ""


def test_protected_identity_is_marked_and_closes_it_to_the_head(
    client: PageClient, teacher: PageClient, world: World
) -> None:
    draft = write_all(teacher, world)
    save(teacher, draft, "who", **PAGES["who"], is_protected="y")
    send(teacher, draft)
    assert row_of(draft).is_protected
    client.sign_in(world.principal)
    assert client.get(f"/referrals/{draft}").status_code == 404
    assert str(draft) not in client.get("/referrals").text


@pytest.mark.parametrize(
    ("number", "warning"),
    [
        ("20130101TF01", None),
        ("", None),
        ("20130161-2394", None),
        ("1301612394", None),
        ("20130101-2397", None),
        ("20130101-2396", "sista siffran"),
        ("20131301-1111", "födelsedag"),
        ("20991231TF01", "födelsedag"),
        ("vet ej", "ser inte ut"),
    ],
)
def test_a_broken_personal_number_is_kept_with_a_warning(
    teacher: PageClient, world: World, number: str, warning: str | None
) -> None:
    draft = write_all(teacher, world)
    form = dict(PAGES["who"]) | {"personal_number": number}
    next_page = teacher.get(save(teacher, draft, "who", **form).location).text
    assert content_of(world.teacher, draft).personal_number == number
    assert ("kvar som du skrev" in next_page) == bool(warning)
    assert warning is None or warning in next_page
    assert send(teacher, draft).status_code == 303


def test_too_long_a_text_comes_back_as_it_was(teacher: PageClient, world: World) -> None:
    draft = begin(teacher, world)
    refused = save(teacher, draft, "seen", seen="x" * 20_001)
    assert refused.status_code == 422
    assert "x" * 20_001 in refused.text
    assert "20000" in refused.text.replace("\xa0", "").replace(" ", "")
