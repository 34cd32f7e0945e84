"""The calls of a day, linked caller by caller: what stands behind a reason."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from linewarden.features.compiled import compiled
from linewarden.features.layout import (
    AT,
    CLOCK,
    IS_ATTEMPT,
    IS_END,
    IS_LATE,
    TALK_AT,
    WHAT,
    Bytes,
    Int,
    Int32s,
    Ints,
    Table,
)
from linewarden.features.memory import expect, in_one_piece, zeros
from linewarden.features.ring import moved, rows_for
from linewarden.model.event import Bytes as Kinds
from linewarden.model.event import EventBlock, EventKind, Ids

KEPT_US = 86_400_000_000
"""How long a call is kept; µs."""

_COLUMNS: tuple[tuple[str, Any], ...] = (
    ("at", np.int64), ("talk", np.int32), ("flags", np.uint8), ("record_id", np.uint64), ("setup_us", np.int64), ("called", np.int64),
    ("links", np.int32),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recent:
    """Records of one caller as columns, newest first, each record once: as its newest event told it.

    Of a call that is still up `talk_ms` is 0 and `kind` is SETUP or ANSWER.
    """

    record_id: Ids
    at_us: Ints
    kind: Kinds  # EventKind
    cli: Ints
    called: Ints
    talk_ms: Ints
    setup_us: Ints

    def __len__(self) -> int:
        """Number of records."""
        return int(self.at_us.size)


class Trail:
    """Events with a caller of ours by running number, in rings that grow by doubling: number `n` lies in row `n & (rows - 1)`.

    `links` says how many numbers back the previous event of the same caller lies (0: none that is kept).
    """

    def __init__(self, rows: int) -> None:
        self.at: Ints = zeros(rows, np.int64)  # µs
        self.talk: Int32s = zeros(rows, np.int32)  # ms
        self.flags: Bytes = zeros(rows, np.uint8)  # layout.IS_
        self.record_id: Ids = zeros(rows, np.uint64)
        self.setup_us: Ints = zeros(rows, np.int64)
        self.called: Ints = zeros(rows, np.int64)
        self.links: Int32s = zeros(rows, np.int32)
        self.tally: Ints = np.zeros(2, np.int64)  # numbers ever given, number of the oldest kept
        self._told: list[Ints] = []  # positions in the stream of the events since `begin`
        self._expected = 0

    @property
    def count(self) -> int:
        """Events ever taken in: the running number of the next."""
        return int(self.tally[0])

    @property
    def rows(self) -> int:
        """Events that fit; a power of two."""
        return int(self.at.size)

    @property
    def held(self) -> int:
        """Events kept."""
        return int(self.tally[0] - self.tally[1])

    @property
    def nbytes(self) -> int:
        """Bytes set aside; untouched pages use no memory."""
        return sum(getattr(self, name).nbytes for name, _ in _COLUMNS)

    def look_ahead(self, share: float) -> None:
        """Has memory made ready for twice the rows once this share of them is used."""
        if self.held > share * self.rows and self._expected < self.rows:
            self._expected = self.rows
            for _, dtype in _COLUMNS:
                expect(2 * self.rows, dtype)

    def begin(self) -> None:
        """What is taken in from now on is one push: `newest_before` can look into it."""
        self._told.clear()

    def take(self, block: EventBlock, rows: Ints, keys: Ints, *, base: int, moments: Table) -> int:
        """Takes in those events among `rows` that tell their caller, `keys`; the running number of the first.

        `base`: position of the block's first event in the stream. `links` are 0: they are filled by `follow`.
        """
        count = self.count
        self.tally[1] = passed(self.at, int(self.tally[1]), count, int(moments[-1, CLOCK]) - KEPT_US)
        wanted = rows_for(self.rows, self.held + rows.size)
        if wanted > self.rows:
            for name, _ in _COLUMNS:
                setattr(self, name, moved(getattr(self, name), wanted, int(self.tally[1])))
        told = np.empty(rows.size, np.int64)
        taken = store(
            rows, keys, moments, in_one_piece(block.record_id), in_one_piece(block.setup_us), in_one_piece(block.called), count, base,
            self.at, self.talk, self.flags, self.record_id, self.setup_us, self.called, self.links, told,
        )  # fmt: skip
        self.tally[0] += taken
        self._told.append(told[:taken])
        return count

    def newest_before(self, newest: int, last: int | None) -> int:
        """The greatest running number that was given when event `last` of the stream had been taken in, and nothing after it."""
        if last is None or not self._told:
            return newest
        told = np.concatenate(self._told)
        return self.count - told.size + int(np.searchsorted(told, last, side="right")) - 1

    def recent(self, cli: int, newest: int, *, since_us: int, limit: int, last: int | None) -> Recent:
        """The latest records of the caller whose newest event has this running number (-1: none); see `Engine.recent`."""
        found = np.empty(limit, np.int64)
        count = follow(
            newest, int(self.tally[1]), self.newest_before(newest, last), since_us - 1, self.at, self.flags, self.record_id, self.links, found,
        )  # fmt: skip
        rows = found[:count] & (self.rows - 1)
        return Recent(
            record_id=self.record_id[rows],
            at_us=self.at[rows],
            kind=_kinds(self.flags[rows]),
            cli=np.full(count, cli, np.int64),
            called=self.called[rows],
            talk_ms=self.talk[rows].astype(np.int64),
            setup_us=self.setup_us[rows],
        )


def _kinds(flags: Bytes) -> Bytes:
    """The kinds of event that these flags were made of."""
    is_attempt, is_end = flags & IS_ATTEMPT != 0, flags & IS_END != 0
    return np.select(
        [is_attempt & is_end, is_attempt, is_end],
        [np.uint8(EventKind.RECORD), np.uint8(EventKind.SETUP), np.uint8(EventKind.RELEASE)],
        np.uint8(EventKind.ANSWER),
    )


@compiled
def store(
    rows: Ints,
    keys: Ints,
    moments: Table,
    record_id: Ids,
    setup_us: Ints,
    called: Ints,
    number: Int,
    base: Int,
    own_at: Ints,
    own_talk: Int32s,
    own_flags: Bytes,
    own_record_id: Ids,
    own_setup_us: Ints,
    own_called: Ints,
    own_links: Int32s,
    told: Ints,
) -> Int:
    """Writes into the rings, from `number` on, the events among `rows` that tell their caller; how many. `told`: their positions."""
    ring, count = own_at.size - 1, np.int64(0)
    for r in range(np.uintp(rows.size)):
        i = np.uintp(rows[r])
        if keys[i] == 0:
            continue
        row, what = np.uintp((number + count) & ring), moments[i, WHAT]
        own_at[row], own_talk[row] = moments[i, AT], what >> TALK_AT
        own_flags[row] = what & 0xFF | np.int64(moments[i, AT] < moments[i, CLOCK]) * IS_LATE
        own_record_id[row], own_setup_us[row], own_called[row] = record_id[i], setup_us[i], called[i]
        own_links[row] = 0
        told[np.uintp(count)] = base + rows[r]
        count += 1
    return count


@compiled
def passed(at: Ints, number: Int, count: Int, since_us: Int) -> Int:
    """The first number from this one on that is later than `since_us`."""
    ring = at.size - 1
    while number < count and at[number & ring] <= since_us:
        number += 1
    return number


@compiled
def follow(
    number: Int,
    first: Int,
    last: Int,
    since_us: Int,
    at: Ints,
    flags: Bytes,
    record_id: Ids,
    links: Int32s,
    found: Ints,
) -> Int:
    """How many numbers of events later than `since_us` were put into `found`, newest first, one for each record.

    Begins at `number`, passes over numbers beyond `last`, never goes below `first`. Stops at the first in-time event that is too old: all
    before it are older.
    """
    ring, count = at.size - 1, 0
    while number >= first and count < found.size:
        row = number & ring
        if number > last:
            pass
        elif at[row] > since_us:
            is_new = True
            for i in range(count):
                is_new &= record_id[found[i] & ring] != record_id[row]
            if is_new:
                found[count] = number
                count += 1
        elif not flags[row] & IS_LATE:
            break
        if links[row] == 0:
            break
        number -= links[row]
    return count
