"""Which letters there are. A mail is read by anybody's neighbour, so each letter says what exactly may stand in it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """The text in `templates/email/<name>.txt`, its first line the subject, with the exact keys of its values."""

    name: str
    keys: frozenset[str]


LETTERS: dict[str, Letter] = {}


class UndeclaredValues(TypeError):
    """A letter whose values are not exactly those it declares."""


def letter(name: str, *keys: str) -> Letter:
    """Declare a letter once, beside the actions that send it: `letter("case_waiting", "reference", "case_id")`."""
    if name in LETTERS:
        raise RuntimeError(f"The letter {name} is declared twice.")
    LETTERS[name] = Letter(name, frozenset(keys))
    return LETTERS[name]
