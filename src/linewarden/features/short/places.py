"""How a block tells where a table, a ring or a heap of its own lies: place << 8 | bits, for 2^bits of what it holds."""

import numba as nb
import numpy as np

from linewarden.features.layout import BYTE, Int, Ints


@nb.njit(inline="always")
def place_at(words: Ints, where: Int) -> Int:
    """Place of its first word; 0: there is none."""
    return np.int64(words[where]) >> 8


@nb.njit(inline="always")
def bits_at(words: Ints, where: Int) -> Int:
    """Logarithm of its size."""
    return np.int64(words[where]) & BYTE


@nb.njit(inline="always")
def number_at(words: Ints, where: Int) -> Int:
    """A plain number."""
    return np.int64(words[where])
