"""Numbers that imitate a public line (signal S12): a line that people trust, worn as a tail or with one digit changed."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from linewarden.model.event import EventBlock
from linewarden.model.number import NumberKind

TRUSTED_TAILS: tuple[str, ...] = (
    "110",
    "12333",
    "12345",
    "12381",
    "96110",
    "95588",
    "95533",
    "95599",
    "95566",
    "95559",
    "95555",
    "95580",
)
"""Police, social security, government, anti-fraud and the large banks: the lines that callers pretend to be (practice)."""

_LONGEST_SHORT = 6  # a short code has at most this many digits
_SURE_TAILS = tuple(
    tail for tail in TRUSTED_TAILS if len(tail) >= 5
)  # so long a tail is no chance; "110" is, once in a thousand


def _differs_once(left: str, right: str) -> bool:
    return len(left) == len(right) and sum(a != b for a, b in zip(left, right, strict=True)) == 1


@lru_cache(maxsize=65_536)
def is_look_alike(e164: int, kind: int) -> bool:
    """True when the number is no public line but looks like one.

    Foreign and invalid numbers: a trusted tail of five digits or more, or the foreign "…0110". Short codes: one digit away from a
    trusted line. Ordinary mobiles and landlines never count: their tails are chance.
    """
    text = str(e164)
    if kind == NumberKind.FOREIGN:
        return text.endswith((*_SURE_TAILS, "0110"))
    if kind == NumberKind.INVALID and e164 > 0:
        bare = text.removeprefix("86")
        is_worn = len(bare) > _LONGEST_SHORT and bare.endswith(_SURE_TAILS)
        return is_worn or any(_differs_once(bare, tail) for tail in _SURE_TAILS)
    return False


def imitates_public_line(events: EventBlock) -> npt.NDArray[np.bool_]:
    """`is_look_alike` of each calling number; only foreign and invalid ones are looked at one by one."""
    is_like = np.zeros(len(events), np.bool_)
    for row in np.flatnonzero((events.cli_kind == NumberKind.FOREIGN) | (events.cli_kind == NumberKind.INVALID)):
        is_like[row] = is_look_alike(int(events.cli[row]), int(events.cli_kind[row]))
    return is_like
