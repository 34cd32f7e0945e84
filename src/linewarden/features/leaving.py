"""Whose events leave which window during a block: a list for each window, so that the kernel visits no event of others.

An engine with a share would otherwise look at every event again in every window, and guess wrong at every second one whether it is ours.
"""

from typing import NamedTuple

import numba as nb
import numpy as np

from linewarden.features.layout import IS_LATE, SPAN_COUNT, Bytes, Int, Int32s, Ints, Plan
from linewarden.features.tables import AHEAD, NOBODY


class Leavers(NamedTuple):
    """In-time events of one kind of subject that leave, window after window.

    `rows` are their rows in the log. Before event i come in, those of window w are gone whose place in `rows` is below
    `upto[starts[w] + plan.until[i, w]]`; they begin at place `first[w]`. Late events are in the plan.
    """

    rows: Int32s
    upto: Int32s
    starts: Ints
    first: Ints


def leavers(ids: Int32s, plan: Plan, words: Int32s, flags: Bytes) -> Leavers:
    """Enters the subjects of the block into `words` and finds who leaves: those of the block too, if they are that quick."""
    begins, ends = plan.starts, plan.until[-1]
    events = int((ends - begins).sum())
    found = Leavers(
        np.zeros(events + AHEAD + 1, np.int32),
        np.empty(events + SPAN_COUNT, np.int32),
        np.empty(SPAN_COUNT, np.int64),
        np.empty(SPAN_COUNT, np.int64),
    )
    _list(ids, plan.base, plan.first_span, begins, ends, words, flags, found)
    return found


@nb.njit(cache=True, nogil=True)
def _list(
    ids: Int32s, base: Int, first_span: Bytes, begins: Ints, ends: Ints, words: Int32s, flags: Bytes, found: Leavers
) -> None:
    """No branches on data, and unsigned positions: numba looks whether signed ones count from the end."""
    rows, upto, starts, first = found
    ring, count, place = np.uintp(words.size - 1), np.uintp(0), 0
    for i in range(ids.size):
        words[np.uintp(base + i) & ring] = (max(ids[i], NOBODY) + 1) * 2 * (first_span[i] < SPAN_COUNT)
    for w in range(SPAN_COUNT):
        first[w], starts[w] = count, place - begins[w]
        start = np.uintp(starts[w])
        for number in range(np.uintp(begins[w]), np.uintp(ends[w])):
            row = number & ring
            upto[start + number] = count
            rows[count] = row
            count += np.uintp((words[row] != 0) & (flags[row] & IS_LATE == 0))
        upto[start + np.uintp(ends[w])] = count
        place += ends[w] - begins[w] + 1
