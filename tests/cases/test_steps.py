"""Steps as people take them: the whole way of a case, who may take which, and what the sender is told of it."""

import uuid

import pytest
from sqlalchemy import select

from prevention.cases.models import CaseDeadline, CaseStatus, DeadlineKind
from prevention.database import acting_as
from prevention.extensions import db
from prevention.jobs.models import Job
from prevention.referrals.models import StatusCode
from tests.client import PageClient
from tests.world import World

from .desk import ASSESSED, codes, events, newest_mail, row, send, step, take

pytestmark = pytest.mark.usefixtures("ticking")
NOT_OPENED = {"outcome": "do_not_open", "reason": "Redan stöd i skolan."}


def test_the_whole_way_of_a_case(client: PageClient, world: World) -> None:
    case = send(world)
    client.sign_in(world.social_worker)
    assert take(client, case).location == f"/cases/{case}"
    assert step(client, case, "protection", **ASSESSED).status_code == 303
    assert step(client, case, "assess", text="Samtal med mentorn.").status_code == 303
    assert step(client, case, "decide", outcome="open_inquiry", reason="Oro finns.").status_code == 303
    assert row(case, world).status is CaseStatus.INQUIRY
    assert step(client, case, "feedback").status_code == 303
    assert step(client, case, "close", text="Klart.").status_code == 303
    assert row(case, world).status is CaseStatus.CLOSED
    page = client.get(f"/cases/{case}").text
    told = ("Ingen akut fara.", "Samtal med mentorn.", "Oro finns.", "Klart.", "Skydd behövs inte genast.")
    assert [page.index(words) for words in told[:4]] == sorted(page.index(words) for words in told[:4])
    assert told[4] in page and "Inget mer behöver göras" in page
    assert clocks(case, world) == {(kind, True) for kind in DeadlineKind}
    assert codes(case, world) == [
        StatusCode.SENT,
        StatusCode.RECEIVED,
        StatusCode.OPENED,
        StatusCode.FEEDBACK_GIVEN,
    ]


@pytest.mark.parametrize(
    ("outcome", "status", "code"),
    [
        ("open_inquiry", CaseStatus.INQUIRY, StatusCode.OPENED),
        ("do_not_open", CaseStatus.NOT_OPENED, StatusCode.NOT_OPENED),
        ("join_ongoing", CaseStatus.ALREADY_ONGOING, StatusCode.ALREADY_ONGOING),
    ],
)
def test_each_decision_tells_the_sender_which_it_was(
    client: PageClient, world: World, outcome: str, status: CaseStatus, code: StatusCode
) -> None:
    case = assessed(client, world)
    step(client, case, "decide", outcome=outcome, reason="Skäl")
    assert row(case, world).status is status
    assert codes(case, world)[-1] is code


def test_the_page_offers_the_one_next_step(client: PageClient, world: World) -> None:
    case = send(world)
    client.sign_in(world.social_worker)
    ways: tuple[tuple[str, dict[str, str]], ...] = (
        ("Gör skyddsbedömning", {}),
        ("Besluta om utredning", ASSESSED),
        ("Återkoppla till avsändaren", NOT_OPENED),
        ("Avsluta ärendet", {}),
    )
    take(client, case)
    for (label, typed), name in zip(ways, ("", "protection", "decide", "feedback"), strict=True):
        if name:
            step(client, case, name, **typed)
        page = client.get(f"/cases/{case}").text
        assert label in page[page.index("Nästa steg") : page.index("Andra steg")]


def test_the_sender_is_told_before_a_case_is_closed(client: PageClient, world: World) -> None:
    case = assessed(client, world)
    step(client, case, "decide", **NOT_OPENED)
    answer = step(client, case, "close", text="Klart, tror jag.")
    assert answer.status_code == 409 and "Återkoppla till avsändaren först" in answer.text
    assert "Klart, tror jag." in answer.text
    assert row(case, world).status is CaseStatus.NOT_OPENED


def test_feedback_shows_word_for_word_what_the_sender_will_see(client: PageClient, world: World) -> None:
    case = assessed(client, world)
    step(client, case, "decide", **NOT_OPENED)
    page = client.get(f"/cases/{case}?step=feedback").text
    preview = page[page.index("Det här är allt som avsändaren kommer att se") :]
    assert "Utredning inleds inte" in preview and "Återkoppling är lämnad" in preview
    assert "Redan stöd i skolan." not in preview.split("</section>")[0]


def test_opened_again_it_is_assessed_again(client: PageClient, world: World) -> None:
    case = assessed(client, world)
    step(client, case, "decide", **NOT_OPENED)
    assert step(client, case, "reopen", reason="").status_code == 422
    assert step(client, case, "reopen", reason="Ny uppgift.").status_code == 303
    assert row(case, world).status is CaseStatus.TAKEN
    running = {kind for kind, met in clocks(case, world) if not met}
    assert running == {DeadlineKind.PROTECTION, DeadlineKind.PRELIMINARY, DeadlineKind.FEEDBACK}


