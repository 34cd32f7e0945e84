"""The long windows of one kind of subject."""

import numpy as np

from linewarden.features.compact.arena import Arena
from linewarden.features.compact.kernel import follow, look_up, seat, sweep
from linewarden.features.compact.layout import CLOCK_S, LOW
from linewarden.features.compact.panes import PANE_S
from linewarden.features.layout import Ints, Table, Target
from linewarden.features.memory import expect, zeros
from linewarden.features.tables import ENTRIES, FOREIGN, NOBODY, find, refill

_FULL, _SOON = 0.75, 0.6
"""Share of slots in use at which the table doubles, and at which memory for that is made ready."""

_ROUND_S = 86_400
"""All slots are looked at once in so much time of the stream, so whoever has gone is forgotten within a day."""

_HAND, _SWEPT_TO = 3, 4

_NOBODY: Ints = np.empty(0, np.int64)


class LongTrack:
    """All callers, or all cells, and so on: a hash table from key to block of the arena."""

    def __init__(self, *, rows: int, seed: int) -> None:
        self.seed = seed
        self.slots: Table = zeros((rows, 2), np.int64)
        self.tally: Ints = np.zeros(
            5, np.int64
        )  # ENTRIES: subjects held; slot where sweeping goes on; clock up to which it is done
        self._expected = 0

    @property
    def known(self) -> int:
        """Subjects kept now, those that have gone lately among them."""
        return int(self.tally[ENTRIES])

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return self.slots.nbytes

    def look_ahead(self) -> None:
        """Has memory made ready where the table is about to double."""
        rows = self.slots.shape[0]
        if self.known > _SOON * rows and self._expected < rows:
            self._expected = rows
            expect((2 * rows, 2), np.int64)

    def seats(self, keys: Ints, rows: Ints, moments: Table) -> Ints:
        """The slot of the subject of each event among `rows`, NOBODY where none is told, FOREIGN elsewhere."""
        seats = np.full(keys.size, FOREIGN, np.int64)
        seats[rows] = NOBODY
        if self.known or keys[rows].any():
            self._make_room(rows.size)
            seat(keys, rows, moments, self.slots, self.seed, self.tally, seats)
        return seats

    def look_up(self, keys: Ints, rows: Ints) -> Ints:
        """The slot of the key of each event among `rows`, NOBODY when it is not known, FOREIGN elsewhere; after `seats`, before the next."""
        seats = np.full(keys.size, FOREIGN, np.int64)
        look_up(keys, rows, self.slots, self.seed, seats)
        return seats

    def newest(self, key: int, arena: Arena) -> int:
        """Low half of the trail's number of the key's newest event, plus one; 0 when there is none."""
        slot = find(self.slots, key, self.seed)
        block = int(self.slots[slot, 1]) if key != 0 and self.slots[slot, 0] == key else 0
        return int(arena.words[block]) >> 32 & LOW if block else 0

    def push(
        self,
        rows: Ints,
        seats: Ints,
        prints: Ints,
        *,
        moments: Table,
        arena: Arena,
        target: Target,
        watchers: Ints = _NOBODY,
        numbers: Ints = _NOBODY,
        links: Ints = _NOBODY,
    ) -> None:
        """Takes the events at these rows in and fills the columns; see `kernel.follow`."""
        if not self.known and not target.is_stale:
            return
        follow(
            rows, seats, prints, watchers, moments, numbers, links, self.slots, arena.words, arena.halves, arena.free, target.out, target.column, target.watcher_column, target.is_stale,
        )  # fmt: skip
        self._sweep(int(moments[-1, CLOCK_S]), arena)

    def _sweep(self, clock_s: int, arena: Arena) -> None:
        rows = self.slots.shape[0]
        due = min((clock_s - int(self.tally[_SWEPT_TO])) * rows // _ROUND_S, rows)
        if due:
            self.tally[_HAND] = sweep(
                self.slots, self.seed, self.tally, int(self.tally[_HAND]), due, clock_s // PANE_S, arena.words, arena.free
            )  # fmt: skip
            self.tally[_SWEPT_TO] = clock_s

    def _make_room(self, more: int) -> None:
        rows = self.slots.shape[0]
        while rows * _FULL < self.known + more:
            rows *= 2
        if rows > self.slots.shape[0]:
            larger = zeros((rows, 2), np.int64)
            refill(self.slots, larger, False, self.seed)  # noqa: FBT003  compiled code takes no names
            self.slots = larger
