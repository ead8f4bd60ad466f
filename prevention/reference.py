"""Numbers that people read out on the phone: random, so that they tell nothing of how many there are."""

import secrets

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another


def new_reference(prefix: str) -> str:
    """Return for example `O-7K3M-9Q2X`: a letter of what it is, and forty random bits."""
    code = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{prefix}-{code[:4]}-{code[4:]}"