def test_a_closed_case_is_found_and_opened_by_the_lead_who_then_holds_it(client: PageClient, world: World) -> None:
    case = assessed(client, world)
    for name, typed in (("decide", NOT_OPENED), ("feedback", {}), ("close", {})):
        step(client, case, name, **typed)
    assert row(case, world).number in client.get("/cases/mine?closed=yes").text
    step(client.sign_in(world.social_services_lead), case, "reopen", reason="Ny uppgift.")
    assert row(case, world).assigned_to_id == world.social_services_lead
    assert row(case, world).closed_at is None


def test_an_offer_leaves_the_holder_responsible_until_it_is_accepted(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    step(client.sign_in(world.social_worker), case, "offer", to=world.colleague, text="Känner du skolan?")
    assert row(case, world).assigned_to_id == world.social_worker
    assert "Offered" not in client.get(f"/cases/{case}").text
    page = client.sign_in(world.colleague).get(f"/cases/{case}").text
    assert "Känner du skolan?" in page and "Ta emot ärendet" in page
    assert step(client, case, "note", text="Jag")
    assert step(client, case, "accept").status_code == 303
    assert row(case, world).assigned_to_id == world.colleague
    assert client.sign_in(world.social_worker).get(f"/cases/{case}").status_code == 404


def test_a_declined_offer_tells_the_holder_why(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    step(client.sign_in(world.social_worker), case, "offer", to=world.colleague)
    client.sign_in(world.colleague)
    assert step(client, case, "decline", reason="").status_code == 422
    assert step(client, case, "decline", reason="Semester").location == "/cases/mine"
    assert client.get(f"/cases/{case}").status_code == 404
    assert "Semester" in client.sign_in(world.social_worker).get(f"/cases/{case}").text


def test_who_is_offered_takes_no_other_step(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    step(client.sign_in(world.social_worker), case, "offer", to=world.colleague)
    answer = step(client.sign_in(world.colleague), case, "protection", **ASSESSED)
    assert answer.status_code == 409 and "Det här steget tar den som har ärendet." in answer.text
    assert "Ingen akut fara." in answer.text


def test_the_lead_assigns_and_an_open_offer_falls(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    step(client.sign_in(world.social_worker), case, "offer", to=world.colleague)
    step(client.sign_in(world.social_services_lead), case, "assign", to=world.social_services_lead)
    assert row(case, world).assigned_to_id == world.social_services_lead
    assert client.sign_in(world.colleague).get(f"/cases/{case}").status_code == 404


def test_a_second_click_on_assign_changes_nothing(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    client.sign_in(world.social_services_lead)
    answers = [step(client, case, "assign", to=world.colleague, text="Känner skolan.") for _click in range(2)]
    assert [(one.status_code, one.location) for one in answers] == [(303, f"/cases/{case}")] * 2
    assert len(events("case.step")) == 1
    assert len(db.session.scalars(select(Job).where(Job.kind == "mail")).all()) == 1


def test_of_two_who_assign_it_at_once_one_does(client: PageClient, world: World) -> None:
    case = world.messages.arrived_case
    client.sign_in(world.social_services_lead)
    page = {"from": "", "text": "Du, va?"}
    assert step(client, case, "assign", to=world.colleague, **page).status_code == 303
    answer = step(client, case, "assign", to=world.social_services_lead, **page)
    assert answer.status_code == 409 and "Redan gjort: Ärendet tilldelades" in answer.text and "Du, va?" in answer.text
    assert row(case, world).assigned_to_id == world.colleague
    again = page | {"from": world.colleague}
    assert f'name="from" type="hidden" value="{world.colleague}"' in answer.text
    assert step(client, case, "assign", to=world.social_services_lead, **again).status_code == 303
    assert row(case, world).assigned_to_id == world.social_services_lead


def test_who_holds_the_case_is_not_given_it_again(client: PageClient, world: World) -> None:
    """As from a page that was open while another lead assigned it."""
    case = world.messages.taken_case
    answer = step(client.sign_in(world.social_services_lead), case, "assign", to=world.social_worker, text="Du, va?")
    assert answer.status_code == 409 and "Du, va?" in answer.text
    assert events("case.step") == []


@pytest.mark.parametrize("stranger", ["teacher", "social_worker_b", "nobody", "rescue_officer"])
@pytest.mark.parametrize("name", ["offer", "assign"])
def test_a_case_is_given_to_the_unit_alone(client: PageClient, world: World, stranger: str, name: str) -> None:
    who = world.social_worker if name == "offer" else world.social_services_lead
    answer = step(client.sign_in(who), world.messages.taken_case, name, to=getattr(world, stranger))
    assert answer.status_code == 422
    assert row(world.messages.taken_case, world).assigned_to_id == world.social_worker


@pytest.mark.parametrize("name", ["protection", "assess", "offer", "urgency", "note", "ask"])
def test_the_lead_takes_no_step_of_the_holder(client: PageClient, world: World, name: str) -> None:
    typed = {"needed": "no", "text": "x", "reason": "x", "urgency": "acute", "to": world.colleague}
    answer = step(client.sign_in(world.social_services_lead), world.messages.taken_case, name, **typed)
    assert answer.status_code == 409
    assert events("case.step") == []


@pytest.mark.parametrize("name", ["decide", "feedback", "close", "reopen", "accept"])
def test_a_step_out_of_turn_changes_nothing(client: PageClient, world: World, name: str) -> None:
    typed = NOT_OPENED | {"text": "x"}
    answer = step(client.sign_in(world.social_worker), world.messages.taken_case, name, **typed)
    assert answer.status_code == 409
    assert row(world.messages.taken_case, world).status is CaseStatus.TAKEN


def test_from_a_stale_tab_what_was_typed_stays_and_who_was_first_is_named(client: PageClient, world: World) -> None:
    case = assessed(client, world)
    step(client, case, "decide", **NOT_OPENED)
    answer = step(client, case, "decide", outcome="open_inquiry", reason="Jag tycker annorlunda.")
    assert answer.status_code == 409 and "Jag tycker annorlunda." in answer.text
    assert "Redan gjort: Beslut: utredning inleds inte, av Social Worker 9901" in answer.text


def test_a_form_that_comes_back_does_not_offer_the_case_to_its_holder(client: PageClient, world: World) -> None:
    case = send(world)
    take(client.sign_in(world.social_worker), case)
    again = step(client, case, "offer")
    assert again.status_code == 422
    assert f'value="{world.colleague}"' in again.text
    assert f'value="{world.social_worker}"' not in again.text


def test_a_second_click_is_the_same_step(client: PageClient, world: World) -> None:
    case = send(world)
    client.sign_in(world.social_worker)
    for _ in range(2):
        assert take(client, case).location == f"/cases/{case}"
    for _ in range(2):
        assert step(client, case, "note", text="En gång").status_code == 303
        assert step(client, case, "note", text="En gång").status_code == 303
    assert [one.details["step"] for one in events("case.step")] == ["take", "note"]


def test_urgency_changes_with_a_reason(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    client.sign_in(world.social_worker)
    assert step(client, case, "urgency", urgency="acute", reason="").status_code == 422
    step(client, case, "urgency", urgency="acute", reason="Nya uppgifter")
    assert (row(case, world).urgency, row(case, world).urgency_rank) == ("acute", 0)
    assert "Nya uppgifter" in client.get(f"/cases/{case}").text


def test_the_lead_keeps_a_case_from_weeding_and_lets_it_go(client: PageClient, world: World) -> None:
    case = world.messages.taken_case
    client.sign_in(world.social_services_lead)
    step(client, case, "hold", reason="Åtal")
    assert row(case, world).is_on_hold and "Undantaget från gallring" in client.get(f"/cases/{case}").text
    step(client, case, "release", reason="Dom")
    assert not row(case, world).is_on_hold


def test_a_colleague_is_mailed_a_number_and_a_link(client: PageClient, world: World) -> None:
    step(client.sign_in(world.social_worker), world.messages.taken_case, "offer", to=world.colleague, text="Hemligt")
    mail = newest_mail()
    number = row(world.messages.taken_case, world).number
    assert (mail.arguments["person_id"], mail.arguments["number"]) == (str(world.colleague), number)
    assert "Hemligt" not in str(mail.arguments)


@pytest.mark.parametrize("wanted", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_what_is_not_there_cannot_be_taken(client: PageClient, world: World, wanted: str) -> None:
    answer = client.sign_in(world.social_worker).post("/cases/take", data={"case": wanted}, follow_redirects=True)
    assert "Ärendet ligger inte längre i inkorgen." in answer.text


def assessed(client: PageClient, world: World) -> uuid.UUID:
    """Return a case of the social worker whose need of protection is assessed."""
    client.sign_in(world.social_worker)
    step(client, world.messages.taken_case, "protection", **ASSESSED)
    return world.messages.taken_case


def clocks(case: uuid.UUID, world: World) -> set[tuple[DeadlineKind, bool]]:
    with acting_as(world.social_services_lead):
        rows = db.session.scalars(select(CaseDeadline).where(CaseDeadline.case_id == case))
        return {(one.kind, one.met_at is not None) for one in rows}
