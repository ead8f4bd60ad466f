"""What every visitor meets before any feature: help, language, the menu on a phone, the keyboard, no JavaScript."""

from collections.abc import Callable

import pytest
from flask import Flask

from prevention.accounts.models import Person
from prevention.audit.record import record
from prevention.extensions import db
from prevention.referrals.questions import SHOWN
from tests.world import World

from .journey import words_in
from .visitor import Visitor

Visit = Callable[..., Visitor]


@pytest.mark.parametrize("device", ["phone", "desktop"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_open_pages(visit: Visit, live_world: World, device: str, language: str) -> None:
    visitor = visit(device, language)
    visitor.put_session({"language": language})
    for page in ("/sign-in", "/help", "/accessibility", "/nothing-here"):
        visitor.open(page)
        assert visitor.page.locator("html").get_attribute("lang") == language


def test_the_keyboard_reaches_the_content_first(visit: Visit, live_world: World) -> None:
    visitor = visit().sign_in(live_world.auditor).open("/help")
    visitor.page.keyboard.press("Tab")
    skip = visitor.page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("() => document.activeElement.id") == "main"


def test_the_menu_on_a_phone_opens_without_scripts(visit: Visit, live_world: World) -> None:
    visitor = visit("phone", scripts=False).sign_in(live_world.auditor)
    visitor.page.goto("/help")
    visitor.page.get_by_role("button", name="Meny").click()
    visitor.page.get_by_role("link", name="Logg").first.click()
    assert visitor.page.get_by_role("heading", level=1).inner_text() == "Logg"


def test_a_filter_changes_only_the_content_and_takes_the_reader_there(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    visitor = visit().sign_in(live_world.coverage_administrator).open("/classes")
    visitor.page.evaluate("() => { window.stayed = true }")
    visitor.choose(w("Grade"), "7")
    visitor.page.get_by_role("button", name=w("Show"), exact=True).click()
    visitor.page.wait_for_url("**grade=7**")
    visitor.page.wait_for_function("() => document.activeElement.id === 'main'")
    assert visitor.page.evaluate("() => window.stayed")
    visitor.look()


def test_a_long_word_breaks_inside_what_is_written(visit: Visit, live_world: World) -> None:
    w = words_in("sv")
    visitor = visit("phone").sign_in(live_world.teacher)
    visitor.open(f"/participations/{live_world.class_7a.participation}/sessions/new")
    visitor.page.locator("summary", has_text=w("Tell more (optional)")).click()
    visitor.page.locator("textarea").fill("https://" + "x" * 300)
    visitor.look()


def test_a_long_name_of_an_event_breaks_on_a_phone(visit: Visit, live_app: Flask, live_world: World) -> None:
    with live_app.app_context():
        record(None, SHOWN, db.session.get_one(Person, live_world.teacher), count=1)
        db.session.commit()
    visit("phone").sign_in(live_world.auditor).open("/audit")


def test_a_printed_case_keeps_what_it_is_marked_with_and_no_buttons(visit: Visit, live_world: World) -> None:
    visitor = visit().sign_in(live_world.social_worker).open(f"/cases/{live_world.messages.taken_case}")
    page = visitor.page
    page.emulate_media(media="print")
    assert page.locator(".page-head .ds-tag").first.is_visible()
    assert [one for one in page.locator(".ds-button").all() if one.is_visible()] == []
    assert not page.get_by_role("heading", name=words_in("sv")("Next step")).is_visible()


def test_who_read_without_being_the_handler_is_marked_within_a_phone(visit: Visit, live_world: World) -> None:
    visitor = visit("phone").sign_in(live_world.social_services_lead)
    visitor.open(f"/cases/{live_world.messages.taken_case}")
    visitor.open("/unit/log")
    assert visitor.page.locator(".ds-tag", has_text=words_in("sv")("Not the handler")).count()
