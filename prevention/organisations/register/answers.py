"""One answer of the register as bytes, and reading values out of it without trusting any."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NoReturn

UNSTORABLE = frozenset({"Cc", "Cs"})  # control characters and lone surrogates, which PostgreSQL refuses


class Fault(ValueError):
    """Why an answer or a school in it cannot be used: a clause for people, such as `is no JSON`."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a file or an address held; `name` is how people find it again."""

    name: str
    content: bytes

    def body(self) -> dict[str, Any]:
        """Return the answer's `body`.

        :raises Fault: for anything but an answer as the API gives it.
        """
        try:
            document = json.loads(self.content.decode("utf-8-sig"), parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            raise Fault(f"is no JSON ({shortened(str(error))})") from None
        body = document.get("body") if isinstance(document, dict) else None
        if not isinstance(body, dict):
            raise Fault("has no body, as an answer of the API has")
        return body


def refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def text_of(thing: dict[str, Any], key: str, longest: int) -> str:
    """Return a text that must be there.

    :raises Fault: where it is missing, too long or holds what no database stores.
    """
    found = optional_text(thing, key, longest)
    if found is None:
        raise Fault(f"has no {key}")
    return found


def optional_text(thing: dict[str, Any], key: str, longest: int) -> str | None:
    value = thing.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Fault(f"has {key} {shortened(repr(value))}, which is no text")
    if any(unicodedata.category(character) in UNSTORABLE for character in value):
        raise Fault(f"has control characters in {key}")
    value = " ".join(value.split())
    if len(value) > longest:
        raise Fault(f"has {key} of {len(value)} characters, at most {longest} fit")
    return value or None


def objects_of(thing: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """Yield the objects of a list; a missing list is empty.

    :raises Fault: where it is no list of objects.
    """
    value = thing.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Fault(f"has {key} that is no list of objects")
    yield from value


def object_of(thing: dict[str, Any], key: str) -> dict[str, Any]:
    """Return an object; a missing one is empty.

    :raises Fault: where it is something else.
    """
    value = thing.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Fault(f"has {key} that is no object")
    return value


def count_of(thing: dict[str, Any], key: str) -> int:
    value = thing.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Fault(f"has {key} {shortened(repr(value))}, which is no count")
    return value


def shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
