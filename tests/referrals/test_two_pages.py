"""Two pages of one draft open at once: the later one is told, sees both texts, and nothing typed is lost."""

import re
import uuid

import pytest
from sqlalchemy import func, select

from prevention.audit.models import AuditEvent
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .writer import begin, content_of, save, write_all

HX = {"HX-Request": "true"}
HIDDEN = re.compile(r'name="(page|before)"[^>]*value="([^"]*)"')
HERE, THERE = "Det här skrev jag hemma.", "Det här skrev jag i skolan."


@pytest.fixture
def teacher(client: PageClient, world: World) -> PageClient:
    return client.sign_in(world.teacher)


@pytest.fixture
def draft(teacher: PageClient, world: World) -> uuid.UUID:
    return begin(teacher, world)


def opened(client: PageClient, draft: uuid.UUID, step: str = "seen") -> dict[str, str]:
    return marks_in(client.get(f"/referrals/{draft}/write?step={step}").text)


def marks_in(page: str) -> dict[str, str]:
    return dict(HIDDEN.findall(page))


def autosave(client: PageClient, draft: uuid.UUID, step: str = "seen", **form: str) -> str:
    return client.post(f"/referrals/{draft}/autosave?step={step}", data=form, headers=HX).text


def test_the_later_of_two_sees_both_texts_and_nothing_is_overwritten(
    teacher: PageClient, world: World, draft: uuid.UUID
) -> None:
    home, school = opened(teacher, draft), opened(teacher, draft)
    assert save(teacher, draft, "seen", seen=THERE, **school).status_code == 303
    late = save(teacher, draft, "seen", seen=HERE, **home)
    assert late.status_code == 409
    assert "har ändrats i ett annat fönster" in late.text
    assert HERE in late.text
    assert THERE in late.text
    assert content_of(world.teacher, draft).seen == THERE
    assert save(teacher, draft, "seen", seen=f"{HERE} {THERE}", **marks_in(late.text)).status_code == 303
    assert content_of(world.teacher, draft).seen == f"{HERE} {THERE}"


def test_what_the_late_page_shows_is_on_record(teacher: PageClient, draft: uuid.UUID) -> None:
    home = opened(teacher, draft)
    save(teacher, draft, "seen", seen=THERE)
    looks = select(func.count()).select_from(AuditEvent).where(AuditEvent.event == "referral.read")
    before = db.session.scalar(looks) or 0
    assert save(teacher, draft, "seen", seen=HERE, **home | {"page": str(uuid.uuid4())}).status_code == 303
    school = opened(teacher, draft) | {"before": ""}
    assert save(teacher, draft, "seen", seen=THERE, **school).status_code == 409
    assert (db.session.scalar(looks) or 0) == before + 2, "the page that was opened, and the one that came too late"


def test_a_page_that_saves_as_one_types_says_that_it_was_overtaken(
    teacher: PageClient, world: World, draft: uuid.UUID
) -> None:
    home, school = opened(teacher, draft), opened(teacher, draft)
    assert "Sparat" in autosave(teacher, draft, seen=THERE, **school)
    assert "har ändrats i ett annat fönster" in autosave(teacher, draft, seen=HERE, **home)
    assert content_of(world.teacher, draft).seen == THERE


def test_one_page_saves_as_often_as_it_likes(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    page = opened(teacher, draft)
    for text in ("Det", "Det här", HERE):
        assert "Sparat" in autosave(teacher, draft, seen=text, **page)
    assert save(teacher, draft, "seen", seen=HERE, **page).status_code == 303
    assert save(teacher, draft, "seen", seen=HERE, **page).status_code == 303, "a second click"
    assert content_of(world.teacher, draft).seen == HERE


def test_two_pages_of_different_steps_do_not_meet(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    seen, done = opened(teacher, draft), opened(teacher, draft, "done")
    for text in ("Ett", "Två"):
        assert "Sparat" in autosave(teacher, draft, seen=text, **seen)
        assert "Sparat" in autosave(teacher, draft, "done", done=text, **done)
    content = content_of(world.teacher, draft)
    assert (content.seen, content.done) == ("Två", "Två")


def test_the_same_words_from_two_pages_are_no_conflict(teacher: PageClient, draft: uuid.UUID) -> None:
    home, school = opened(teacher, draft), opened(teacher, draft)
    assert save(teacher, draft, "seen", seen=HERE, **school).status_code == 303
    assert save(teacher, draft, "seen", seen=HERE, **home).status_code == 303


def test_choices_and_boxes_are_shown_in_words(teacher: PageClient, world: World) -> None:
    draft = write_all(teacher, world)
    old = opened(teacher, draft, "contact")
    form = {"contact_name": "Lärare", "contact_phone": "070-222 22 22"}
    save(teacher, draft, "contact", urgency="acute", **form, **opened(teacher, draft, "contact"))
    late = save(teacher, draft, "contact", urgency="soon", **form, **old)
    assert late.status_code == 409
    shown = "".join(re.findall(r"<p data-saved-there>.*?</p>", late.text, re.DOTALL))
    assert "Akut: någon måste titta på det i dag" in shown
    assert "070-222" not in shown, "only what differs"


def test_what_a_browser_calls_its_page_is_an_id_or_nothing(teacher: PageClient, world: World, draft: uuid.UUID) -> None:
    autosave(teacher, draft, seen=HERE, page="Saga Påhittsdotter")
    assert "Saga" not in teacher.get("/referrals").text
    page = opened(teacher, draft)
    assert page["before"] == ""
