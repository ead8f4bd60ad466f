"""Sign-in: one answer for every reason it fails, and never to another host."""

import contextvars
import logging

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from prevention.accounts import passwords
from prevention.extensions import db
from tests.client import PageClient
from tests.world import World

from .people import PASSWORD, is_signed_in, person, recorded, try_to_sign_in, with_password

TEACHER = "teacher@9901.example"


def test_the_right_password_signs_in_and_is_recorded(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    answer = client.post("/sign-in", data={"email": f" {TEACHER.upper()} ", "password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)
    assert person(world.teacher).last_signed_in_at is not None
    (event,) = recorded("sign_in.succeeded")
    assert (event.actor_id, event.object_id, event.chain) == (world.teacher, world.teacher, world.town.municipality)


def test_an_a_with_a_ring_is_the_same_from_every_keyboard(client: PageClient, world: World) -> None:
    with_password(world.teacher, "sjung på ängen ikväll")
    assert try_to_sign_in(client, TEACHER, "sjung pa\u030a a\u0308ngen ikva\u0308ll") == 303


@pytest.mark.parametrize("why", ["wrong password", "unknown", "deactivated", "no password"])
def test_every_failure_gets_the_same_answer_after_the_same_work(
    why: str, client: PageClient, world: World, now: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_password(world.teacher)
    checked = checked_hashes(monkeypatch)
    email, password = prepare(why, world)
    answer = client.post("/sign-in", data={"email": email, "password": password})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "E-postadressen eller lösenordet stämmer inte" in page
    assert f'value="{email}"' in page
    assert password not in page
    assert len(checked) == 1
    assert (checked[0] == passwords.dummy_hash()) == (why != "wrong password")
    assert len(recorded("sign_in.failed")) == 1
    assert not is_signed_in(client)


def checked_hashes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the hashes that passwords are checked against, as it happens."""
    checked: list[str] = []
    verify = PasswordHasher.verify

    def note(self: PasswordHasher, known: str, given: str) -> bool:
        checked.append(known)
        return verify(self, known, given)

    monkeypatch.setattr(PasswordHasher, "verify", note)
    return checked


def prepare(why: str, world: World) -> tuple[str, str]:
    teacher = person(world.teacher)
    if why == "deactivated":
        teacher.deactivated_at = teacher.created_at
    if why == "no password":
        teacher.password_hash = None
    db.session.commit()
    email = "stranger@9901.example" if why == "unknown" else TEACHER
    return email, "another long password" if why == "wrong password" else PASSWORD


def test_the_dummys_password_opens_nothing(client: PageClient, world: World) -> None:
    for email in (TEACHER, "stranger@9901.example"):
        assert try_to_sign_in(client, email, passwords.DUMMY) == 422
    with_password(world.teacher, passwords.DUMMY)
    assert try_to_sign_in(client, TEACHER, passwords.DUMMY) == 303


def test_a_failure_is_recorded_on_the_person_or_on_nobody(client: PageClient, world: World) -> None:
    try_to_sign_in(client, TEACHER)
    try_to_sign_in(client, "stranger@9901.example")
    nobody, known = sorted(recorded("sign_in.failed"), key=lambda event: event.object_type == "person")
    assert (known.object_id, known.chain, known.actor_id) == (world.teacher, world.town.municipality, None)
    assert (nobody.object_type, nobody.object_id, nobody.details) == ("stranger", None, {})


def test_empty_fields_say_what_to_write_and_check_nothing(client: PageClient, world: World) -> None:
    page = client.post("/sign-in", data={"email": "", "password": ""}).get_data(as_text=True)
    assert "Skriv din e-postadress." in page
    assert "Skriv ditt lösenord." in page
    assert recorded("sign_in.failed") == []


def test_a_hash_of_older_parameters_is_made_anew(client: PageClient, world: World) -> None:
    teacher = person(world.teacher)
    old = teacher.password_hash = passwords.hasher_with(16, 2).hash(PASSWORD)
    db.session.commit()
    assert try_to_sign_in(client, TEACHER) == 303
    renewed = person(world.teacher).password_hash
    assert renewed is not None
    assert renewed != old
    assert not passwords.needs_rehash(renewed)


def test_a_session_from_before_does_not_carry_over_but_the_language_does(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    with client.session_transaction() as session:
        session.update({"language": "en", "left": "over"})
    try_to_sign_in(client, TEACHER)
    with client.session_transaction() as session:
        assert "left" not in session
        assert session["language"] == "en"


@pytest.mark.parametrize("target", ["/account", "/people?q=%C3%A5sa&after=1", "/"])
def test_one_comes_back_to_where_one_was(target: str, client: PageClient, world: World) -> None:
    with_password(world.teacher)
    form = {"email": TEACHER, "password": PASSWORD}
    assert client.post("/sign-in", query_string={"next": target}, data=form).location == target
    assert client.get("/sign-in", query_string={"next": target}).location == target


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "evil.example",
        "javascript:alert(1)",
        "/account\nSet-Cookie: x=y",
        "",
    ],
)
def test_another_host_is_never_where_one_goes(target: str, client: PageClient, world: World) -> None:
    with_password(world.teacher)
    form = {"email": TEACHER, "password": PASSWORD}
    assert client.post("/sign-in", query_string={"next": target}, data=form).location == "/"
    assert client.get("/sign-in", query_string={"next": target}).location == "/"


def test_nothing_of_it_reaches_the_log(client: PageClient, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with_password(world.teacher)
    try_to_sign_in(client, TEACHER, "not the right password")
    try_to_sign_in(client, TEACHER)
    assert is_signed_in(client)
    for secret in (PASSWORD, "not the right password", TEACHER):
        assert secret not in caplog.text


def test_signing_out_ends_the_session_and_is_recorded(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    assert is_signed_in(client)
    answer = client.post("/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert not is_signed_in(client)
    (event,) = recorded("sign_in.ended")
    assert (event.actor_id, event.object_id) == (world.teacher, world.teacher)
    assert "loggades ut" not in client.get("/sign-in").get_data(as_text=True)


def test_a_cookie_copied_before_signing_out_is_worth_nothing_after(client: PageClient, world: World) -> None:
    client.sign_in(world.teacher)
    copied = client.get_cookie("prevention")
    assert copied
    client.post("/sign-out")
    client.set_cookie("prevention", copied.value)
    assert not is_signed_in(client)


def test_a_form_without_its_token_signs_nobody_in(client: PageClient, world: World) -> None:
    with_password(world.teacher)
    client.application.config["WTF_CSRF_ENABLED"] = True
    strict = FlaskClient(client.application)
    answer = contextvars.Context().run(strict.post, "/sign-in", data={"email": TEACHER, "password": PASSWORD})
    assert answer.status_code == 400
    assert try_to_sign_in(client, TEACHER) == 303


def test_a_password_longer_than_any_is_refused_before_it_is_worked_on(
    client: PageClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bringing a text of a million combining marks into one form would keep a worker busy for an hour."""
    worked_on: list[str] = []

    def work_on(given: str) -> str:
        worked_on.append(given)
        return given

    monkeypatch.setattr(passwords, "one_form", work_on)
    answer = client.post("/sign-in", data={"email": TEACHER, "password": "\u0300\u0316" * 5000})
    assert answer.status_code == 422
    client.sign_in(world.teacher)
    data = {"current": "\u0300\u0316" * 5000, "new": PASSWORD, "again": PASSWORD}
    assert client.post("/account/password", data=data).status_code == 422
    assert worked_on == []
