"""Where HEP packets go: a UDP or TCP port."""

import socket
from collections.abc import Sequence
from typing import Protocol

from linewarden.errors import FeedError

Address = tuple[str, int]

_PATIENCE_S = 30.0


class Sender(Protocol):
    """Takes packets away; what `send` has returned from is handed to the operating system."""

    def send(self, packets: Sequence[bytes]) -> None:
        """Send the packets in order; FeedError when the other side is gone."""

    def close(self) -> None:
        """Let go of the port, after everything has been sent."""


class TcpSender:
    """One connection, made when there is something to send, because listeners hang up on the silent.

    Nothing is lost while it stands, and a slow receiver slows the player down.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._socket: socket.socket | None = None

    def send(self, packets: Sequence[bytes]) -> None:
        """Send the packets in order; FeedError when nobody listens, the connection breaks or nothing is taken for half a minute."""
        try:
            if self._socket is None:
                self._socket = socket.create_connection(self._address, _PATIENCE_S)
            self._socket.sendall(b"".join(packets))
        except OSError as err:
            host, port = self._address
            raise FeedError(
                f"the HEP listener at {host}:{port} (tcp) does not take packets: {err}; see that it runs, and its log"
            ) from err

    def close(self) -> None:
        """Close the connection after what was sent."""
        if self._socket is not None:
            self._socket.close()


class UdpSender:
    """Datagrams; the receiver's operating system may drop some, and nobody is told."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._socket = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET, socket.SOCK_DGRAM)

    def send(self, packets: Sequence[bytes]) -> None:
        """Send each packet as a datagram."""
        for each in packets:
            self._socket.sendto(each, self._address)

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()


def sender_to(address: Address, transport: str) -> Sender:
    """A sender by "tcp" or "udp"."""
    return UdpSender(address) if transport == "udp" else TcpSender(address)
