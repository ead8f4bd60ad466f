"""The kinds of job, each registered by the room that knows how to do it: `@job("referrals.remind", every=time(6))`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from prevention.clock import LOCAL

Arguments = Mapping[str, Any]
Handler = Callable[[Arguments], None]
Every = timedelta | time  # an interval, or a time of day in Sweden


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job, how it is done, and how often for one that comes by itself."""

    name: str
    run: Handler
    every: Every | None


KINDS: dict[str, Kind] = {}


class UnknownKind(LookupError):
    """Nobody registered this kind. In a worker: it runs an older version than who queued the job."""


class Hopeless(Exception):
    """Raised by a handler where trying again would not help; the job is given up at once."""


def job(name: str, every: Every | None = None) -> Callable[[Handler], Handler]:
    """Register how a kind of job is done. A periodic one is queued by the worker, once a period, without arguments.

    It runs as nobody, in an app context of its own: a handler that needs secret rows says first on whose behalf. Its
    writes and its being done are committed together after it. It may run twice, so what leaves the house must be
    recognisable. Before it talks to the outside it ends its transaction, or everybody else waits (`database.reading`).
    """

    def register(handler: Handler) -> Handler:
        if name in KINDS:
            raise RuntimeError(f"The job {name} is registered twice.")
        KINDS[name] = Kind(name, handler, every)
        return handler

    return register


def kind_named(name: str) -> Kind:
    """Return the kind.

    :raises UnknownKind: where nobody registered it.
    """
    if name not in KINDS:
        raise UnknownKind(f"No room registered the job {name}. There are: {', '.join(sorted(KINDS))}.")
    return KINDS[name]


def periods(at: datetime) -> dict[str, tuple[Kind, datetime]]:
    """Return, by dedupe key, each periodic kind and when the period began that we are in."""
    begun = {kind: period_start(kind.every, at) for kind in KINDS.values() if kind.every}
    return {f"{kind.name}@{start:%Y-%m-%dT%H:%M:%SZ}": (kind, start) for kind, start in begun.items()}


def period_start(every: Every, at: datetime) -> datetime:
    if isinstance(every, timedelta):
        return datetime.fromtimestamp(at.timestamp() // every.total_seconds() * every.total_seconds(), UTC)
    today = at.astimezone(LOCAL).date()
    start = time_on(today, every)
    return start if start <= at else time_on(today - timedelta(days=1), every)


def time_on(day: date, every: time) -> datetime:
    return datetime.combine(day, every, LOCAL).astimezone(UTC)
