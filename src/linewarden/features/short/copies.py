"""A short block once more, for a subject that has a state of its own from now on."""

import numpy as np

from linewarden.features.arena import POWERS, copied_block
from linewarden.features.compiled import compiled
from linewarden.features.layout import BYTE, Int, Ints
from linewarden.features.short.everyday import size_of
from linewarden.features.short.layout import BUSY, BUSY_SIZE, LATE, MET, RING, RING_EVENT_BITS, WINDOWS
from linewarden.features.short.places import bits_at, place_at


@compiled
def copied(words: Ints, free: Ints, pointer: Int) -> Int:
    """The pointer to the copy; 0 of none."""
    if pointer & BYTE != BUSY:
        room = pointer >> 8 & BYTE
        if room == 0:
            return pointer
        return copied_block(words, free, size_of(room), pointer >> 16) << 16 | pointer & 0xFFFF
    block = copied_block(words, free, BUSY_SIZE, pointer >> 16)
    _own(words, free, block + RING, POWERS + RING_EVENT_BITS)
    _own(words, free, block + MET, POWERS + 1)
    for window in range(WINDOWS):
        _own(words, free, block + LATE + window, POWERS + RING_EVENT_BITS)
    return block << 16 | BUSY


@compiled
def _own(words: Ints, free: Ints, where: Int, least: Int) -> None:
    """A ring, table or heap of its own instead of the one that is told there, if one is; `least`: size of the block for one entry."""
    if place_at(words, where):
        bits = bits_at(words, where)
        words[where] = np.int64(copied_block(words, free, least + bits, place_at(words, where))) << 8 | bits
