"""A query as ranges of keys: worked out once, then looked for in every sealed range and in what is not sealed."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from linewarden.model.event import Ints
from linewarden.store.kinds import KINDS, MOST_DIGITS, key_ranges
from linewarden.store.postings import reversed_digits
from linewarden.store.query import Query

ALWAYS_US = (-(2**62), 2**62)


class Test(IntEnum):
    """How a criterion is met by the two columns of its kind."""

    EITHER = 0  # a key of one of them lies in one of the ranges
    SUFFIX = 1  # a number ends with digits: ranges are [reversed digits), then (last digits, least number that is long enough)
    BOTH = 2  # keys of both lie in the range


@dataclass(frozen=True, slots=True)
class Sought:
    """Rows wanted: those that meet every criterion, with a setup in [since, until)."""

    criteria: Ints  # shape (n, 5): Test, place in KINDS, first range, end of its ranges, for a suffix 10 to the number of its digits
    ranges: Ints  # shape (n, 2): [low, high)
    since_us: int
    until_us: int


def sought(query: Query) -> Sought:
    """What to look for."""
    criteria: list[tuple[int, int, int, int, int]] = []
    ranges: list[tuple[int, int]] = []

    def want(test: Test, kind: int, wanted: list[tuple[int, int]], scale: int = 0) -> None:
        criteria.append((test, kind, len(ranges), len(ranges) + len(wanted), scale))
        ranges.extend(wanted)

    if query.number is not None:
        want(Test.BOTH if query.number == query.counterpart else Test.EITHER, 0, _one(query.number))
    if query.counterpart not in {None, query.number}:
        want(Test.EITHER, 0, _one(query.counterpart or 0))
    if query.prefix is not None:
        want(Test.EITHER, 0, _with_prefix(query.prefix))
    if query.suffix is not None:
        digits = len(query.suffix)
        wanted = [reversed_digits(query.suffix), (int(query.suffix), 10 ** (digits - 1))]
        want(Test.SUFFIX, 0, wanted, 10**digits)
    for place, kind in enumerate(KINDS):
        text = getattr(query, kind.name)
        if kind.how != "number" and text is not None:
            want(Test.EITHER, place, key_ranges(kind, text))
    since, until = query.since_us, query.until_us
    return Sought(
        np.array(criteria, np.int64).reshape(-1, 5),
        np.array(ranges, np.int64).reshape(-1, 2),
        ALWAYS_US[0] if since is None else since,
        ALWAYS_US[1] if until is None else until,
    )


def _one(number: int) -> list[tuple[int, int]]:
    return [(number, number + 1)] if number else []


def _with_prefix(prefix: str) -> list[tuple[int, int]]:
    """Ranges of the numbers of any length that begin with these digits; none begins with 0."""
    if prefix.startswith("0"):
        return []
    value = int(prefix)
    return [(value * 10**more, (value + 1) * 10**more) for more in range(MOST_DIGITS - len(prefix) + 1)]
