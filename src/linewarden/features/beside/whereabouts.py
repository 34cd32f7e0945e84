"""Where and when a caller of many was last: what it moves from, and when it fell silent (signals S15, S18)."""

import numpy as np

from linewarden.features.beside.rows import AHEAD, NO_ROOM, SEEN, Rows, ask, kept_row
from linewarden.features.compiled import compiled
from linewarden.features.layout import Int, Ints, Table

MOST_KEPT = 1 << 17
"""Callers: 24 bytes each."""

_CELL, _WIDTH = 2, 3


class Whereabouts:
    """Latest cells. Memory of one stream; not for two threads."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self.rows = Rows(_WIDTH, most)

    def meet(self, callers: Ints, cells: Ints, now_s: Ints) -> tuple[Ints, Ints]:
        """The cell of the caller's event before this one, and its second; 0 and 0 when there was none. None of the callers and cells is 0."""
        before = np.zeros((callers.size, 2), np.int64)
        self.rows.take_in(
            callers.size, lambda start, words, tally: meet_all(start, callers, cells, now_s, words, tally, before)
        )
        return before[:, 0].copy(), before[:, 1].copy()


@compiled
def meet_all(start: Int, callers: Ints, places: Ints, now_s: Ints, words: Table, tally: Ints, before: Table) -> Int:
    """The first event for which there is no room; those before it are taken in."""
    cells = words.reshape(words.size)
    for i in range(start, callers.size):
        if i + AHEAD < callers.size:
            ask(cells, words, callers[i + AHEAD])
        row = kept_row(words, tally, callers[i])
        if row == NO_ROOM:
            return i
        before[i, 0], before[i, 1] = words[row, _CELL], words[row, SEEN]
        words[row, SEEN], words[row, _CELL] = now_s[i], places[i]
    return callers.size
