"""A UDP socket that is drained in gulps and knows what the kernel had to drop."""

import asyncio
import socket
import struct
from collections.abc import Callable

MAX_DATAGRAM_BYTES = 65_535
_GULP = 1024  # datagrams a turn: reading is cheap beside what follows, and our own queue counts what it refuses

_SO_RCVBUFFORCE = 33  # Linux: beyond net.core.rmem_max, needs CAP_NET_ADMIN
_SO_MEMINFO = 55  # Linux 4.12: nine uint32, the last of them the drops
_MEMINFO = struct.Struct("=9I")


class UdpSocket:
    """Calls `arrived(datagram, peer address)` for each datagram once started."""

    def __init__(self, address: tuple[str | int, ...], family: int, receive_buffer_bytes: int) -> None:
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        try:
            if family == socket.AF_INET6:
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            _enlarge(self.socket, receive_buffer_bytes)
            self.socket.settimeout(0)
            self.socket.bind(address)
        except OSError:
            self.socket.close()
            raise

    @property
    def port(self) -> int:
        """The port bound."""
        return int(self.socket.getsockname()[1])

    @property
    def buffer_bytes(self) -> int:
        """What the kernel granted; it counts its own overhead in."""
        return self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)

    def start(self, loop: asyncio.AbstractEventLoop, arrived: Callable[[bytes, str], None]) -> None:
        """Begin to receive."""
        loop.add_reader(self.socket.fileno(), self.gulp, arrived)

    def gulp(self, arrived: Callable[[bytes, str], None], limit: int = _GULP) -> int:
        """Hand over at most `limit` waiting datagrams; how many there were."""
        for count in range(limit):
            try:
                datagram, peer = self.socket.recvfrom(MAX_DATAGRAM_BYTES)
            except BlockingIOError:
                return count
            except ConnectionError:  # an ICMP error for something else; nothing was received
                continue
            arrived(datagram, peer[0])
        return limit

    def kernel_drops(self) -> int | None:
        """Datagrams that the kernel dropped because the buffer was full; None where it does not tell."""
        try:
            memory = self.socket.getsockopt(socket.SOL_SOCKET, _SO_MEMINFO, _MEMINFO.size)
        except OSError:
            return None
        return int(_MEMINFO.unpack(memory)[8]) if len(memory) == _MEMINFO.size else None

    def close(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop receiving and give the port back."""
        loop.remove_reader(self.socket.fileno())
        self.socket.close()


def _enlarge(sock: socket.socket, size: int) -> None:
    try:
        sock.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, size // 2)  # the kernel doubles it
    except OSError:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size // 2)
