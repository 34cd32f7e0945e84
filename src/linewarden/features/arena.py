"""Blocks of memory, handed out and taken back by compiled code; a block is told by its first word's place.

Small blocks are units of STEP words, 1 to LIGHT_SIZES of them: one that comes back is joined with free neighbours, and a larger one is cut where no other
fits, because a population that grows leaves its small blocks behind all at once and would leave as much memory unused as it uses. Large
blocks (the heavy long block, powers of two for tables and rings) are few and keep lists of their own.
"""

import numpy as np

from linewarden.errors import LinewardenError
from linewarden.features.compact.layout import HEAVY_WORDS, LIGHT_SIZES, STEP
from linewarden.features.compiled import compiled
from linewarden.features.layout import LINE, Int, Int32s, Ints
from linewarden.features.memory import reserved

# Free blocks by size: 1 to LIGHT_SIZES units; the heavy long block; 2^6 … 2^28 words for tables and rings. The first word of a free block leads
# to the next, the second of a small one to the one before.
HEAVY_SIZE = LIGHT_SIZES
LEAST_POWER, MOST_POWER = 6, 28
POWERS = HEAVY_SIZE + 1 - LEAST_POWER
"""A block of 2^n words has the size POWERS + n."""
SIZES = POWERS + MOST_POWER + 1
TOP = SIZES  # in the same array: words ever handed out

MARKS = 64
"""Then a byte for each unit, eight to a word: what free small block begins or ends there. 0 of all others."""
_BEGINS, _ENDS, _UNITS = 0x40, 0x80, 0x3F
_EIGHT, _BYTE = 8, 0xFF


@compiled
def words_of(size: Int) -> Int:
    """Words of a block of this size."""
    if size < LIGHT_SIZES:
        return (size + 1) * STEP
    if size == HEAVY_SIZE:
        return HEAVY_WORDS
    return 1 << (size - POWERS)


@compiled
def _mark(free: Ints, unit: Int) -> Int:
    return np.int64(free[MARKS + unit // _EIGHT] >> (unit % _EIGHT * _EIGHT) & _BYTE)


@compiled
def _set_mark(free: Ints, unit: Int, mark: Int) -> None:
    shift = unit % _EIGHT * _EIGHT
    word = free[MARKS + unit // _EIGHT]
    free[MARKS + unit // _EIGHT] = word & ~(_BYTE << shift) | mark << shift


@compiled
def _link(words: Ints, free: Ints, unit: Int, units: Int) -> None:
    """A free block of so many units begins here."""
    place, first = unit * STEP, free[units - 1]
    words[place], words[place + 1] = first, 0
    if first:
        words[first + 1] = place
    free[units - 1] = place
    _set_mark(free, unit, units | _BEGINS)
    last = unit + units - 1
    _set_mark(free, last, _mark(free, last) & _BEGINS | units | _ENDS)


@compiled
def _unlink(words: Ints, free: Ints, unit: Int, units: Int) -> None:
    """The free block that begins here is free no more."""
    place = unit * STEP
    after, before = words[place], words[place + 1]
    if before:
        words[before] = after
    else:
        free[units - 1] = after
    if after:
        words[after + 1] = before
    _set_mark(free, unit, 0)
    _set_mark(free, unit + units - 1, 0)


@compiled
def _fitting(words: Ints, free: Ints, size: Int) -> Int:
    """A small block, cut from the least free one that holds it; 0 when none does. One of whole cache lines begins at a line where it can."""
    units = size + 1
    for found in range(units, LIGHT_SIZES + 1):
        place = free[found - 1]
        if place == 0:
            continue
        first = place // STEP
        _unlink(words, free, first, found)
        skipped = first % 2 if units % 2 == 0 and found > units else 0
        if skipped:
            _link(words, free, first, skipped)
        if found > units + skipped:
            _link(words, free, first + skipped + units, found - units - skipped)
        return np.int64((first + skipped) * STEP)
    return np.int64(0)


@compiled
def taken_as_is(words: Ints, free: Ints, size: Int) -> Int:
    """A block with anything in it."""
    if size < LIGHT_SIZES:
        place = _fitting(words, free, size)
        if place != 0:
            return place
    else:
        place = np.int64(free[size])
        if place != 0:
            free[size] = words[place]
            return place
    place, wanted = np.int64(free[TOP]), words_of(size)
    if wanted % LINE == 0 and place % LINE != 0:
        free[TOP] = place + STEP
        give_back(words, free, 0, place)
        place += STEP
    free[TOP] = place + wanted
    return place


@compiled
def taken(words: Ints, free: Ints, size: Int) -> Int:
    """A block of zeros."""
    top = free[TOP]
    place = taken_as_is(words, free, size)
    if place < top:  # used before
        for i in range(words_of(size)):
            words[place + i] = 0
    return place


@compiled
def give_back(words: Ints, free: Ints, size: Int, place: Int) -> None:
    """Let the block be handed out again."""
    if size >= LIGHT_SIZES:
        words[place] = free[size]
        free[size] = place
        return
    unit, units = place // STEP, size + 1
    after = _mark(free, unit + units)
    if after & _BEGINS and units + (after & _UNITS) <= LIGHT_SIZES:
        _unlink(words, free, unit + units, after & _UNITS)
        units += after & _UNITS
    before = _mark(free, unit - 1)
    if before & _ENDS and units + (before & _UNITS) <= LIGHT_SIZES:
        unit -= before & _UNITS
        _unlink(words, free, unit, before & _UNITS)
        units += before & _UNITS
    _link(words, free, unit, units)


@compiled
def copied_block(words: Ints, free: Ints, size: Int, place: Int) -> Int:
    """The place of another block with the same words."""
    new = taken_as_is(words, free, size)
    for i in range(words_of(size)):
        words[new + i] = words[place + i]
    return new


class Arena:
    """All blocks of one engine. Address space is set aside at once, memory as it is written to: nothing ever moves."""

    def __init__(self) -> None:
        self.words: Ints = reserved()
        self.free: Ints = reserved()
        most = (self.free.size - MARKS) * STEP * _EIGHT  # words whose marks there is room for
        self._full = min(self.words.size, most) // 8 * 7
        self.free[TOP] = LINE  # place 0 means none

    def check_room(self) -> None:
        """Raises `LinewardenError` once so little address space is left that the next events might not fit: compiled code would write beyond it."""
        if int(self.free[TOP]) > self._full:
            raise LinewardenError(
                f"the features hold {self.nbytes >> 30} GB, all that this machine gives; spread them with `shards` or a [cluster], or give it more memory"
            )

    @property
    def lists(self) -> Ints:
        """The lists of free blocks, and the marks of the units ever handed out; a view."""
        return self.free[: MARKS + int(self.free[TOP]) // (STEP * _EIGHT) + 1]

    @lists.setter
    def lists(self, lists: Ints) -> None:
        self.free[: lists.size] = lists

    @property
    def halves(self) -> Int32s:
        """The same memory, two int32 to a word."""
        return self.words.view(np.int32)

    @property
    def handed_out(self) -> Ints:
        """The words ever handed out, a view."""
        return self.words[: self.free[TOP]]

    @handed_out.setter
    def handed_out(self, words: Ints) -> None:
        self.words[: words.size] = words

    @property
    def nbytes(self) -> int:
        """Bytes ever handed out, and their marks."""
        return int(self.free[TOP]) * 8 + self.lists.nbytes
