"""A teacher's day without a mouse, and without JavaScript."""

from collections.abc import Callable

from tests.world import World

from .journey import words_in
from .visitor import Visitor

WORDS_AT_FOCUS = "() => (document.activeElement.labels?.[0] ?? document.activeElement).innerText"
Visit = Callable[..., Visitor]


def test_a_session_is_logged_by_keyboard_alone(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    visitor = visit("desktop", "sv").sign_in(live_world.teacher).open("/my-sessions")
    tab_to(visitor, w("Pupils present"))
    visitor.page.keyboard.type("21")
    tab_to(visitor, w("Held as planned"))
    enter(visitor).reads("21")
    tab_to(visitor, w("Undo"))
    enter(visitor).reads(w("Undone. The lesson counts as not logged again."))


def test_a_wrong_form_takes_the_keyboard_to_its_errors(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    visitor = visit("phone", "sv").sign_in(live_world.teacher).open("/my-sessions")
    visitor.press(w("Something was different"), "link")
    visitor.fill(w("Pupils present"), "400").press(w("Save"))
    assert visitor.page.evaluate("() => document.activeElement.className").startswith("ds-error-summary")
    assert visitor.field(w("Pupils present")).input_value() == "400"


def test_a_session_is_logged_without_scripts(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    page = visit("phone", "sv", scripts=False).sign_in(live_world.teacher).page
    page.goto("/my-sessions")
    page.get_by_role("button", name=w("Held as planned")).first.click()
    assert page.get_by_role("button", name=w("Undo")).is_visible()


def enter(visitor: Visitor) -> Visitor:
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press("Enter")
    return visitor.look()


def tab_to(visitor: Visitor, name: str) -> None:
    """Press Tab until the thing with these words has the focus."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        if name in visitor.page.evaluate(WORDS_AT_FOCUS):
            return
    raise AssertionError(f"{name} is not reached with the keyboard")
