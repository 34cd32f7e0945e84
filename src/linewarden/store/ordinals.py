"""Running numbers for distinct keys in the order they are first seen; afterwards their place in order of the keys."""

import numba as nb
import numpy as np
import numpy.typing as npt

from linewarden.model.event import Ints

Codes = npt.NDArray[np.uint32]
"""0 for a key of 0, else 1 + a running number."""

_SPREAD = np.uint64(0x9E3779B97F4A7C15)
_LEAST_SLOTS = 1024
_WORD_BITS = 64


@nb.njit(cache=True, nogil=True)
def _shift(slots: int) -> np.uint64:
    """What leaves so many bits of a word as number the slots, a power of two."""
    shift = np.uint64(_WORD_BITS)
    while slots > 1:
        slots >>= 1
        shift -= np.uint64(1)
    return shift


@nb.njit(cache=True, nogil=True)
def _fill(keys: Ints, slot_keys: Ints, slot_codes: Codes, seen: int, start: int, out: Codes) -> tuple[int, int]:
    """Number keys from `start` until the slots are half full; (keys seen, first key that is left)."""
    shift, mask = _shift(slot_keys.size), slot_keys.size - 1
    for i in range(start, keys.size):
        key = keys[i]
        if key == 0:
            out[i] = 0
            continue
        if 2 * seen >= slot_keys.size:
            return seen, i
        slot = np.int64((np.uint64(key) * _SPREAD) >> shift)
        while slot_keys[slot] != 0 and slot_keys[slot] != key:
            slot = (slot + 1) & mask
        if slot_keys[slot] == 0:
            seen += 1
            slot_keys[slot] = key
            slot_codes[slot] = seen
        out[i] = slot_codes[slot]
    return seen, keys.size


class Ordinals:
    """Distinct int64 keys in open addressing; 12 bytes a slot, at most half of them used."""

    def __init__(self) -> None:
        self._keys = np.zeros(_LEAST_SLOTS, np.int64)
        self._codes = np.zeros(_LEAST_SLOTS, np.uint32)
        self._seen = 0

    def __len__(self) -> int:
        """Number of distinct keys."""
        return self._seen

    def add(self, keys: Ints) -> Codes:
        """The code of each key; new keys get the next ones."""
        out = np.empty(keys.size, np.uint32)
        done = 0
        while True:
            self._seen, done = _fill(keys, self._keys, self._codes, self._seen, done, out)
            if done == keys.size:
                return out
            self._grow()

    def ranked(self) -> tuple[Ints, Codes]:
        """The keys, ascending, and for each code 1 + the place of its key, 0 for 0."""
        is_used = self._keys != 0
        keys, codes = self._keys[is_used], self._codes[is_used]
        order = np.argsort(keys)
        ranks = np.zeros(keys.size + 1, np.uint32)
        ranks[codes[order]] = np.arange(1, keys.size + 1, dtype=np.uint32)
        return keys[order], ranks

    def _grow(self) -> None:
        is_used = self._keys != 0
        keys, codes = self._keys[is_used], self._codes[is_used]
        self._keys = np.zeros(self._keys.size * 2, np.int64)
        self._codes = np.zeros(self._keys.size, np.uint32)
        _put(keys, codes, self._keys, self._codes)


@nb.njit(cache=True, nogil=True)
def _put(keys: Ints, codes: Codes, slot_keys: Ints, slot_codes: Codes) -> None:
    shift, mask = _shift(slot_keys.size), slot_keys.size - 1
    for i in range(keys.size):
        slot = np.int64((np.uint64(keys[i]) * _SPREAD) >> shift)
        while slot_keys[slot] != 0:
            slot = (slot + 1) & mask
        slot_keys[slot] = keys[i]
        slot_codes[slot] = codes[i]
