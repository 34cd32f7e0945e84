"""Messages that began in one captured TCP segment and go on in the next one of the same connection: kept for a moment, bounded."""

from typing import NamedTuple

from linewarden.feeds.hep.packet import HepPacket

HOLD_US = 500_000
"""Segments of one message come within a round trip; what waits longer was not captured whole."""

MAX_BYTES = 65_535
MAX_HELD = 1_000

Flow = tuple[str, str, int, str, int]
"""Sender, source address and port, destination address and port."""


class Beginning(NamedTuple):
    """The first part of a message."""

    sender: str
    packet: HepPacket  # that brought the latest part
    seen_us: int
    peer: str
    at_us: int  # arrival of the first part, µs since 1970 UTC
    at_ns: int
    data: bytes


class Beginnings:
    """At most one beginning a connection, at most `MAX_HELD` in all, the oldest first."""

    def __init__(self) -> None:
        self._held: dict[Flow, Beginning] = {}

    def __len__(self) -> int:
        return len(self._held)

    def take(self, flow: Flow) -> Beginning | None:
        """What this connection has begun; it is no longer held."""
        return self._held.pop(flow, None) if self._held else None

    def hold(self, flow: Flow, beginning: Beginning) -> Beginning | None:
        """Keep it; what had to go for it comes back."""
        if len(beginning.data) > MAX_BYTES:
            return beginning
        pushed_out = self._held.pop(next(iter(self._held))) if len(self._held) >= MAX_HELD else None
        self._held[flow] = beginning
        return pushed_out

    def expired(self, now_us: int) -> list[Beginning]:
        """Those that waited too long; they are no longer held."""
        flows = [flow for flow, beginning in self._held.items() if beginning.at_us <= now_us - HOLD_US]
        return [self._held.pop(flow) for flow in flows]
