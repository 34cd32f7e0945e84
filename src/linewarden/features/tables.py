"""The compiled hash table from the key of a subject to what is kept of it: open addressing with linear probing over rows of `layout.ROW` words.

It has any number of rows: a key's home is the share of them that its hash is of all hashes. So a table need not double to grow, and what moves
into a larger one comes there in order, at the speed of copying. Entries are removed by shifting back, so there are no tombstones. All
numbers are int64 on purpose: numba makes a float of int64 with uint64.
"""

import numpy as np

from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import KEY, ROW, Int, Table

NOBODY, FOREIGN = -1, -2
"""Instead of a slot: a key that is not told or not known; a key that another share answers for."""

ENTRIES, EVER = 0, 1
"""Positions in the tally of a kind: subjects held; 1 once there was one."""

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


@flat
def home_of(key: Int, seed: Int, rows: Int) -> Int:
    """The slot, of so many, from which on a key is looked for; fewer than 2^31."""
    return np.int64((np.uint64(hashed(key, seed)) >> _HALF) * np.uint64(rows) >> _HALF)


@flat
def after(slot: Int, rows: Int) -> Int:
    """The next slot, round in a ring."""
    return np.int64(slot + 1) * np.int64(slot + 1 < rows)


@compiled
def find(slots: Table, key: Int, seed: Int) -> Int:
    """The slot that has the key, or the empty one where it would go."""
    rows = slots.shape[0]
    slot = home_of(key, seed, rows)
    while slots[slot, KEY] != key and slots[slot, KEY] != 0:
        slot = after(slot, rows)
    return slot


@compiled
def remove(slots: Table, mates: Table, slot: Int, seed: Int) -> None:
    """Empties a slot and moves back what had to go past it (Knuth, vol. 3, 6.4 R). `mates`: what goes with the slots, if anything does."""
    rows = slots.shape[0]
    hole = slot
    at = after(hole, rows)
    while slots[at, KEY] != 0:
        if _steps(home_of(slots[at, KEY], seed, rows), at, rows) >= _steps(hole, at, rows):
            for word in range(ROW):
                slots[hole, word] = slots[at, word]
            if mates.shape[0]:
                mates[hole, 0], mates[hole, 1] = mates[at, 0], mates[at, 1]
            hole = at
        at = after(at, rows)
    for word in range(ROW):
        slots[hole, word] = 0
    if mates.shape[0]:
        mates[hole, 0] = mates[hole, 1] = 0


@flat
def _steps(start: Int, end: Int, rows: Int) -> Int:
    """How far it is from one slot on to another."""
    return end - start + rows * np.int64(end < start)


@compiled
def refill(old: Table, new: Table, old_mates: Table, new_mates: Table, seed: Int) -> None:
    """Copies every entry of a table, and what goes with it, into an empty one of another size."""
    for i in range(old.shape[0]):
        if old[i, KEY] != 0:
            slot = find(new, old[i, KEY], seed)
            for word in range(ROW):
                new[slot, word] = old[i, word]
            if old_mates.shape[0]:
                new_mates[slot, 0], new_mates[slot, 1] = old_mates[i, 0], old_mates[i, 1]
