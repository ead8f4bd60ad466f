"""A teacher sends a concern: with scripts it is saved while they write, without it works all the same."""

from collections.abc import Callable

import pytest

from tests.world import World

from .journey import words_in
from .visitor import Visitor

Visit = Callable[..., Visitor]
KEPT = "() => JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})"
NAME, SEEN = "Saga Påhittsdotter", "Kom till skolan utan jacka."


def begin(visitor: Visitor, w: Callable[..., str]) -> None:
    visitor.open("/referrals").press(w("Write to the social services"), "link")
    visitor.field(w("A concern: I am worried about a child and say who it is")).check()
    visitor.press(w("Next"))


@pytest.mark.parametrize(("device", "language"), [("phone", "sv"), ("desktop", "en")])
def test_a_teacher_writes_and_sends(visit: Visit, live_world: World, device: str, language: str) -> None:
    w = words_in(language)
    visitor = visit(device, language).sign_in(live_world.teacher)
    begin(visitor, w)
    visitor.fill(w("Name"), NAME).press(w("Next"))
    visitor.press(w("Next"))
    visitor.field(w("What you have seen or heard")).press_sequentially(SEEN)
    visitor.page.locator("[data-saved]").wait_for()
    assert visitor.page.evaluate("() => document.activeElement.name") == "seen", "saving leaves the writer in peace"
    assert not [secret for secret in (NAME, SEEN) if secret in visitor.page.evaluate(KEPT)]
    visitor.page.reload()
    assert visitor.field(w("What you have seen or heard")).input_value() == SEEN
    visitor.press(w("Next")).press(w("Next"))
    visitor.fill(w("Your phone number"), "070-000 00 00").press(w("Next")).reads(w("Choose how urgent it is."))
    visitor.field(w("Soon: within a few days")).check()
    visitor.press(w("Next")).reads(NAME, SEEN)
    visitor.press(w("Send")).reads(w("How it goes"), w("Received by the social services"))
    visitor.press(w("Read what was sent"), "link").reads(NAME, SEEN)


def test_who_is_signed_out_meanwhile_is_told_that_nothing_is_saved(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    visitor = visit("phone").sign_in(live_world.teacher).open(f"/referrals/{live_world.messages.draft}/write?step=done")
    visitor.page.context.clear_cookies()
    visitor.field(w("What you or the school have done")).press_sequentially("Hej.")
    visitor.page.get_by_text("Inte sparat.").wait_for()


def test_without_scripts_every_page_is_saved_on_the_way(visit: Visit, live_world: World) -> None:
    page = visit("phone", "sv", scripts=False).sign_in(live_world.teacher).page
    page.goto(f"/referrals/{live_world.messages.draft}/write?step=seen")
    page.locator("[name=seen]").fill(SEEN)
    page.get_by_role("button", name="Spara och fortsätt senare").click()
    page.get_by_role("link", name="Orosanmälan, påbörjad").last.click()
    assert page.locator("[name=seen]").input_value() == SEEN
    page.goto(f"/referrals/{live_world.messages.draft}/write?step=summary")
    page.get_by_role("button", name="Skicka", exact=True).click()
    assert page.get_by_text("Mottagen av socialtjänsten").first.is_visible()
