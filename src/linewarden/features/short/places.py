"""How a block tells where a table, a ring or a heap of its own lies: place << 8 | bits, for 2^bits of what it holds."""

import numpy as np

from linewarden.features.compiled import flat
from linewarden.features.layout import BYTE, Int, Ints


@flat
def place_at(words: Ints, where: Int) -> Int:
    """Place of its first word; 0: there is none."""
    return np.int64(words[where]) >> 8


@flat
def bits_at(words: Ints, where: Int) -> Int:
    """Logarithm of its size."""
    return np.int64(words[where]) & BYTE


@flat
def number_at(words: Ints, where: Int) -> Int:
    """A plain number."""
    return np.int64(words[where])
