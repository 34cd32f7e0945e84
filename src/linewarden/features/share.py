"""Whose values an engine keeps when several share the subjects: by a fixed hash of the key, the same in every process and on every machine."""

from dataclasses import dataclass

import numpy as np

from linewarden.errors import LinewardenError
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import Int, Int32s, Ints

_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_BY_FIRST, _BY_SECOND, _BY_THIRD, _HALF = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(32)


@dataclass(frozen=True, slots=True)
class Share:
    """Share `number` (from 0) of `of`: the subjects whose key `owner_of` gives it."""

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.number < self.of < 1 << 15:
            raise LinewardenError(f"share {self.number} of {self.of} does not exist; number the shares from 0")

    def rows(self, keys: Ints, others: Ints) -> Ints:
        """Positions, ascending, at which one of the two keys is its own; give one column twice to ask for that alone."""
        rows = np.empty(keys.size, np.int64)
        return rows[: _rows(keys, others, self.number, self.of, rows)]


@flat
def owner(key: Int, of: Int) -> Int:
    """The share of `of` that a key belongs to: see `owner_of`."""
    value = np.uint64(key)
    value = (value ^ (value >> _BY_FIRST)) * _FIRST
    value = (value ^ (value >> _BY_SECOND)) * _SECOND
    value ^= value >> _BY_THIRD
    return np.int64((value >> _HALF) * np.uint64(of) >> _HALF)


@compiled
def owners(keys: Ints, of: Int, found: Int32s) -> None:
    """Fills `found` with the share that each key belongs to."""
    for i in range(keys.size):
        found[i] = owner(keys[i], of)


@compiled
def _rows(keys: Ints, others: Ints, number: Int, of: Int, rows: Ints) -> Int:
    count = np.uintp(0)
    for i in range(keys.size):
        rows[count] = i
        count += np.uintp((owner(keys[i], of) == number) | (owner(others[i], of) == number))
    return np.int64(count)


def owner_of(keys: Ints, of: int) -> Int32s:
    """For each key the share, 0 .. `of` - 1, that it belongs to.

    The key, as 64 bits, goes through the finalizer of SplitMix64 (Steele et al., 2014); the upper half of the result, as a fraction of
    2**32, times `of`, rounded down. The same for all kinds of subject; keys not told (0) belong to share 0.
    """
    found = np.empty(keys.size, np.int32)
    owners(np.ascontiguousarray(keys, np.int64), of, found)
    return found
