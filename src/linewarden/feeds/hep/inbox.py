"""What has been received and not been read yet: bounded, and what does not fit is counted by its sender, so that it can be told."""

import asyncio
import time
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from linewarden.feeds.hep.fault import Fault
from linewarden.feeds.hep.intake import OTHER_SENDERS, Arrival

OVERLOAD = Fault("overload", "", "", "more arrived than could be taken in; the packet was not read")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def micros_of(at: datetime) -> int:
    """µs since 1970 UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


class Inbox:
    """A queue of arrivals. Holds `max_waiting` of them and one number a sender for the rest."""

    def __init__(self, max_waiting: int, max_senders: int, clock: Callable[[], datetime]) -> None:
        self.received = 0
        self.overload = 0
        self.is_filled = asyncio.Event()
        self._max_waiting = max_waiting
        self._max_senders = max_senders
        self._clock = clock
        self._queue: deque[Arrival] = deque()
        self._overload: dict[str, int] = {}
        self._overload_waiting = 0

    def __len__(self) -> int:
        """Packets waiting, refused ones that have not been told yet included."""
        return len(self._queue) + self._overload_waiting

    @property
    def is_full(self) -> bool:
        """Whether senders that can wait should wait."""
        return len(self._queue) >= self._max_waiting

    @property
    def has_room(self) -> bool:
        """Whether those that waited may go on."""
        return len(self._queue) <= self._max_waiting // 2

    def add(self, piece: bytes | Fault, peer: str) -> None:
        """Take a packet of a sender that waits when it is asked to."""
        self.received += 1
        self._queue.append(self._arrival(piece, peer))
        self.is_filled.set()

    def add_or_refuse(self, datagram: bytes, peer: str) -> None:
        """Take a datagram, or count it as refused when there is no room: its sender will not send it again."""
        if not self.is_full:
            self.add(datagram, peer)
            return
        self.received += 1
        self.overload += 1
        self._overload_waiting += 1
        known = peer if peer in self._overload or len(self._overload) < self._max_senders else OTHER_SENDERS
        self._overload[known] = self._overload.get(known, 0) + 1

    def take(self, limit: int) -> list[Arrival]:
        """At most `limit` packets, oldest first; then the refused ones. Empty when nothing waits."""
        taken = [self._queue.popleft() for _ in range(min(limit, len(self._queue)))]
        if not taken and self._overload:
            peer, count = self._overload.popitem()
            told = min(count, limit)
            if count > told:
                self._overload[peer] = count - told
            self._overload_waiting -= told
            taken = [self._arrival(OVERLOAD, peer)] * told
        if not len(self):
            self.is_filled.clear()
        return taken

    def _arrival(self, piece: bytes | Fault, peer: str) -> Arrival:
        return Arrival(piece, peer, micros_of(self._clock()), time.monotonic_ns())
