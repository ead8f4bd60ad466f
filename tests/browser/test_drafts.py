"""What is being written stays in the browser until it is saved; what must not be written does not stay at all."""

from collections.abc import Callable

import pytest

from tests.world import World

from .journey import words_in
from .visitor import Visitor

Visit = Callable[..., Visitor]
NUMBER = "Ring 20130101-1234"
KEPT = "() => JSON.stringify({...localStorage})"


def open_form(visit: Visit, world: World) -> Visitor:
    visitor = visit("phone").sign_in(world.teacher)
    return visitor.open(form_of(world))


def form_of(world: World) -> str:
    return f"/participations/{world.class_7a.participation}/sessions/new?lesson={world.town.lessons[2]}"


def write(visitor: Visitor, note: str) -> Visitor:
    w = words_in("sv")
    visitor.field(w("It was held")).check()
    if not visitor.field(w("Short note")).is_visible():
        visitor.page.get_by_text(w("Tell more (optional)")).click()
    return visitor.fill(w("Short note"), note)


def test_what_was_begun_comes_back(visit: Visit, live_world: World) -> None:
    visitor = write(open_form(visit, live_world), "Kort dag")
    visitor.open(form_of(live_world)).reads(words_in("sv")("We kept what you had started to write."))
    assert visitor.field(words_in("sv")("Short note")).input_value() == "Kort dag"


@pytest.mark.parametrize("touched", [False, True], ids=["refused", "and-written-on"])
def test_a_note_with_a_personal_number_is_not_kept(visit: Visit, live_world: World, touched: bool) -> None:
    w = words_in("sv")
    visitor = write(open_form(visit, live_world), NUMBER).press(w("Save"))
    if touched:
        visitor.fill(w("Pupils present"), "20")
    assert visitor.field(w("Short note")).input_value() == NUMBER, "it is there to be corrected"
    assert NUMBER not in visitor.page.evaluate(KEPT)
    visitor.open(form_of(live_world))
    assert visitor.field(w("Short note")).input_value() == ""
    assert visitor.field(w("Pupils present")).input_value() == ("20" if touched else "24")


def test_the_note_written_instead_is_kept_until_saved(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    visitor = write(open_form(visit, live_world), NUMBER).press(w("Save"))
    visitor.fill(w("Short note"), "Kort dag")
    assert "Kort dag" in visitor.page.evaluate(KEPT)
    visitor.press(w("Save"))
    assert visitor.page.evaluate(KEPT) == "{}"


def test_who_leaves_a_concern_at_once_loses_no_word(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    visitor = visit().sign_in(live_world.teacher).open("/referrals/new")
    visitor.page.locator("main input[type=radio]").first.check()
    visitor.press(w("Next"))
    visitor.page.locator("#name").fill("Kim")
    with visitor.page.expect_navigation():
        visitor.page.get_by_role("button", name="English").click()
    assert visitor.page.locator("#name").input_value() == "Kim"
