"""Keeps the pointers and heaps that say when events leave, and plans one block at a time."""

import numpy as np

from linewarden.features.definitions import EXACT_SPANS
from linewarden.features.layout import LONGEST, SPAN_COUNT, Ints, Plan, Table
from linewarden.features.log import Log
from linewarden.features.memory import zeros
from linewarden.features.timeline import schedule

EARLIEST_US, LATEST_US = 0, (2**32 - 1) * 1_000_000
"""Times that can be planned, 1970 to 2106: the long windows keep seconds in 32 bits."""

_BEFORE_ALL_US = -(2**62)


class Timetable:
    """The clock, one pointer for each window into the log, and the late events that wait to leave."""

    def __init__(self) -> None:
        self.clock_us = _BEFORE_ALL_US
        self.count = 0  # events so far: the running number of the next
        self.late = 0  # of them, those that came with `at` before the clock
        self.lengths: Ints = np.array([span.us for span in EXACT_SPANS], np.int64)
        self.pointers: Ints = np.zeros(SPAN_COUNT, np.int64)
        self.sizes: Ints = np.zeros(SPAN_COUNT, np.int64)
        self.heaps: list[Table] = [zeros((64, 2), np.int64) for _ in EXACT_SPANS]

    @property
    def first(self) -> int:
        """Running number of the oldest in-time event in the longest exact window."""
        return int(self.pointers[LONGEST])

    @property
    def forgotten_us(self) -> int:
        """Events up to here are in no window any more."""
        return self.clock_us - int(self.lengths[LONGEST])

    @property
    def nbytes(self) -> int:
        """Bytes set aside."""
        return sum(heap.nbytes for heap in self.heaps)

    def plan(self, at: Ints, clock_us: Ints, log: Log) -> Plan:
        """The plan of the next block, at least one event, which lies in the log already; moves clock, pointers and heaps behind it.

        `clock_us`: what the clock has reached at least at each event.
        """
        n = at.size
        clock = np.maximum(np.maximum.accumulate(np.maximum(at, clock_us)), self.clock_us)
        late = int(np.count_nonzero(at < clock))
        self._make_room(late)
        plan = Plan(
            base=self.count,
            at=at,
            clock=clock,
            lengths=self.lengths,
            starts=self.pointers.copy(),
            until=np.empty((n, SPAN_COUNT), np.int64),
            first_span=np.empty(n, np.uint8),
            leaving=np.empty((SPAN_COUNT, int(self.sizes.max()) + late), np.int64),
            leaving_until=np.empty((n, SPAN_COUNT), np.int64),
        )
        schedule(plan, log.events, self.pointers, tuple(self.heaps), self.sizes)
        self.clock_us = int(clock[-1])
        self.count += n
        self.late += late
        return plan

    def _make_room(self, late: int) -> None:
        for w, heap in enumerate(self.heaps):
            rows = heap.shape[0]
            while rows < self.sizes[w] + late:
                rows *= 2
            if rows > heap.shape[0]:
                self.heaps[w] = zeros((rows, 2), np.int64)
                self.heaps[w][: heap.shape[0]] = heap
