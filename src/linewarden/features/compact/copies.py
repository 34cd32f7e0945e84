"""A long block once more, for a subject that has a state of its own from now on."""

import numpy as np

from linewarden.features.arena import HEAVY_SIZE, POWERS, copied_block
from linewarden.features.compact.layout import HEAVY, STEP, TABLE, TABLE_BITS
from linewarden.features.compiled import compiled
from linewarden.features.layout import BYTE, LOW, Int, Ints


@compiled
def copied(words: Ints, free: Ints, block: Int) -> Int:
    """The place of the copy, which has no trail."""
    header = np.int64(words[block])
    if header & BYTE == HEAVY:
        new = copied_block(words, free, HEAVY_SIZE, block)
        bits = np.int64(words[block + TABLE_BITS])
        words[new + TABLE] = copied_block(words, free, POWERS - 1 + bits, np.int64(words[block + TABLE]))
    else:
        new = copied_block(words, free, (header >> 16 & BYTE) // STEP - 1, block)
    words[new] &= LOW
    return new
