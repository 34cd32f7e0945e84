"""The calls of a day, linked caller by caller: what stands behind a reason."""

from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from linewarden.features.layout import IS_ATTEMPT, IS_END, IS_LATE, Bytes, Int, Int32s, Ints
from linewarden.features.log import moved, place, rows_for
from linewarden.features.memory import expect, zeros
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

    def take(self, block: EventBlock, rows: Ints, *, base: int, clock: Ints, flags: Bytes, talk: Int32s) -> Ints:
        """Takes in the events at these rows; the running number of each event of the block, -1 for the others.

        `base`: position of the block's first event in the stream. `links` are filled by `link`.
        """
        count = self.count
        self.tally[1] = passed(self.at, int(self.tally[1]), count, int(clock[-1]) - KEPT_US)
        wanted = rows_for(self.rows, self.held + rows.size)
        if wanted > self.rows:
            for name, _ in _COLUMNS:
                setattr(self, name, moved(getattr(self, name), wanted, int(self.tally[1])))
        at = block.at_us[rows]
        is_late = (at < clock[rows]).astype(np.uint8) * np.uint8(IS_LATE)
        values: tuple[npt.NDArray[Any], ...] = (
            at, talk[rows], flags[rows] | is_late, block.record_id[rows], block.setup_us[rows], block.called[rows],
        )  # fmt: skip
        for (name, _), fresh in zip(_COLUMNS, values, strict=False):
            place(getattr(self, name), count, fresh)
        self.tally[0] += rows.size
        self._told.append(base + rows)
        numbers = np.full(len(block), -1, np.int64)
        numbers[rows] = np.arange(count, count + rows.size)
        return numbers

    def link(self, rows: Ints, links: Ints) -> None:
        """How far back the caller's previous event lies, for the events just taken in."""
        place(self.links, self.count - rows.size, links[rows].astype(np.int32))

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


@nb.njit(cache=True, nogil=True)
def passed(at: Ints, number: Int, count: Int, since_us: Int) -> Int:
    """The first number from this one on that is later than `since_us`."""
    ring = at.size - 1
    while number < count and at[number & ring] <= since_us:
        number += 1
    return number


@nb.njit(cache=True, nogil=True)
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
