"""One kind of subject: all callers, or all cells, and so on, with everything that is kept of them."""

from typing import NamedTuple

import numpy as np

from linewarden.features.arena import Arena
from linewarden.features.companions import MATES, Kind
from linewarden.features.follow import SEATS, follow
from linewarden.features.forgetting import in_hour, sweep
from linewarden.features.layout import CLOCK_S, KEY, LONG, LOW, ROW, Bytes, Int32s, Ints, Table, Target
from linewarden.features.memory import expect, zeros
from linewarden.features.share import Share
from linewarden.features.tables import ENTRIES, EVER, find, refill

_FULL, _SOON, _GROWTH = 0.75, 0.73, 1.25
"""Share of slots in use at which the table grows, and at which memory for that is made ready; by how much it grows."""

_EMPTY = 0.25
"""Share of slots in use below which the table is made half as large."""

_ROUND_S, _LONGEST_ROUND_S, _AN_EVENT = 3_600, 86_400, 2
"""All slots are looked at once in an hour of the stream, or a day where that would be more than so many slots an event."""

_HAND, _SWEPT_TO = 2, 3

_NOBODY: Ints = np.empty(0, np.int64)
_NO_LINKS: Int32s = np.empty(0, np.int32)
_NO_TABLE: Table = np.empty((0, ROW), np.int64)


class Companions(NamedTuple):
    """Of callers: handset and card of the events of a block, and what their tables hold."""

    handset: Kind
    card: Kind
    done: Bytes  # of the events: a bit for each of the two that has been told

    @property
    def tables(self) -> tuple[Table, Table]:
        """Of both kinds."""
        return self.handset.slots, self.card.slots


NO_KIND = Kind(_NOBODY, _NO_TABLE, _NOBODY, 0)
"""One that is not kept."""

ALONE = Companions(NO_KIND, NO_KIND, np.empty(0, np.uint8))
"""Of all who are no callers."""


class Subjects:
    """A hash table from key to the blocks of the arena."""

    def __init__(self, *, rows: int, seed: int, share: Share | None) -> None:
        self._seed, self._least = seed, rows
        self._share, self._of = (share.number, share.of) if share is not None else (0, 1)
        self.slots: Table = zeros((rows, ROW), np.int64)
        self.mates: Table = zeros((0, MATES), np.int64)  # a row a slot, once there are any; see `companions`
        self.tally: Ints = np.zeros(
            4, np.int64
        )  # ENTRIES, EVER; slot where sweeping goes on, clock up to which it is done
        self._seats: Table = np.empty((2, SEATS), np.int64)
        self._expected = 0

    @property
    def remembered(self) -> int:
        """Subjects kept now, those that have gone lately among them."""
        return int(self.tally[ENTRIES])

    @property
    def is_used(self) -> bool:
        """True once there was a subject."""
        return bool(self.tally[EVER])

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return self.slots.nbytes + self.mates.nbytes

    def known(self, clock_s: int) -> int:
        """Subjects with an event in the last hour, to the second; takes a look at all."""
        return int(in_hour(self.slots, clock_s)) if self.remembered else 0

    def look_ahead(self) -> None:
        """Has memory made ready where the table is about to double."""
        rows = self.slots.shape[0]
        if self.remembered > _SOON * rows and self._expected < rows:
            self._expected = rows
            expect((_larger(rows), ROW), np.int64)
            if self.mates.size:
                expect((_larger(rows), MATES), np.int64)

    def newest(self, key: int, arena: Arena) -> int:
        """Low half of the trail's number of the key's newest event, plus one; 0 when there is none."""
        slot = find(self.slots, key, self._seed)
        pointer = int(self.slots[slot, LONG]) if key != 0 and self.slots[slot, KEY] == key else 0
        return int(arena.words[pointer >> 8]) >> 32 & LOW if pointer else 0

    def push(
        self,
        rows: Ints,
        keys: Ints,
        others: Ints,
        *,
        moments: Table,
        arena: Arena,
        target: Target,
        is_caller: bool,
        watched: Ints = _NOBODY,
        links: Int32s = _NO_LINKS,
        number: int = 0,
        companions: Companions = ALONE,
    ) -> None:
        """Takes the events at these rows in and fills the columns; see `follow`. `moments`: of all events, at least one."""
        if not self.is_used and not target.is_stale and not companions.done.size and not keys[rows].any():
            return
        self.make_room(rows.size)
        follow(
            self._seats, rows, keys, others, watched, moments, self.slots, self.tally, arena.words, arena.halves, arena.free, links, number, self.mates, *companions,
            target.out, target.column, target.watcher_column, is_caller, target.is_stale, self._seed, self._share, self._of,
        )  # fmt: skip
        self._sweep(int(moments[-1, CLOCK_S]), rows.size, arena, companions.tables)

    def _sweep(self, clock_s: int, events: int, arena: Arena, others: tuple[Table, Table]) -> None:
        rows, passed = self.slots.shape[0], clock_s - int(self.tally[_SWEPT_TO])
        steps = min(passed * rows // _ROUND_S, max(passed * rows // _LONGEST_ROUND_S, _AN_EVENT * events), rows)
        if not steps:
            return
        hand = int(self.tally[_HAND])
        self.tally[_HAND], forgotten = sweep(
            self.slots, self.mates, *others, self._seed, hand, steps, clock_s, arena.words, arena.free
        )  # fmt: skip
        self.tally[ENTRIES] -= forgotten
        self.tally[_SWEPT_TO] = clock_s
        is_round = self.tally[_HAND] < hand or steps == rows
        if is_round and rows > self._least and self.remembered < _EMPTY * rows:
            self._go_on_with(rows // 2)

    def have_mates(self) -> None:
        """Callers whose handsets and cards may share their state."""
        if not self.mates.size:
            self.mates = zeros((self.slots.shape[0], MATES), np.int64)

    def make_room(self, more: int) -> None:
        """Let the table hold so many new subjects."""
        rows = self.slots.shape[0]
        while rows * _FULL < self.remembered + more:
            rows = _larger(rows)
        if rows > self.slots.shape[0]:
            self._go_on_with(rows)

    def _go_on_with(self, rows: int) -> None:
        slots = zeros((rows, ROW), np.int64)
        mates = zeros((rows if self.mates.size else 0, MATES), np.int64)
        refill(self.slots, slots, self.mates, mates, self._seed)
        self.slots, self.mates, self._expected = slots, mates, 0


def _larger(rows: int) -> int:
    """Slots of the table that comes after one with so many."""
    return int(rows * _GROWTH) + 1
