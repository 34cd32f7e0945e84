"""When each event enters and leaves each window: computed once for a block, used by every subject.

Events that came in time leave a window in the order of the log, so one pointer for each window walks over it. Late events leave earlier
than their neighbours in the log; they wait in one heap for each window, ordered by `at`, and the pointers pass over them.
"""

import numba as nb
import numpy as np

from linewarden.features.layout import (
    IS_ANSWER,
    IS_ATTEMPT,
    IS_END,
    IS_FLASH,
    IS_LATE,
    IS_SHORT,
    SPAN_COUNT,
    Bytes,
    Events,
    Int,
    Int32s,
    Ints,
    Plan,
    Table,
)

Heaps = tuple[Table, ...]
"""For each window, the late events that have yet to leave it: rows of (at, running number), a binary heap."""

_SETUP, _ANSWER, _RELEASE, _RECORD = 1, 2, 3, 4


@nb.njit(cache=True, nogil=True)
def flag(
    kind: Bytes,
    answered_us: Ints,
    talk_ms: Ints,
    ring_ms: Ints,
    short_ms: Int,
    flash_ms: Int,
    most_ms: Int,
    flags: Bytes,
    talk: Int32s,
) -> None:
    """Fills, for each event, what it is (IS_ flags) and the talk time that it adds, in ms."""
    for i in range(kind.size):
        is_whole = kind[i] == _RECORD
        is_end = is_whole or kind[i] == _RELEASE
        is_answered = answered_us[i] > 0
        value = 0
        if is_whole or kind[i] == _SETUP:
            value |= IS_ATTEMPT
        if kind[i] == _ANSWER or (is_whole and is_answered):
            value |= IS_ANSWER
        if is_end:
            value |= IS_END
            if is_answered and talk_ms[i] <= short_ms:
                value |= IS_SHORT
            if not is_answered and ring_ms[i] <= flash_ms:
                value |= IS_FLASH
        flags[i] = value
        talk[i] = min(max(talk_ms[i], 0), most_ms) if is_end else 0


@nb.njit(cache=True, nogil=True)
def schedule(plan: Plan, log: Events, pointers: Ints, heaps: Heaps, sizes: Ints) -> None:
    """Fills `until`, `first_span`, `leaving` and `leaving_until` of the plan; the log must hold the block already.

    Before event i come in, these leave window w: in-time events numbered below `until[i, w]` that have not left before, and the late ones
    `leaving[w, leaving_until[i - 1, w] : leaving_until[i, w]]`.
    """
    ring = log.at.size - 1
    for i in range(plan.at.size):
        number, clock = plan.base + i, plan.clock[i]
        for w in range(SPAN_COUNT):
            since = clock - plan.lengths[w]
            pointer = pointers[w]
            while pointer < number and log.at[pointer & ring] <= since:
                pointer += 1
            pointers[w] = plan.until[i, w] = pointer
            gone = plan.leaving_until[i - 1, w] if i else 0
            while sizes[w] and heaps[w][0, 0] <= since:
                plan.leaving[w, gone] = _pop(heaps[w], sizes, w)
                gone += 1
            plan.leaving_until[i, w] = gone
        plan.first_span[i] = 0
        if plan.at[i] < clock:
            log.flags[number & ring] |= IS_LATE
            plan.first_span[i] = _enter_late(plan.at[i], clock, number, plan.lengths, heaps, sizes)


@nb.njit(cache=True, nogil=True)
def _enter_late(at: Int, clock: Int, number: Int, lengths: Ints, heaps: Heaps, sizes: Ints) -> Int:
    first = SPAN_COUNT
    for w in range(SPAN_COUNT - 1, -1, -1):
        if at > clock - lengths[w]:
            _push(heaps[w], sizes, w, at, number)
            first = w
    return first


@nb.njit(cache=True, nogil=True)
def _push(heap: Table, sizes: Ints, w: Int, at: Int, number: Int) -> None:
    place = sizes[w]
    sizes[w] += 1
    while place > 0 and heap[(place - 1) >> 1, 0] > at:
        above = (place - 1) >> 1
        heap[place, 0], heap[place, 1] = heap[above, 0], heap[above, 1]
        place = above
    heap[place, 0], heap[place, 1] = at, number


@nb.njit(cache=True, nogil=True)
def _pop(heap: Table, sizes: Ints, w: Int) -> Int:
    """The number of the oldest event, taken out."""
    oldest = heap[0, 1]
    sizes[w] -= 1
    last = sizes[w]
    at, number = heap[last, 0], heap[last, 1]
    place = 0
    while True:
        below = 2 * place + 1
        if below >= last:
            break
        if below + 1 < last and heap[below + 1, 0] < heap[below, 0]:
            below += 1
        if heap[below, 0] >= at:
            break
        heap[place, 0], heap[place, 1] = heap[below, 0], heap[below, 1]
        place = below
    heap[place, 0], heap[place, 1] = at, number
    return np.int64(oldest)
