"""Features of the past on this machine: one engine a share, each on a thread of its own; the compiled kernel releases the interpreter."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import numpy as np

from linewarden.features import Share, warm_up
from linewarden.features.layout import Ints, Table
from linewarden.history.shares import Worker, places
from linewarden.history.wanted import Wanted
from linewarden.model.event import EventBlock, event_block

BLOCKS_AHEAD = 4
"""Blocks that wait for the slowest share, so that the shares need not go in step."""

_TIMES = ("at_us", "kind", "record_id", "setup_us", "answered_us", "talk_ms", "ring_ms")

_Pending = tuple[EventBlock, list[tuple[Ints, Future[Table]]]]


class Kernel:
    """The engines of all shares; their number changes no value."""

    def __init__(self, wanted: Wanted, *, shares: int) -> None:
        warm_up()
        self._wanted = wanted
        self._workers = [Worker(wanted, Share(number, shares)) for number in range(shares)]

    @property
    def most_held(self) -> int:
        """Most subjects that the windows of all shares held, each share's at its fullest."""
        return sum(worker.most_held for worker in self._workers)

    def values(self, blocks: Iterator[EventBlock]) -> Iterator[tuple[EventBlock, Table]]:
        """Each block of the stream with the values of the wanted features, int64 [n, wanted]."""
        if len(self._workers) == 1:
            yield from ((events, self._workers[0].values(events)) for events in blocks)
            return
        with ExitStack() as stack:
            threads = [stack.enter_context(ThreadPoolExecutor(1, "share")) for _ in self._workers]
            waiting: deque[_Pending] = deque()
            for events in blocks:
                waiting.append((events, self._parts(events, threads)))
                if len(waiting) > BLOCKS_AHEAD:
                    yield self._merged(waiting.popleft())
            while waiting:
                yield self._merged(waiting.popleft())

    def _parts(self, events: EventBlock, threads: list[ThreadPoolExecutor]) -> list[tuple[Ints, Future[Table]]]:
        """For each share the rows that it takes and, when it is done, their values."""
        takes = places(events, self._wanted, len(threads)).takes
        rows = [np.flatnonzero(takes[:, number]) for number in range(len(threads))]
        return [
            (own, thread.submit(self._values, worker, events, own))
            for own, worker, thread in zip(rows, self._workers, threads, strict=True)
        ]

    def _merged(self, pending: _Pending) -> tuple[EventBlock, Table]:
        events, parts = pending
        out = np.zeros((len(events), len(self._wanted.names)), np.int64)
        for rows, part in parts:
            if len(self._wanted.keys) == 1:  # an event goes to one share
                out[rows] = part.result()
            else:
                out[rows] += part.result()
        return events, out

    def _values(self, worker: Worker, events: EventBlock, rows: Ints) -> Table:
        """What the kernel reads of these events is copied, and no more: a column has a cache line an event here."""
        columns = {name: getattr(events, name)[rows] for name in (*_TIMES, *self._wanted.told)}
        return worker.values(event_block(**columns))
