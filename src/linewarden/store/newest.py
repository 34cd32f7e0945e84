"""The newest matches among several sources, each of which is asked only for what may still matter."""

import time
from collections.abc import Sequence
from itertools import islice, takewhile
from typing import NamedTuple

import numpy as np

from linewarden.model.event import Ids, Ints
from linewarden.store.answer import Source
from linewarden.store.side_by_side import AT_ONCE, SLOW_S, side_by_side
from linewarden.store.sought import Sought

_Found = tuple[Ints, Ints, Ids]
"""Rows of one source, newest first, with setup times (µs) and ids."""


class Newest(NamedTuple):
    """Records found, newest first by (setup time, record id)."""

    which: Ints  # sources
    rows: Ints  # in them
    is_slow: bool  # True when a source kept us waiting, as a disk does


def newest(sources: Sequence[Source], wanted: Sought, limit: int) -> Newest:
    """At most `limit` records that match. Sources come by their latest time, the latest first.

    One is asked after the other, until one is slow: then two at once, then four and so on, for as long as that is slow too. No more than as
    many again are asked for nothing then, when there are enough before the last.
    """
    best = _Best(wanted.since_us, limit)
    waiting = [place for place, source in enumerate(sources) if source.first_us < wanted.until_us]
    at_once, was_slow = 1, False
    while now := list(islice(takewhile(lambda place: best.may_grow_by(sources[place]), waiting), at_once)):
        waiting, began = waiting[len(now) :], time.perf_counter()
        for place, found in zip(now, _asked(sources, now, wanted, best.since_us, limit), strict=True):
            best.add(place, found)
        at_once = min(2 * at_once, AT_ONCE) if time.perf_counter() - began > SLOW_S else 1
        was_slow |= at_once > 1
    return Newest(*best.records(), was_slow)


def _asked(sources: Sequence[Source], places: Sequence[int], wanted: Sought, since_us: int, limit: int) -> list[_Found]:
    if len(places) == 1:
        return [sources[places[0]].find(wanted, since_us, limit)]
    return side_by_side(lambda place: sources[place].find(wanted, since_us, limit, is_aside=True), places)


class _Best:
    """The newest records so far, at most `limit` as soon as it matters."""

    def __init__(self, since_us: int, limit: int) -> None:
        self.since_us = since_us  # older records do not matter
        self._limit = limit
        self._parts: list[tuple[Ints, Ints, Ints, Ids]] = []  # source, row, setup time, id
        self._count = 0

    def may_grow_by(self, source: Source) -> bool:
        return source.last_us >= self.since_us

    def add(self, place: int, found: _Found) -> None:
        rows, ats, ids = found
        if not rows.size:
            return
        self._parts.append((np.full(rows.size, place), rows, ats, ids))
        self._count += rows.size
        if self._count >= self._limit:
            self._parts = [self._in_order()]
            self._count, self.since_us = self._limit, int(self._parts[0][2][-1])

    def records(self) -> tuple[Ints, Ints]:
        """Sources and rows."""
        if not self._parts:
            return np.empty(0, np.int64), np.empty(0, np.int64)
        which, rows, _, _ = self._in_order()
        return which, rows

    def _in_order(self) -> tuple[Ints, Ints, Ints, Ids]:
        if len(self._parts) == 1 and self._parts[0][0].size <= self._limit:
            return self._parts[0]
        which, rows, ats, ids = (np.concatenate([part[i] for part in self._parts]) for i in range(4))
        order = np.lexsort((ids, ats))[: -self._limit - 1 : -1]
        return which[order], rows[order], ats[order], ids[order]
