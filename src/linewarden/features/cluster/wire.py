"""What passes between the platform and a host: messages in JSON, each with a body of raw bytes. Nothing in either is ever executed.

A frame: length of the message (4 bytes), length of the body (8 bytes), both big-endian; then the two.
"""

import contextlib
import io
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

import numpy as np
import numpy.typing as npt
import orjson

from linewarden.errors import ShardError

Message = dict[str, Any]
Body = npt.NDArray[np.uint8]
_HEAD = struct.Struct("!IQ")
MOST_MESSAGE, MOST_BODY = 1 << 20, 1 << 28
PIECE = 1 << 20
"""Bytes of a file that travel in one frame."""


class Link:
    """One connection, used by one thread at a time; any may close it. Raises ShardError wherever it fails; then it is of no more use."""

    def __init__(self, sock: ssl.SSLSocket) -> None:
        self._socket = sock
        self._in_use = threading.Lock()  # while its number means this connection to whoever sends or receives

    def send(self, message: Message, *bodies: npt.NDArray[Any]) -> None:
        """A message and its body, in one or several arrays, each in one piece."""
        text = orjson.dumps(message)
        with _lost(), self._in_use:
            self._socket.sendall(_HEAD.pack(len(text), sum(body.nbytes for body in bodies)) + text)
            for body in bodies:
                if body.nbytes:
                    self._socket.sendall(body.data.cast("B"))

    def receive(self) -> tuple[Message, Body]:
        """The next message and its body."""
        text_bytes, body_bytes = _HEAD.unpack(self._exactly(_HEAD.size))
        if text_bytes > MOST_MESSAGE or body_bytes > MOST_BODY:
            raise ShardError(f"a frame of {text_bytes} and {body_bytes} bytes: the other end speaks something else")
        try:
            message = orjson.loads(self._exactly(text_bytes))
        except orjson.JSONDecodeError as err:
            raise ShardError(f"a message that is no JSON ({err}): the other end speaks something else") from err
        if not isinstance(message, dict):
            raise ShardError(f"a message that is {type(message).__name__}: the other end speaks something else")
        return message, np.frombuffer(self._exactly(body_bytes), np.uint8)

    def send_file(self, write: Callable[[BinaryIO], None]) -> None:
        """What `write` writes, in pieces; the other end takes it with `receive_file`."""
        with io.BufferedWriter(_Outlet(self), PIECE) as outlet:
            write(cast("BinaryIO", outlet))
        self.send({"ends": True})

    def receive_file(self, file: BinaryIO) -> None:
        """Writes the pieces into a file. Raises OSError when that cannot be written, all pieces received, or when the other end could not go on."""
        failed: OSError | None = None
        while True:
            message, body = self.receive()
            if "error" in message:
                raise OSError(message["error"])
            if "ends" in message:
                break
            if failed is None:
                try:
                    file.write(body.data)
                except OSError as err:
                    failed = err
        if failed is not None:
            raise failed

    def settimeout(self, seconds: float | None) -> None:
        """How long to wait for the other end at any moment."""
        self._socket.settimeout(seconds)

    def fileno(self) -> int:
        """For `select`; -1 once closed."""
        return self._socket.fileno()

    def close(self) -> None:
        """Let go of it, whoever waits for it included."""
        with contextlib.suppress(OSError):  # the other end may have been quicker
            self._socket.shutdown(socket.SHUT_RDWR)
        with self._in_use:  # the next connection gets its number: nobody who has yet to wake may read that one
            self._socket.close()

    def _exactly(self, size: int) -> bytearray:
        found, done = bytearray(size), 0
        view = memoryview(found)
        with _lost(), self._in_use:
            while done < size:
                got = self._socket.recv_into(view[done:])
                if not got:
                    raise EOFError("the other end has closed the connection")
                done += got
        return found


@contextlib.contextmanager
def _lost() -> Iterator[None]:
    try:
        yield
    except TimeoutError as err:
        raise ShardError("no answer in time") from err
    except (OSError, EOFError, ValueError) as err:  # ValueError: closed meanwhile by another thread
        raise ShardError(str(err) or type(err).__name__) from err


class _Outlet(io.RawIOBase):
    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401  any buffer
        view = memoryview(data).cast("B")
        for start in range(0, len(view), PIECE):
            self._link.send({"piece": True}, np.frombuffer(view[start : start + PIECE], np.uint8))
        return len(view)


def steady(sock: socket.socket) -> None:
    """Send at once; notice within some five seconds when the other end's machine or the way to it is gone, busy or idle."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1), (socket.TCP_KEEPCNT, 4)):
        sock.setsockopt(socket.IPPROTO_TCP, option, value)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 5_000)
