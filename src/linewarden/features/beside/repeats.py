"""How often a caller has rung one and the same number within a quarter of an hour, whatever it rings between (signal S3, ClearIP's window of 15 minutes)."""

import numpy as np

from linewarden.features.beside.lines import LEAST_ATTEMPTS
from linewarden.features.beside.rows import AHEAD, NO_ROOM, SEEN, Rows, ask, kept_row
from linewarden.features.compiled import compiled
from linewarden.features.layout import US_PER_S, Int, Ints, Table
from linewarden.features.tables import hashed
from linewarden.model.event import EventBlock, EventKind

WINDOW_S = 900
LATEST = 16
"""Attempts that are remembered of a caller, and so the most that is told."""

MOST_KEPT = 1 << 17
"""Callers: 152 bytes each."""

_NEXT, _CALLS = 2, 3
_WIDTH = _CALLS + LATEST
_LOW = 0xFFFFFFFF


class Repeats:
    """Callers' latest attempts. Memory of one stream; not for two threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.rows = Rows(_WIDTH, most)

    def meet(self, events: EventBlock, now_s: Ints, attempts_1h: Ints) -> Ints:
        """Of each attempt those of its caller to the same number that were set up within WINDOW_S before it, itself included; else 0.

        A caller is looked at from its third attempt within an hour on, so what came before is not counted.
        """
        found = np.zeros(len(events), np.int64)
        begins = (events.kind == EventKind.SETUP) | (events.kind == EventKind.RECORD)
        rows = np.flatnonzero((attempts_1h >= LEAST_ATTEMPTS) & begins & (events.cli != 0) & (events.called > 0))
        callers, called, clock_s = events.cli[rows], events.called[rows], now_s[rows]
        since_s, own = events.setup_us[rows] // US_PER_S, np.zeros(rows.size, np.int64)
        self.rows.take_in(
            rows.size,
            lambda start, words, tally: meet_all(start, callers, called, since_s, clock_s, words, tally, own),
        )
        found[rows] = own
        return found


@compiled
def meet_all(
    start: Int, callers: Ints, called: Ints, since_s: Ints, now_s: Ints, words: Table, tally: Ints, found: Ints
) -> Int:
    """The first attempt for which there is no room; those before it are taken in."""
    cells = words.reshape(words.size)
    for i in range(start, callers.size):
        if i + AHEAD < callers.size:
            ask(cells, words, callers[i + AHEAD])
        row = kept_row(words, tally, callers[i])
        if row == NO_ROOM:
            return i
        words[row, SEEN] = now_s[i]
        mark = (hashed(called[i], 0) & (_LOW >> 1)) | 1
        words[row, _CALLS + words[row, _NEXT]] = mark << 32 | since_s[i]
        words[row, _NEXT] = (words[row, _NEXT] + 1) % LATEST
        for call in range(_CALLS, _CALLS + LATEST):
            ago_s = since_s[i] - (words[row, call] & _LOW)
            found[i] += words[row, call] >> 32 == mark and 0 <= ago_s < WINDOW_S
    return callers.size
