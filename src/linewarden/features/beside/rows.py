"""A compiled hash table with rows of any width that never outgrows a bound: when it is full, the half that was silent longest is forgotten.

Word 0 of a row is its key (0: an empty row), word 1 the second of its latest event. Which row a key has does not matter to what is read.
"""

from collections.abc import Callable

import numpy as np
import structlog

from linewarden.features.compiled import compiled, flat
from linewarden.features.layout import Int, Ints, Table
from linewarden.features.memory import zeros
from linewarden.features.prefetch import prefetch
from linewarden.features.tables import after, home_of

_log = structlog.get_logger()

LEAST_ROWS = 1 << 10
KEY, SEEN = 0, 1
AHEAD = 8
"""Events between asking for a row and reading it."""

KEPT, ROOM = 0, 1
"""Positions in `tally`: rows in use, and how many may be before room must be made."""


class Rows:
    """One table. `take_in` runs a kernel over events and makes room where it stops."""

    def __init__(self, width: int, most: int) -> None:
        """`width`: words a row. `most`: rows at most, a power of two; three quarters of them are used."""
        self.width, self.most = width, most
        self.name = ""  # in the log
        self.forgotten = 0  # keys, since the start, for want of room
        self.words: Table = zeros((min(LEAST_ROWS, most), width), np.int64)
        self.tally = np.array([0, self.words.shape[0] * 3 // 4], np.int64)

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return self.words.nbytes

    def take_in(self, events: int, kernel: Callable[[int, Table, Ints], Int]) -> None:
        """`kernel(start, words, tally)` goes through the events from `start` on and returns the one for which there is no room, or their number."""
        start = 0
        while start < events:
            start = int(kernel(start, self.words, self.tally))
            if start < events:
                self._make_room()

    def refill(self, rows: Table) -> None:
        """As it was when these were in use."""
        size = self.words.shape[0]
        while rows.shape[0] > size * 3 // 4 and size < self.most:
            size *= 2
        self.words, self.tally = zeros((size, self.width), np.int64), np.array([0, size * 3 // 4], np.int64)
        put_all(np.array(rows, np.int64, order="C"), self.words, self.tally)

    def _make_room(self) -> None:
        rows = used(self.words)
        if self.words.shape[0] >= self.most:
            rows = rows[np.argsort(-rows[:, SEEN], kind="stable")]
            kept, gone = np.split(rows, [rows.shape[0] // 2])
            self.forgotten += gone.shape[0]
            silent_s = int(rows[0, SEEN] - gone[0, SEEN])  # a loss where what is looked for goes back further
            _log.warning(
                "full: who was silent longest is forgotten",
                memory=self.name, rows=self.most, forgotten=self.forgotten, silent_s=silent_s,
            )  # fmt: skip
            self.refill(kept)
        else:
            self.words = zeros((self.words.shape[0] * 2, self.width), np.int64)
            self.refill(rows)


def used(words: Table) -> Table:
    """The rows in use of a table, a copy, in order of their keys."""
    rows = words[words[:, KEY] != 0]
    found: Table = rows[np.argsort(rows[:, KEY], kind="stable")]
    return found


@compiled
def row_of(words: Table, key: Int) -> Int:
    """The row that has the key, or the empty one where it would go."""
    rows = words.shape[0]
    row = home_of(key, 0, rows)
    while words[row, KEY] != key and words[row, KEY] != 0:
        row = after(row, rows)
    return row


NO_ROOM = -1


@flat
def kept_row(words: Table, tally: Ints, key: Int) -> Int:
    """The key's row, which is made when it has none: all of it 0 but for the key. NO_ROOM where that cannot be."""
    row = row_of(words, key)
    if words[row, KEY] == 0:
        if tally[KEPT] >= tally[ROOM]:
            return NO_ROOM
        words[row, KEY] = key
        tally[KEPT] += 1
    return row


@flat
def ask(cells: Ints, words: Table, key: Int) -> None:
    """Has the row of a key that comes soon on its way from memory. `cells`: the words one after the other."""
    if key != 0:
        prefetch(cells, home_of(key, 0, words.shape[0]) * words.shape[1])


@compiled
def put_all(rows: Table, words: Table, tally: Ints) -> None:
    """Copies rows into a table that has room for them."""
    for i in range(rows.shape[0]):
        row = row_of(words, rows[i, KEY])
        for word in range(words.shape[1]):
            words[row, word] = rows[i, word]
        tally[KEPT] += 1
