"""Production refuses every unsafe setting with a sentence that says what to set."""

import pytest
from flask_sqlalchemy.session import Session
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

import config

SOUND = {
    "PREVENTION_ENV": "production",
    "PREVENTION_DATABASE_URL": "postgresql://app@db/prevention",
    "PREVENTION_SECRET_KEY": "s" * 32,
    "PREVENTION_MASTER_KEY": "m" * 32,
}


def test_debug_that_is_switched_off_is_no_debug() -> None:
    config.load(SOUND | {"PREVENTION_DEBUG": "0", "FLASK_DEBUG": "False"})


def test_a_sound_production_starts() -> None:
    settings = config.load(SOUND)
    assert settings.SQLALCHEMY_DATABASE_URI == "postgresql+psycopg://app@db/prevention"
    assert settings.SESSION_COOKIE_SECURE


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"PREVENTION_DATABASE_URL": "sqlite:///x.db"}, "Set PREVENTION_DATABASE_URL"),
        ({"PREVENTION_DATABASE_URL": ""}, "Set PREVENTION_DATABASE_URL"),
        ({"PREVENTION_SECRET_KEY": ""}, "Set PREVENTION_SECRET_KEY"),
        ({"PREVENTION_SECRET_KEY": "short"}, "at least 32 characters"),
        ({"PREVENTION_MASTER_KEY": ""}, "Set PREVENTION_MASTER_KEY"),
        ({"PREVENTION_MASTER_KEY": "m " * 20}, "has no blanks"),
        ({"PREVENTION_DEBUG": "1"}, "Unset PREVENTION_DEBUG"),
        ({"PREVENTION_DEBUG": "true"}, "Unset PREVENTION_DEBUG"),
        ({"FLASK_DEBUG": "1"}, "Unset PREVENTION_DEBUG and FLASK_DEBUG"),
    ],
)
def test_production_refuses_what_is_unsafe(change: dict[str, str], says: str) -> None:
    with pytest.raises(config.ConfigurationError, match=says):
        config.load(SOUND | change)


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"PREVENTION_ENV": "prod"}, "Set it to one of: development, production, testing"),
        ({"PREVENTION_SMTP_PORT": "many"}, "Set it to a whole number"),
        ({"PREVENTION_DATABASE_URL": "mysql://app:hush@db/prevention"}, "Set it to postgresql://"),
        (
            {"PREVENTION_OWNER_DATABASE_URL": "prevention.db"},
            "PREVENTION_OWNER_DATABASE_URL .* Set it to postgresql://",
        ),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(environ: dict[str, str], says: str) -> None:
    with pytest.raises(config.ConfigurationError, match=says):
        config.load(environ)


def test_a_bad_address_is_refused_without_its_password() -> None:
    with pytest.raises(config.ConfigurationError) as refused:
        config.load({"PREVENTION_DATABASE_URL": "mysql://app:hush@db/prevention"})
    assert "hush" not in str(refused.value)


def test_what_the_database_refuses_is_told_without_its_values(session: scoped_session[Session]) -> None:
    """The text of the error ends up in the log, and there notes, names and addresses have no place."""
    with pytest.raises(DBAPIError) as refused, session.begin_nested():
        session.execute(text("SELECT nothing FROM nowhere WHERE note = :note"), {"note": "Almas hemlighet"})
    assert "nowhere" in str(refused.value)
    assert "Almas hemlighet" not in str(refused.value)
