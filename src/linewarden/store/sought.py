"""A query as ranges of keys: worked out once, then looked for in every shelf."""

from dataclasses import dataclass

import numpy as np

from linewarden.model.event import Ints
from linewarden.store.postings import TEXT_KEYS, reversed_digits, text_key
from linewarden.store.query import Query

_MOST_DIGITS = 18
_ALWAYS_US = (-(2**63), 2**63 - 1)


@dataclass(frozen=True, slots=True)
class Sought:
    """Rows wanted: for every criterion a kind of posting and ranges [low, high) of its keys, shape (ranges, 2)."""

    keys: tuple[tuple[str, Ints], ...]
    setup_us: Ints  # [since, until)
    is_bounded: bool  # False when any time will do


def sought(query: Query) -> Sought:
    """What to look for in every shelf."""
    keys = []
    if query.number is not None:
        keys.append(("number", _ranges([(query.number, query.number + 1)])))
    if query.prefix is not None:
        keys.append(("number", _ranges(_with_prefix(query.prefix))))
    if query.suffix is not None:
        keys.append(("suffix", _ranges([reversed_digits(query.suffix)])))
    for kind in TEXT_KEYS:
        value = getattr(query, kind)
        if value is not None:
            key = text_key(kind, value)
            keys.append((kind, _ranges([(key, key + 1)])))
    since, until = query.since_us, query.until_us
    bounds = [_ALWAYS_US[0] if since is None else since, _ALWAYS_US[1] if until is None else until]
    return Sought(tuple(keys), np.array(bounds, np.int64), (since, until) != (None, None))


def _with_prefix(prefix: str) -> list[tuple[int, int]]:
    """Ranges of the numbers of any length that begin with these digits; none begins with 0."""
    if prefix.startswith("0"):
        return []
    value = int(prefix)
    return [(value * 10**more, (value + 1) * 10**more) for more in range(_MOST_DIGITS - len(prefix) + 1)]


def _ranges(pairs: list[tuple[int, int]]) -> Ints:
    return np.array(pairs, np.int64).reshape(-1, 2)
