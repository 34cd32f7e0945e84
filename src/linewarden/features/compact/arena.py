"""Blocks of memory in a few sizes, handed out and taken back by compiled code; a block is told by its first word's place."""

import numba as nb
import numpy as np

from linewarden.features.compact.layout import (
    HEAVY_SIZE,
    HEAVY_WORDS,
    LEAST_BITS,
    LIGHT_SIZES,
    SIZES,
    STEP,
    TABLE_SIZE,
    TOP,
)
from linewarden.features.layout import Int, Int32s, Ints
from linewarden.features.memory import reserved


@nb.njit(cache=True, nogil=True)
def words_of(size: Int) -> Int:
    """Words of a block of this size."""
    if size < LIGHT_SIZES:
        return (size + 1) * STEP
    if size == HEAVY_SIZE:
        return HEAVY_WORDS
    return 1 << (size - TABLE_SIZE + LEAST_BITS - 1)


@nb.njit(cache=True, nogil=True)
def taken(words: Ints, free: Ints, size: Int) -> Int:
    """A block of zeros."""
    place = np.int64(free[size])
    if place == 0:
        place = np.int64(free[TOP])
        free[TOP] += words_of(size)
        return place
    free[size] = words[place]
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
        self.free[TOP] = STEP  # place 0 means none

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

    def has_room(self, words: int) -> bool:
        """False when so many more words could not be handed out."""
        return int(self.free[TOP]) + words <= self.words.size
