"""One TCP connection of a capture agent: frames in, back-pressure out."""

import asyncio
from typing import Protocol

from linewarden.feeds.hep.fault import Fault
from linewarden.feeds.hep.framing import Framer


class Sink(Protocol):
    """Where connections bring their packets; `HepServer` is one."""

    def opened(self, connection: "Connection") -> bool:
        """Whether the connection may stay."""

    def arrived(self, piece: bytes | Fault, peer: str) -> None:
        """A packet, or what stood in the place of one."""

    def is_full(self) -> bool:
        """Whether senders that can wait should wait."""

    def closed(self, connection: "Connection") -> None:
        """The connection has ended."""


class Connection(asyncio.Protocol):
    """Frames one sender's stream. Stops reading while the sink is full, so that TCP makes the sender wait."""

    def __init__(self, sink: Sink, max_skipped_bytes: int) -> None:
        self._sink = sink
        self._max_skipped = max_skipped_bytes
        self._framer = Framer()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._is_paused = False
        self._waits_since = self._loop.time()
        self._owes = True  # a whole packet, since `_waits_since`
        self.peer = ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Accept, or hang up when there are too many."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.peer = str(transport.get_extra_info("peername")[0])
        if not self._sink.opened(self):
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Hand over the packets that have become whole."""
        is_any = False
        for piece in self._framer.feed(data):
            is_any = True
            self._sink.arrived(piece, self.peer)
        if is_any or not self._owes:
            self._waits_since = self._loop.time()
        self._owes = len(self._framer) > 0
        if self._framer.skipped > self._max_skipped:
            self.end()
        elif self._sink.is_full():
            self._pause()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  the cause does not matter: what is left is counted
        """Count what was cut short."""
        self._hand_over_rest()
        self._sink.closed(self)

    def end(self) -> None:
        """Hang up, after handing over what is there."""
        self._hand_over_rest()
        if self._transport is not None:
            self._transport.abort()

    def is_too_slow(self, timeout_s: float) -> bool:
        """Whether a packet has been on its way for longer than that; never while we ourselves do not read."""
        return self._owes and not self._is_paused and self._loop.time() - self._waits_since > timeout_s

    def resume(self) -> None:
        """Read on after a pause."""
        if self._is_paused and self._transport is not None and not self._transport.is_closing():
            self._is_paused = False
            self._waits_since = self._loop.time()
            self._transport.resume_reading()

    def _pause(self) -> None:
        if not self._is_paused and self._transport is not None and not self._transport.is_closing():
            self._is_paused = True
            self._transport.pause_reading()

    def _hand_over_rest(self) -> None:
        for piece in self._framer.finish():
            self._sink.arrived(piece, self.peer)
