"""The compiled hash table from the key of a subject to what is kept of it: open addressing with linear probing over rows of `layout.ROW` words.

Entries are removed by shifting back, so there are no tombstones. All numbers are int64 on purpose: numba makes a float of int64 with uint64.
"""

import numpy as np

from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import KEY, ROW, Int, Table

NOBODY, FOREIGN = -1, -2
"""Instead of a slot: a key that is not told or not known; a key that another share answers for."""

_MIX = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


@flat
def hashed(key: Int, seed: Int) -> Int:
    """64 bits. The seed keeps outsiders from choosing numbers that collide."""
    value = np.uint64(key ^ seed)
    value ^= value >> _HALF
    value *= _MIX
    value ^= value >> _HALF
    value *= _MIX
    value ^= value >> _HALF
    return np.int64(value)


@compiled
def find(slots: Table, key: Int, seed: Int) -> Int:
    """The slot that has the key, or the empty one where it would go."""
    mask = slots.shape[0] - 1
    slot = np.int64(hashed(key, seed) & mask)
    while slots[slot, KEY] != key and slots[slot, KEY] != 0:
        slot = np.int64((slot + 1) & mask)
    return slot


@compiled
def remove(slots: Table, slot: Int, seed: Int) -> None:
    """Empties a slot and moves back what had to go past it (Knuth, vol. 3, 6.4 R)."""
    mask = slots.shape[0] - 1
    hole = slot
    at = (hole + 1) & mask
    while slots[at, KEY] != 0:
        home = hashed(slots[at, KEY], seed) & mask
        if (at - home) & mask >= (at - hole) & mask:
            for word in range(ROW):
                slots[hole, word] = slots[at, word]
            hole = at
        at = (at + 1) & mask
    for word in range(ROW):
        slots[hole, word] = 0


@compiled
def refill(old: Table, new: Table, seed: Int) -> None:
    """Copies every entry of a table into an empty one of another size."""
    for i in range(old.shape[0]):
        if old[i, KEY] != 0:
            slot = find(new, old[i, KEY], seed)
            for word in range(ROW):
                new[slot, word] = old[i, word]
