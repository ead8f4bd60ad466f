"""Settings, read from the environment once at start.

Every variable begins with `PREVENTION_`. `Production` refuses to start half-configured: each refusal is a sentence that
says what to set.
"""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent
INSTANCE = Path(os.environ.get("PREVENTION_INSTANCE", ROOT / "instance"))
OFF = frozenset({"", "0", "false", "no"})  # what Flask, too, takes for a switch that is off


class ConfigurationError(RuntimeError):
    """A setting is missing or unsafe; the message says what to set."""


class Config:
    """What all environments share."""

    DEBUG = False
    TESTING = False
    SECRET_KEY: str | None = "only-for-trying-it-out"  # noqa: S105  Production refuses it
    MASTER_KEY: str | None = "only-for-trying-it-out, the master key"
    EARLIER_MASTER_KEYS: tuple[str, ...] = ()  # they still open what they wrapped, until `prevention keys rotate`
    SQLALCHEMY_DATABASE_URI = f"sqlite:///{INSTANCE / 'prevention.db'}"
    OWNER_DATABASE_URI: str | None = None
    MUST_BE_FENCED = False  # refuse a database login that row-level security does not bind; else only warn
    SQLALCHEMY_ENGINE_OPTIONS: Mapping[str, object] = {"hide_parameters": True}  # errors are logged: no note, no name

    SESSION_COOKIE_NAME = "prevention"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = False
    SESSION_IDLE = timedelta(minutes=60)
    SESSION_ABSOLUTE = timedelta(hours=12)
    SESSION_REFRESH_EACH_REQUEST = False
    INVITATION_LIFETIME = timedelta(days=7)
    WTF_CSRF_TIME_LIMIT = None  # lives as long as the session does

    MAX_CONTENT_LENGTH = 16 * 1024 * 1024
    MAX_FORM_MEMORY_SIZE = 2 * 1024 * 1024
    SEND_FILE_MAX_AGE_DEFAULT = timedelta(days=365)

    BABEL_DEFAULT_LOCALE = "sv"
    BABEL_DEFAULT_TIMEZONE = "Europe/Stockholm"
    LANGUAGES: Mapping[str, str] = {"sv": "Svenska", "en": "English"}

    BASE_URL: str | None = None  # for links in mail, which no request header may choose
    SMTP_HOST: str | None = None
    SMTP_PORT = 25
    SMTP_USER: str | None = None
    SMTP_PASSWORD: str | None = None
    SMTP_STARTTLS = False
    MAIL_FROM: str | None = None

    CLAMD: str | None = None  # where files are searched for viruses: host:port, or the path of a socket
    TRUSTED_PROXIES = 0
    PASSWORD_MEMORY_KIB = 9_216  # a profile of argon2id that OWASP holds equal to 19 MiB: a worker keeps what it took
    PASSWORD_PASSES = 4

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Take over what the environment says, keeping the type of each default."""
        text = {
            "SECRET_KEY": "SECRET_KEY",
            "MASTER_KEY": "MASTER_KEY",
            "DATABASE_URL": "SQLALCHEMY_DATABASE_URI",
            "OWNER_DATABASE_URL": "OWNER_DATABASE_URI",
            "BASE_URL": "BASE_URL",
            "SMTP_HOST": "SMTP_HOST",
            "SMTP_USER": "SMTP_USER",
            "SMTP_PASSWORD": "SMTP_PASSWORD",
            "MAIL_FROM": "MAIL_FROM",
            "CLAMD": "CLAMD",
        }
        for variable, setting in text.items():
            if value := environ.get(f"PREVENTION_{variable}"):
                setattr(self, setting, value)
        for variable in ("SMTP_PORT", "TRUSTED_PROXIES"):
            if value := environ.get(f"PREVENTION_{variable}"):
                setattr(self, variable, whole_number(variable, value))
        self.EARLIER_MASTER_KEYS = tuple(environ.get("PREVENTION_EARLIER_MASTER_KEYS", "").split())
        self.SMTP_STARTTLS = environ.get("PREVENTION_SMTP_STARTTLS") == "1"
        for variable, setting in (
            ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI"),
            ("OWNER_DATABASE_URL", "OWNER_DATABASE_URI"),
        ):
            if url := getattr(self, setting):
                setattr(self, setting, with_driver(variable, url))


class Development(Config):
    """For trying it out and for building it: SQLite in `instance/`, plain http."""


class Testing(Config):
    """For the tests: cheap password hashes, the secret of nobody."""

    TESTING = True
    SECRET_KEY = "tests-only"  # noqa: S105  no secret
    PASSWORD_MEMORY_KIB = 8
    PASSWORD_PASSES = 1
    SERVER_NAME = "localhost"


class Production(Config):
    """What a municipality runs. Refuses what would be unsafe."""

    SECRET_KEY = None
    MASTER_KEY = None
    SQLALCHEMY_DATABASE_URI = ""
    SESSION_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-prevention"
    MUST_BE_FENCED = True

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        """Read the environment, then refuse every unsafe setting with a sentence.

        :raises ConfigurationError: naming the first setting that is missing or unsafe.
        """
        super().__init__(environ)
        if any(environ.get(name, "").lower() not in OFF for name in ("PREVENTION_DEBUG", "FLASK_DEBUG")):
            raise ConfigurationError("Debug mode shows secrets to visitors. Unset PREVENTION_DEBUG and FLASK_DEBUG.")
        if not self.SQLALCHEMY_DATABASE_URI.startswith("postgresql"):
            raise ConfigurationError(
                "Production runs on PostgreSQL. Set PREVENTION_DATABASE_URL to postgresql://user:password@host/database."
            )
        if len(self.SECRET_KEY or "") < 32:
            raise ConfigurationError(
                "Sessions need a secret key of at least 32 characters. Set PREVENTION_SECRET_KEY, for example to the "
                "output of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
            )
        if len(self.MASTER_KEY or "") < 32:
            raise ConfigurationError(
                "Secret fields need a master key of at least 32 characters. Set PREVENTION_MASTER_KEY, keep a copy "
                "outside the database, and never change it without `prevention keys rotate`."
            )
        if len((self.MASTER_KEY or "").split()) > 1:
            raise ConfigurationError(
                "A master key has no blanks: they part the keys in PREVENTION_EARLIER_MASTER_KEYS. Set "
                "PREVENTION_MASTER_KEY to another."
            )


ENVIRONMENTS: Mapping[str, type[Config]] = {
    "development": Development,
    "testing": Testing,
    "production": Production,
}


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Return the settings of the environment named by `PREVENTION_ENV` (development where it is unset).

    :raises ConfigurationError: for an unknown name, or as `Production` does.
    """
    name = environ.get("PREVENTION_ENV", "development")
    if name not in ENVIRONMENTS:
        raise ConfigurationError(f"PREVENTION_ENV is {name!r}. Set it to one of: {', '.join(sorted(ENVIRONMENTS))}.")
    return ENVIRONMENTS[name](environ)


def whole_number(variable: str, value: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise ConfigurationError(f"PREVENTION_{variable} is {value!r}. Set it to a whole number.") from None


def with_driver(variable: str, url: str) -> str:
    """Name the driver in a PostgreSQL address, so that the usual `postgresql://` form works as people write it.

    :raises ConfigurationError: for another database; the address is not repeated, since it may hold a password.
    """
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    if not url.startswith(("postgresql+psycopg://", "sqlite:")):
        raise ConfigurationError(
            f"PREVENTION_{variable} names no database that this runs on. Set it to "
            "postgresql://user:password@host/database, or unset it to try things on SQLite."
        )
    return url
