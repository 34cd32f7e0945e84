"""Random text that people read aloud and type."""

import secrets

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""None that is taken for another when it is read aloud."""


def readable(groups: int, length: int) -> str:
    """Groups of so many letters and digits, joined by dashes; each has five random bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(length)) for _ in range(groups))
