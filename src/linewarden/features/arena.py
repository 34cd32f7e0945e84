"""Blocks of memory in a few sizes, handed out and taken back by compiled code; a block is told by its first word's place."""

import numba as nb
import numpy as np

from linewarden.features.compact.layout import HEAVY_WORDS, LIGHT_SIZES, STEP
from linewarden.features.layout import LINE, Int, Int32s, Ints
from linewarden.features.memory import reserved

# Free blocks by size: LIGHT_SIZES small ones, STEP words apart; the heavy long block; 2^6 … 2^28 words for tables and rings.
HEAVY_SIZE = LIGHT_SIZES
LEAST_POWER, MOST_POWER = 6, 28
POWERS = HEAVY_SIZE + 1 - LEAST_POWER
"""A block of 2^n words has the size POWERS + n."""
SIZES = POWERS + MOST_POWER + 1
TOP = SIZES  # in the same array: words ever handed out


@nb.njit(cache=True, nogil=True)
def words_of(size: Int) -> Int:
    """Words of a block of this size."""
    if size < LIGHT_SIZES:
        return (size + 1) * STEP
    if size == HEAVY_SIZE:
        return HEAVY_WORDS
    return 1 << (size - POWERS)


@nb.njit(cache=True, nogil=True)
def taken_as_is(words: Ints, free: Ints, size: Int) -> Int:
    """A block with anything in it.

    One of whole cache lines begins at a line, so that it never takes one more than it must; the half line before it serves the smallest size.
    """
    place = np.int64(free[size])
    if place != 0:
        free[size] = words[place]
        return place
    place, wanted = np.int64(free[TOP]), words_of(size)
    if wanted % LINE == 0 and place % LINE != 0:
        words[place], free[0] = free[0], place
        place += STEP
    free[TOP] = place + wanted
    return place


@nb.njit(cache=True, nogil=True)
def taken(words: Ints, free: Ints, size: Int) -> Int:
    """A block of zeros."""
    top = free[TOP]
    place = taken_as_is(words, free, size)
    if place < top:  # used before
        for i in range(words_of(size)):
            words[place + i] = 0
    return place


@nb.njit(cache=True, nogil=True)
def give_back(words: Ints, free: Ints, size: Int, place: Int) -> None:
    """Let the block be handed out again."""
    words[place] = free[size]
    free[size] = place


class Arena:
    """All blocks of one engine. Address space is set aside at once, memory as it is written to: nothing ever moves."""

    def __init__(self) -> None:
        self.words: Ints = reserved()
        self.free: Ints = np.zeros(SIZES + 1, np.int64)
        self.free[TOP] = LINE  # place 0 means none

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
        """Bytes ever handed out."""
        return int(self.free[TOP]) * 8
