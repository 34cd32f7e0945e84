"""Events of a busy subject that came out of order: for each window a heap, the oldest on top, so that one costs a logarithm."""

import numpy as np

from linewarden.features.arena import POWERS, give_back, taken_as_is
from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import Int, Ints
from linewarden.features.short.layout import LATE, LATE_COUNT, LEAST_LATE_BITS, RING_EVENT, RING_EVENT_BITS
from linewarden.features.short.places import bits_at, number_at, place_at


@compiled
def push(words: Ints, free: Ints, block: Int, window: Int, at: Int, party: Int, what: Int) -> None:
    """Take in an event that the window holds."""
    count = number_at(words, block + LATE_COUNT + window)
    if words[block + LATE + window] == 0:
        _moved(words, free, block, window, LEAST_LATE_BITS)
    elif count == 1 << bits_at(words, block + LATE + window):
        _moved(words, free, block, window, bits_at(words, block + LATE + window) + 1)
    heap, place = place_at(words, block + LATE + window), count
    while place > 0:
        above = (place - 1) >> 1
        if words[heap + above * RING_EVENT] <= at:
            break
        _copy(words, heap + above * RING_EVENT, heap + place * RING_EVENT)
        place = above
    row = heap + place * RING_EVENT
    words[row], words[row + 1], words[row + 2] = at, party, what
    words[block + LATE_COUNT + window] = count + 1


@compiled
def drop(words: Ints, free: Ints, block: Int, window: Int) -> None:
    """Let the oldest go; there must be one."""
    last = number_at(words, block + LATE_COUNT + window) - 1
    words[block + LATE_COUNT + window] = last
    if last == 0:
        end(words, free, block, window)
        return
    heap, place = place_at(words, block + LATE + window), np.int64(0)
    at = words[heap + last * RING_EVENT]
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and words[heap + (below + 1) * RING_EVENT] < words[heap + below * RING_EVENT]:
            below += 1
        if words[heap + below * RING_EVENT] >= at:
            break
        _copy(words, heap + below * RING_EVENT, heap + place * RING_EVENT)
        place = below
    _copy(words, heap + last * RING_EVENT, heap + place * RING_EVENT)
    bits = bits_at(words, block + LATE + window)
    if bits > LEAST_LATE_BITS and last * 8 < 1 << bits:
        _moved(words, free, block, window, bits - 1)


@compiled
def end(words: Ints, free: Ints, block: Int, window: Int) -> None:
    """Take the heap back, if there is one."""
    heap = place_at(words, block + LATE + window)
    if heap:
        give_back(words, free, POWERS + RING_EVENT_BITS + bits_at(words, block + LATE + window), heap)
        words[block + LATE + window] = 0


@compiled
def _moved(words: Ints, free: Ints, block: Int, window: Int, bits: Int) -> None:
    old = place_at(words, block + LATE + window)
    new = taken_as_is(words, free, POWERS + RING_EVENT_BITS + bits)
    for i in range(words[block + LATE_COUNT + window]):
        _copy(words, old + i * RING_EVENT, new + i * RING_EVENT)
    end(words, free, block, window)
    words[block + LATE + window] = new << 8 | bits


@flat
def _copy(words: Ints, source: Int, target: Int) -> None:
    words[target], words[target + 1], words[target + 2] = words[source], words[source + 1], words[source + 2]
