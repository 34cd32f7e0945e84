"""When a mobile number that now calls from abroad last called from within the country (signals S4, S11: says roaming, is home).

A call is from within when its route is domestic, or when its cell is told and its route is not from abroad.
"""

import numpy as np

from linewarden.features.beside.rows import AHEAD, KEY, NO_ROOM, SEEN, Rows, ask, kept_row, row_of
from linewarden.features.compiled import compiled
from linewarden.features.layout import Int, Ints, Table
from linewarden.model.cdr import Route
from linewarden.model.event import EventBlock
from linewarden.model.number import NumberKind

MOST_KEPT = 1 << 20
"""Mobile numbers: 16 bytes each; who was silent longest is forgotten."""

_WIDTH = 2  # the key and when it was seen are all there is


class Homes:
    """Mobile numbers that call from within. Memory of one stream; not for two threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.rows = Rows(_WIDTH, most)

    def meet(self, events: EventBlock, now_s: Ints) -> Ints:
        """Of each call from abroad seconds since its number was seen within, at least 1; 0 when it was not, and of other events."""
        found = np.zeros(len(events), np.int64)
        is_abroad = events.route == Route.INTERNATIONAL
        is_within = (events.route == Route.DOMESTIC) | ((events.cell != 0) & ~is_abroad)
        rows = np.flatnonzero((events.cli_kind == NumberKind.MOBILE) & (events.cli > 0) & (is_abroad | is_within))
        callers, abroad, clock_s = events.cli[rows], is_abroad[rows].astype(np.int64), now_s[rows]
        ago_s = np.zeros(rows.size, np.int64)
        self.rows.take_in(
            rows.size, lambda start, words, tally: meet_all(start, callers, abroad, clock_s, words, tally, ago_s)
        )
        found[rows] = ago_s
        return found


@compiled
def meet_all(start: Int, callers: Ints, abroad: Ints, now_s: Ints, words: Table, tally: Ints, ago_s: Ints) -> Int:
    """The first call for which there is no room; those before it are taken in."""
    cells = words.reshape(words.size)
    for i in range(start, callers.size):
        if i + AHEAD < callers.size:
            ask(cells, words, callers[i + AHEAD])
        if abroad[i]:
            row = row_of(words, callers[i])
            ago_s[i] = max(now_s[i] - words[row, SEEN], 1) if words[row, KEY] != 0 else 0
            continue
        row = kept_row(words, tally, callers[i])
        if row == NO_ROOM:
            return i
        words[row, SEEN] = now_s[i]
    return callers.size
