"""The heat map and the charts, read by keyboard and by axe: on a phone and on a desktop, in both languages."""

from collections.abc import Callable

import pytest

from tests.world import World

from .journey import words_in
from .test_by_keyboard import enter
from .visitor import Visitor

Visit = Callable[..., Visitor]
AT_FOCUS = "() => document.activeElement"
CELL = f"({AT_FOCUS})().closest('.heat td')"


@pytest.mark.parametrize(("device", "language", "scheme"), [("phone", "sv", "dark"), ("desktop", "en", "light")])
def test_a_cell_is_reached_by_keyboard_and_leads_to_its_classes(
    device: str, language: str, scheme: str, visit: Visit, live_world: World
) -> None:
    w = words_in(language)
    visitor = visit(device, language).sign_in(live_world.coverage_administrator)
    visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    visitor.open("/coverage")
    frame = visitor.page.get_by_role("region", name=w("Schools and grades"))
    frame.focus()
    assert visitor.page.evaluate(f"() => ({AT_FOCUS})().scrollWidth >= ({AT_FOCUS})().clientWidth")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate(f"() => {CELL} !== null")
    held = visitor.page.evaluate(f"() => {CELL}.querySelector('small').innerText")
    expected = held.split()[-1]
    page = enter(visitor).page
    assert page.get_by_role("heading", name=w("Expected lessons")).is_visible()
    assert page.locator(".lead").inner_text().startswith(f"{expected} ")


@pytest.mark.parametrize(("device", "language"), [("phone", "sv"), ("desktop", "en")])
def test_a_chart_says_what_it_shows_and_its_table_says_the_numbers(
    device: str, language: str, visit: Visit, live_world: World
) -> None:
    w = words_in(language)
    visitor = visit(device, language).sign_in(live_world.coverage_administrator).open("/coverage/changes")
    chart = visitor.page.get_by_role("img", name=w("Held lessons by month"))
    box = chart.bounding_box()
    assert box is not None
    assert box["width"] > (280 if device == "phone" else 500)
    assert chart.locator("desc").text_content()
    table = visitor.page.get_by_role("table", name=w("Held lessons by month"))
    assert table.get_by_role("row").count() > 1
