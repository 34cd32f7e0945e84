"""A TCP byte stream → HEP3 packets; what is none of them is skipped and told once, and the packets behind it are not lost."""

import struct
from collections.abc import Iterator

from linewarden.feeds.hep.fault import Fault, shown

MAGIC = b"HEP3"
_HEAD = 6
_TOTAL = struct.Struct("!4xH")
_CHUNK_LENGTH = struct.Struct("!4xH")


class Framer:
    """Cuts one connection's bytes into packets. Holds at most one packet (65,535 bytes) beyond what was last fed."""

    __slots__ = ("_buffer", "_is_lost", "skipped")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._is_lost = False
        self.skipped = 0  # bytes that belonged to no packet

    def __len__(self) -> int:
        """Bytes of a packet that has not ended yet."""
        return len(self._buffer)

    def feed(self, data: bytes) -> Iterator[bytes | Fault]:
        """The packets that these bytes complete, in order; a Fault where a run of other bytes begins."""
        self._buffer += data
        at = 0
        while len(self._buffer) - at >= _HEAD:
            total = _TOTAL.unpack_from(self._buffer, at)[0]
            if self._buffer[at : at + 4] != MAGIC or total < _HEAD:
                yield from self._lost(at)
                at = self._next_magic(at)
            elif len(self._buffer) - at < total:
                break
            elif _is_whole(self._buffer, at, total):
                self._is_lost = False
                yield bytes(self._buffer[at : at + total])
                at += total
            else:
                yield from self._lost(at)
                at = self._next_magic(at)
        del self._buffer[:at]

    def finish(self) -> Iterator[bytes | Fault]:
        """What is left when the connection ends: a Fault for the packet cut short, and packets that a wrong length had hidden."""
        while self._buffer:
            yield from self._lost(0)
            del self._buffer[: self._next_magic(0)]
            if len(self._buffer) < _HEAD:
                self._buffer.clear()
            yield from self.feed(b"")

    def _lost(self, at: int) -> Iterator[Fault]:
        if not self._is_lost:
            self._is_lost = True
            yield Fault(
                "bad_frame",
                "",
                shown(bytes(self._buffer[at : at + 32])),
                "bytes in a stream make up whole HEP3 packets",
            )

    def _next_magic(self, at: int) -> int:
        """Where the next packet may begin; the last three bytes may be the start of its name."""
        found = self._buffer.find(MAGIC, at + 1)
        end = found if found >= 0 else max(len(self._buffer) - 3, at + 1)
        self.skipped += end - at
        return end


def _is_whole(buffer: bytearray, at: int, total: int) -> bool:
    """Whether the chunks fill the packet exactly: a wrong total length would swallow the packet behind."""
    end = at + total
    at += _HEAD
    while at < end:
        if end - at < _HEAD:
            return False
        length = _CHUNK_LENGTH.unpack_from(buffer, at)[0]
        if length < _HEAD:
            return False
        at += length
    return at == end
