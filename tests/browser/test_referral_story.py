"""A concern on real pages: the teacher on a phone sends it, social services handle it, the teacher sees how it goes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from prevention import clock
from prevention.accounts.entry import set_password
from prevention.accounts.models import Person
from prevention.cases.models import CaseFile
from prevention.extensions import db
from tests.conftest import NOW
from tests.world import World

from .journey import Words, words_in
from .visitor import Visitor

Visit = Callable[..., Visitor]
PASSWORD = "tre gula paraplyer"
CHILD, SEEN = "Lo Påhittad", "Har blåmärken och vill inte gå hem."


@pytest.mark.parametrize("language", ["sv", "en"])
def test_from_the_worry_to_the_feedback(language: str, visit: Visit, live_world: World) -> None:
    w = words_in(language)
    teacher = visit("phone", language).sign_in(live_world.teacher)
    worker = visit("desktop", language).sign_in(live_world.social_worker)
    write(teacher, w)
    teacher.press(w("Send")).reads(w("How it goes"), w("Received by the social services"))
    receipt = teacher.page.url

    take_the_first(worker, w)
    worker.reads(CHILD, SEEN)
    assert CHILD not in worker.page.title()
    assess(worker, w)
    decide(worker, w)
    feed_back(worker, w)

    teacher.open(receipt).reads(w("An inquiry is opened"), w("Feedback is given"))
    assert "Barnet verkar" not in teacher.page.content()


def test_what_is_typed_is_kept_on_the_server_and_nowhere_else(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    teacher = visit("phone").sign_in(live_world.teacher)
    begin(teacher, w)
    teacher.fill(w("Name"), CHILD)
    teacher.page.locator("[data-saved]").wait_for()
    assert CHILD not in teacher.page.evaluate("() => JSON.stringify({...localStorage, ...sessionStorage})")
    other = visit().sign_in(live_world.teacher).open(teacher.page.url)
    assert other.field(w("Name")).input_value() == CHILD


def test_it_is_written_without_scripts_too(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    teacher = visit("phone", "sv", scripts=False).sign_in(live_world.teacher)
    write(teacher, w)
    teacher.press(w("Send")).reads(w("Received by the social services"))


def test_of_two_who_take_a_case_one_is_told_who_was_first(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    worker = visit().sign_in(live_world.social_worker)
    lead = visit().sign_in(live_world.social_services_lead)
    for one in (worker, lead):
        one.open(f"/cases/{live_world.messages.arrived_case}")
    worker.press(w("Take the case"))
    lead.press(w("Take the case")).reads("Social Worker 9901")


def test_a_protected_identity_shows_nothing_until_a_named_handler_has_it(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    teacher = visit("phone").sign_in(live_world.teacher)
    write(teacher, w, protected=True)
    teacher.press(w("Send"))
    lead = visit().sign_in(live_world.social_services_lead).open("/cases")
    row = lead.page.get_by_role("row").filter(has_text="Skyddade personuppgifter").first
    assert row.is_visible()
    row.get_by_role("link").first.click()
    lead.look()
    assert CHILD not in lead.page.content()
    assert SEEN not in lead.page.content()
    lead.press(w("Take the case")).reads(CHILD, SEEN)
    worker = visit().sign_in(live_world.social_worker)
    worker.page.goto(lead.page.url)
    assert CHILD not in worker.page.content()


def test_a_broken_glass_opens_a_case_to_read_for_an_hour(
    visit: Visit, live_app: Flask, live_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = words_in("sv")
    number = case_number(live_app, live_world)
    colleague = visit().sign_in(live_world.colleague)
    address = f"/cases/{live_world.messages.taken_case}"
    assert colleague.page.goto(address).status == 404  # type: ignore[union-attr]
    colleague.open("/cases/emergency").fill(w("Case number, personal or coordination number"), number)
    colleague.fill(w("Why it cannot wait for the handler"), "Barnet ringer nu.").fill(w("Your password"), PASSWORD)
    colleague.press(w("Open for an hour")).reads(w("Opened in an emergency"), "Kim Exempelsson")
    assert colleague.page.get_by_role("link", name=w("Write a note")).count() == 0
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=61))
    colleague.sign_in(live_world.colleague)
    assert colleague.page.goto(address).status == 404  # type: ignore[union-attr]


def case_number(app: Flask, world: World) -> str:
    """Give the colleague a password, and return the number of a case that is not theirs."""
    with app.app_context():
        set_password(db.session.get_one(Person, world.colleague), PASSWORD)
        db.session.commit()
        return db.session.get_one(CaseFile, world.messages.taken_case).number


def write(teacher: Visitor, w: Words, protected: bool = False) -> None:
    """Go through the seven pages to the summary."""
    begin(teacher, w)
    teacher.fill(w("Name"), CHILD).fill(w("Age"), "13")
    if protected:
        teacher.page.get_by_label(w("The child has protected identity")).check()
    teacher.press(w("Next"))
    teacher.fill(w("Guardians: names, and how they are reached"), "Kim Påhittad").press(w("Next"))
    teacher.fill(w("What you have seen or heard"), SEEN).press(w("Next"))
    teacher.press(w("Next"))
    teacher.page.get_by_label(w("Soon")).first.check()
    teacher.fill(w("Your phone number"), "070-000 00 00").press(w("Next"))
    teacher.reads(CHILD, SEEN)


def begin(teacher: Visitor, w: Words) -> None:
    teacher.open("/referrals/new")
    teacher.page.get_by_role("radio").first.check()
    teacher.press(w("Next"))


def take_the_first(worker: Visitor, w: Words) -> None:
    """Take what stands first in the inbox: the urgent one that just came."""
    worker.open("/cases")
    worker.page.get_by_role("rowheader").first.get_by_role("link").click()
    worker.look()
    assert CHILD not in worker.page.url
    worker.press(w("Take the case"))


def assess(worker: Visitor, w: Words) -> None:
    worker.press(w("Assess the need for protection"), "link")
    worker.page.get_by_label(w("No, not at once")).check()
    worker.fill(w("Your assessment, and why"), "Barnet verkar tryggt i dag.").press(w("Assess the need for protection"))


def decide(worker: Visitor, w: Words) -> None:
    worker.press(w("Decide about an inquiry"), "link")
    worker.page.get_by_label(w("Open an inquiry"), exact=True).check()
    worker.fill(w("Reason for the decision"), "Mer behöver klarläggas.").press(w("Decide about an inquiry"))


def feed_back(worker: Visitor, w: Words) -> None:
    worker.press(w("Give feedback to the sender"), "link").press(w("Give feedback to the sender"))
