"""One's own account: what one holds, the language, the password."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from tests.client import PageClient
from tests.world import World

from .people import PASSWORD, is_signed_in, person, recorded, try_to_sign_in, with_password

NEW = "sju sega gäss simmar"
Counter = Callable[[], AbstractContextManager[list[str]]]


def change(client: PageClient, current: str = PASSWORD, new: str = NEW, again: str | None = None) -> tuple[int, str]:
    answer = client.post("/account/password", data={"current": current, "new": new, "again": again or new})
    return answer.status_code, answer.get_data(as_text=True)


def test_the_page_shows_who_one_is(client: PageClient, world: World, count_queries: Counter) -> None:
    client.sign_in(world.teacher)
    with count_queries() as sent:
        page = client.get("/account").get_data(as_text=True)
    assert "teacher@9901.example" in page
    assert "Lärare, Almköpings norra skola" in page
    assert len(sent) <= 3


def test_without_a_role_the_page_says_whom_to_ask(client: PageClient, world: World) -> None:
    page = client.sign_in(world.nobody).get("/account").get_data(as_text=True)
    assert "Ingen än. Fråga kommunens systemadministratör." in page


def test_a_new_password_keeps_this_session_and_ends_the_others(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in(world.teacher)
    client.sign_in(world.teacher)
    assert is_signed_in(other)
    assert change(client)[0] == 303
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert try_to_sign_in(other, "teacher@9901.example") == 422
    assert try_to_sign_in(other, "teacher@9901.example", NEW) == 303
    (event,) = recorded("password.changed")
    assert (event.actor_id, event.object_id, event.details) == (world.teacher, world.teacher, {})


def test_another_current_password_changes_nothing_and_is_counted(client: PageClient, world: World) -> None:
    before = with_password(world.teacher).password_hash
    client.sign_in(world.teacher)
    status, page = change(client, current="not my password")
    assert status == 422
    assert "Det är inte ditt nuvarande lösenord." in page
    assert [change(client, current="not my password")[0] for _ in range(5)] == [422] * 4 + [429]
    assert change(client)[0] == 429
    assert person(world.teacher).password_hash == before
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("elva tecken", "Använd minst 12 tecken."),
        ("x" * 201, "Använd högst 200 tecken."),
        ("Lösenord123456!", "Många använder det lösenordet"),
        ("losenordlosenord", "Många använder det lösenordet"),
        ("123456789012", "Många använder det lösenordet"),
        ("qwertyuiopas", "Många använder det lösenordet"),
        ("aaaaaaaaaaaab", "Många använder det lösenordet"),
        ("P4ssw0rd!2026", "Många använder det lösenordet"),
        ("teacher9901example", "utan ditt namn"),
        ("Teacher@9901.example", "utan ditt namn"),
        ("teacher20261118", "utan ditt namn"),
    ],
)
def test_a_password_that_would_be_guessed_is_refused(new: str, sentence: str, client: PageClient, world: World) -> None:
    with_password(world.teacher)
    client.sign_in(world.teacher)
    status, page = change(client, new=new)
    assert status == 422
    assert sentence in page
    assert new not in page
    assert change(client)[0] == 303


def test_two_different_passwords_are_not_taken(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    client.sign_in(world.teacher)
    status, page = change(client, again="sju sega gäss simmar inte")
    assert status == 422
    assert "Lösenorden är olika." in page


def test_a_name_in_a_long_password_is_no_fault(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    client.sign_in(world.teacher)
    assert change(client, new="the teacher of the seven geese")[0] == 303


def test_the_language_is_kept_for_the_next_sign_in(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    assert client.post("/account/language", data={"language": "en"}).status_code == 303
    assert '<h1 class="ds-heading" data-size="lg">My account</h1>' in client.get("/account").get_data(as_text=True)
    assert person(world.teacher).language == "en"
    assert recorded("language.changed")[0].details == {"language": "en"}


def test_another_language_is_refused(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    answer = client.post("/account/language", data={"language": "xx"})
    assert answer.status_code == 422
    assert "Välj ett språk." in answer.get_data(as_text=True)
    assert person(world.teacher).language == "sv"
