"""When a message that was not taken is tried again."""

from datetime import timedelta

FIRST, LONGEST = timedelta(seconds=10), timedelta(hours=1)
MOST_ATTEMPTS = 12
"""Over about four hours: then it is given up, and somebody should have called."""


def wait_after(attempts: int) -> timedelta | None:
    """So long after the attempt of this number, doubling; None: give up."""
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(FIRST * float(2 ** (attempts - 1)), LONGEST)
