"""What is kept of one kind of subject (all callers, all cells, …): ids by key and the state of each id."""

from typing import Any

import numpy as np
import numpy.typing as npt

from linewarden.features.layout import (
    COUNTS_STRIDE,
    SPAN_COUNT,
    TALK_STRIDE,
    TRAITS,
    Counts,
    Deaths,
    Int32s,
    Ints,
    Plan,
    Table,
)
from linewarden.features.memory import expect, zeros
from linewarden.features.tables import (
    ENTRIES,
    FOREIGN,
    FREE,
    NO_PARTY,
    USED,
    bury_keys,
    bury_pairs,
    pair_up,
    probe,
    refill,
    resolve,
)
from linewarden.features.timetable import Timetable

_FULL = 0.6
"""Share of slots in use at which a table doubles."""

SOON = 0.8
"""Share of the room in use at which the next doubling is prepared for."""


class Subjects:
    """Ids and states; grows by doubling, forgets a subject when its last event leaves the longest window."""

    def __init__(self, *, ids: int, seed: int, has_traits: bool) -> None:
        self.seed = seed
        self.slots: Table = zeros((2 * ids, 2), np.int64)
        self.key_of: Ints = zeros(ids, np.int64)
        self.free: Int32s = zeros(ids, np.int32)
        self.tally: Ints = np.zeros(3, np.int64)
        self.sums: Table = zeros((ids, SPAN_COUNT * TALK_STRIDE), np.int64)
        self.traits: Table = zeros((ids if has_traits else 0, TRAITS), np.int64)
        self._expected = _Expected()

    @property
    def counts(self) -> Counts:
        """The same memory as `sums`, as int32."""
        counts: Counts = self.sums.view(np.int32).reshape(-1, SPAN_COUNT * COUNTS_STRIDE)
        return counts

    @property
    def is_used(self) -> bool:
        """True once there was a subject."""
        return bool(self.tally[USED])

    @property
    def known(self) -> int:
        """Subjects kept now."""
        return int(self.tally[USED] - self.tally[FREE])

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return sum(array.nbytes for array in (self.slots, self.key_of, self.free, self.sums, self.traits))

    def make_room(self, more: int) -> None:
        """Grows so that `more` subjects can appear."""
        self.slots = _grown(self.slots, self.known + more, self.seed)
        while self.key_of.size < self.tally[USED] + more:
            self.key_of = _doubled(self.key_of)
            self.free = _doubled(self.free)
            self.sums = _doubled(self.sums)
            self.traits = _doubled(self.traits)

    def look_ahead(self) -> None:
        """Has memory made ready where a table is about to double."""
        self._expected.slots(self.slots, self.known)
        self._expected.columns((self.key_of, self.free, self.sums, self.traits), int(self.tally[USED]))

    def resolve(self, keys: Ints, rows: Ints, plan: Plan) -> Int32s:
        """The id of the subject of each event among `rows`, NOBODY where none is told, FOREIGN elsewhere; see `tables.resolve`."""
        self.make_room(rows.size)
        ids = np.full(keys.size, FOREIGN, np.int32)
        resolve(keys, rows, plan, self.slots, self.seed, self.key_of, self.free, self.tally, ids)
        return ids

    def probe(self, keys: Ints, rows: Ints) -> Int32s:
        """The id of the key of each event among `rows`, NOBODY when it is not known here, FOREIGN elsewhere."""
        ids = np.full(keys.size, FOREIGN, np.int32)
        probe(keys, rows, self.slots, self.seed, ids)
        return ids

    def bury(self, died: Int32s) -> None:
        """Forgets those of the subjects that are still without events."""
        bury_keys(died, self.counts, self.traits, self.slots, self.seed, self.key_of, self.free, self.tally)


class Pairs:
    """Which event stands for each pair of subject and counterparty."""

    def __init__(self, *, pairs: int, seed: int) -> None:
        self.seed = seed
        self.slots: Table = zeros((2 * pairs, 2), np.int64)
        self.tally: Ints = np.zeros(3, np.int64)
        self._expected = _Expected()

    def look_ahead(self) -> None:
        """Has memory made ready where the table is about to double."""
        self._expected.slots(self.slots, self.held)

    @property
    def held(self) -> int:
        """Pairs kept now."""
        return int(self.tally[ENTRIES])

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return self.slots.nbytes

    def pair_up(self, subjects: Int32s, parties: Ints, rows: Ints, plan: Plan, log_at: Ints) -> Ints:
        """The event that stood for each event's pair before it, among `rows`; see `tables.pair_up`."""
        self.slots = _grown(self.slots, int(self.tally[ENTRIES]) + rows.size, self.seed, is_pairs=True)
        previous = np.full(subjects.size, NO_PARTY, np.int64)
        pair_up(subjects, parties, rows, plan, self.slots, self.seed, self.tally, log_at, previous)
        return previous

    def bury(self, deaths: Deaths, time: Timetable, log_at: Ints) -> None:
        """Forgets those of the pairs for which no event in the longest window stands."""
        pairs = int(deaths.counts[1])
        paired, parties = deaths.paired[:pairs], deaths.parties[:pairs]
        bury_pairs(
            paired, parties, time.forgotten_us, time.first, time.count, self.slots, self.seed, self.tally, log_at
        )


class _Expected:
    """For which sizes memory was asked for already."""

    def __init__(self) -> None:
        self._slots = self._columns = 0

    def slots(self, slots: Table, entries: int) -> None:
        """A hash table with so many entries."""
        rows = slots.shape[0]
        if entries > SOON * _FULL * rows and self._slots < rows:
            self._slots = rows
            expect((2 * rows, *slots.shape[1:]), slots.dtype)

    def columns(self, columns: tuple[npt.NDArray[Any], ...], used: int) -> None:
        """Columns by id, of one length, of which so many rows are used."""
        rows = columns[0].shape[0]
        if used > SOON * rows and self._columns < rows:
            self._columns = rows
            for column in columns:
                expect((2 * column.shape[0], *column.shape[1:]), column.dtype)


def _grown(slots: Table, entries: int, seed: int, *, is_pairs: bool = False) -> Table:
    rows = slots.shape[0]
    while rows * _FULL < entries:
        rows *= 2
    if rows == slots.shape[0]:
        return slots
    larger = zeros((rows, 2), np.int64)
    refill(slots, larger, is_pairs, seed)
    return larger


def _doubled(old: npt.NDArray[Any]) -> npt.NDArray[Any]:
    new = zeros((2 * old.shape[0], *old.shape[1:]), old.dtype)
    new[: old.shape[0]] = old
    return new
