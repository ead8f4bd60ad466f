"""Failed sign-ins, counted for a while: per account against guessing one, per address against trying many.

Who tried is kept as keyed hashes only, so the table names nobody. What is refused is not counted, so that the door
opens again though somebody keeps knocking.
"""

import hashlib
import hmac
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import InstrumentedAttribute

from prevention import clock
from prevention.extensions import db

from .models import FailedSignIn

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 5
PER_ADDRESS = 30  # a whole school may share one


class TooManyTries(Exception):
    """The door is closed for a while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Tried:
    """Who tries: an account, whether it exists or not, from an address."""

    account_key: str
    address_key: str


def tried(email: str, address: str | None) -> Tried:
    return Tried(keyed("account", email), keyed("address", network_of(address)))


def refuse_too_many(who: Tried) -> None:
    """Let pass, or tell how long to wait.

    :raises TooManyTries: after five failures of the account or thirty from the address within fifteen minutes.
    """
    opens = [
        opens_at(FailedSignIn.account_key, who.account_key, PER_ACCOUNT),
        opens_at(FailedSignIn.address_key, who.address_key, PER_ADDRESS),
    ]
    if closed := [at for at in opens if at]:
        raise TooManyTries(math.ceil((max(closed) - clock.now()).total_seconds()))


def remember_failure(who: Tried) -> bool:
    """Count a failure, clear what is too old to count, and tell whether the account's door closes by it."""
    at = clock.now()
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.at <= at - WINDOW))
    db.session.add(FailedSignIn(account_key=who.account_key, address_key=who.address_key, at=at))
    db.session.flush()
    try:
        refuse_too_many(who)
    except TooManyTries:
        return True
    return False


def forget_failures(who: Tried) -> None:
    """Forget the account's failures after the right password; others from the same address stay counted."""
    db.session.execute(delete(FailedSignIn).where(FailedSignIn.account_key == who.account_key))


def opens_at(column: InstrumentedAttribute[str], key: str, limit: int) -> datetime | None:
    """Return when the newest failures no longer reach the limit, or None where they do not."""
    newest = (
        select(FailedSignIn.at)
        .where(column == key, FailedSignIn.at > clock.now() - WINDOW)
        .order_by(FailedSignIn.at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    at = db.session.scalar(newest)
    return at + WINDOW if at else None


def keyed(kind: str, text: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"failed-sign-in:{kind}:{text}".encode(), hashlib.sha256).hexdigest()


def network_of(address: str | None) -> str:
    """Return the address, or the /64 that one subscriber has of an IPv6 address."""
    try:
        known = ip_address(address or "")
    except ValueError:
        return address or ""
    return str(ip_network(f"{known}/64", strict=False)) if isinstance(known, IPv6Address) else str(known)
