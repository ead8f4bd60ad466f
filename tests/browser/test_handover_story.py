"""A hand-over on real pages: the rescue service takes it on and reports back, a consent ends, a route is refused."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from prevention import clock
from prevention.handovers.codes import Purpose
from tests.conftest import NOW
from tests.world import World

from .journey import Words, words_in
from .visitor import Visitor

Visit = Callable[..., Visitor]
CHILD = "Kim Exempelsson"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_from_the_case_to_the_rescue_service_and_back(language: str, visit: Visit, live_world: World) -> None:
    w = words_in(language)
    worker = visit("desktop", language).sign_in(live_world.social_worker)
    hand_over(worker, w, live_world, "räddningstjänst", Purpose.FIRE_TALK, re.compile("2027"))

    officer = visit("phone", language).sign_in(live_world.rescue_officer).open("/handovers")
    assert CHILD not in officer.page.content()
    officer.page.locator("main a[href*='/handovers/']").first.click()
    officer.look()
    address = officer.page.url
    assert "tryggt hemma" not in officer.page.content()
    officer.press(w("Accept"))
    officer.page.locator("input[name=kind]").first.check()
    officer.press(w("Log the contact"))
    officer.page.locator("input[name=outcome]").first.check()
    officer.press(w("Report back and close"))
    assert officer.page.goto(address).status == 404  # type: ignore[union-attr]

    worker.open(f"/cases/{live_world.messages.taken_case}").reads(w("Reported back"))


def test_a_consent_that_ran_out_closes_what_stands_on_it(
    visit: Visit, live_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    officer = visit().sign_in(live_world.rescue_officer)
    address = f"/handovers/{live_world.messages.handover}"
    officer.open(address).reads(CHILD)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=300))
    officer.sign_in(live_world.rescue_officer)
    assert officer.page.goto(address).status == 404  # type: ignore[union-attr]
    officer.open("/handovers")
    assert CHILD not in officer.page.content()


def test_a_withdrawn_consent_closes_it_at_once(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    officer = visit().sign_in(live_world.rescue_officer)
    address = f"/handovers/{live_world.messages.handover}"
    officer.open(address).reads(CHILD)
    worker = visit().sign_in(live_world.social_worker)
    worker.open(f"/cases/{live_world.messages.taken_case}")
    worker.page.get_by_text(w("Withdraw the consent")).first.click()
    worker.press(w("Withdraw the consent"))
    assert officer.page.goto(address).status == 404  # type: ignore[union-attr]


def test_a_route_that_no_rule_allows_is_refused_with_the_rule(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    worker = visit().sign_in(live_world.social_worker)
    hand_over(worker, w, live_world, "Polisen", Purpose.PREVENT_CRIME, re.compile("10 kap. 18 a"), age="21")
    worker.reads("under 21 år")
    assert worker.field(w("Weighing")).input_value() == "Behovet väger tyngre."


def hand_over(
    worker: Visitor,
    w: Words,
    world: World,
    receiver: str,
    purpose: Purpose,
    ground: re.Pattern[str],
    age: str = "13",
) -> None:
    """Choose to whom; then, on the page for them, what and on what ground."""
    worker.open(f"/cases/{world.messages.taken_case}/handovers/new")
    worker.choose(w("Receiver"), label=receiver).press(w("Next"))
    worker.page.locator(f"input[value={purpose}]").check()
    worker.page.locator("input[name=fields]").first.check()
    worker.page.get_by_role("radio", name=ground).first.check()
    worker.fill(w("The young person's age"), age)
    worker.page.locator("select[name=decided_by]").select_option(index=1)
    worker.fill(w("Weighing"), "Behovet väger tyngre.").press(w("Hand over"))
