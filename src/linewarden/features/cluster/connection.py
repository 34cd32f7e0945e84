"""The platform's side of one share on a host: two connections, one that the stream waits for and one for what goes on beside it."""

import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import numpy.typing as npt

from linewarden.errors import ConfigError, LinewardenError, ShardError, StoreError
from linewarden.features.cluster.address import Address
from linewarden.features.cluster.wire import Body, Link, Message, steady

CONNECT_S = 5.0
"""A host that does not answer a connection in so long is taken for absent."""

ANSWER_S = 60.0
"""A share that is silent for so long after a question is taken for lost. Reading back a large snapshot takes longest."""

Answer = tuple[Message, Body]
_ERRORS: dict[str, type[LinewardenError]] = {"StoreError": StoreError, "ConfigError": ConfigError}


def connected(address: Address, context: ssl.SSLContext, greeting: Message) -> Link:
    """A connection whose first message was answered well. Raises ShardError, or what the host says."""
    try:
        sock = socket.create_connection((address.ip, address.port), CONNECT_S)
        try:
            steady(sock)
            link = Link(context.wrap_socket(sock))
        except BaseException:
            sock.close()
            raise
    except OSError as err:  # TimeoutError and ssl.SSLError too
        raise ShardError(f"{address}: {err.strerror or err}") from err
    try:
        _answer_of(link, str(address), partial(link.send, greeting))
        link.settimeout(ANSWER_S)
    except BaseException:
        link.close()
        raise
    return link


def _answer_of(link: Link, name: str, send: Callable[[], None]) -> Answer:
    """What comes back. Raises ShardError when nothing does, or what the other end says is wrong: OSError too, when it has no room for an image."""
    try:
        send()
        answer, body = link.receive()
    except ShardError as err:
        raise ShardError(f"{name}: {err}") from err
    if "error" in answer and answer["kind"] == "OSError":
        raise OSError(f"{name}: {answer['error']}")
    if "error" in answer:
        raise _ERRORS.get(answer["kind"], ShardError)(f"{name}: {answer['error']}")
    return answer, body


class RemoteShare:
    """One share on a host, from construction to `close`; construction and every call may raise ShardError, and then it is lost."""

    def __init__(self, address: Address, context: ssl.SSLContext, greeting: Message) -> None:
        self.name = f"share {greeting['number'] + 1} of {greeting['of']} on {address}"
        self.address = address
        self._main = connected(address, context, greeting | {"do": "begin"})
        try:
            self._beside = connected(address, context, greeting | {"do": "aside"})
        except BaseException:
            self._main.close()
            raise
        self._thread = ThreadPoolExecutor(1, self.name)

    def fileno(self) -> int:
        """Of the connection that says nothing unless asked: when it can be read, it has ended."""
        return self._main.fileno()

    def ask(self, asked: Message, *bodies: npt.NDArray[Any]) -> "Future[Answer]":
        """Its answer, later; answers come in the order of the questions."""
        return self._thread.submit(_answer_of, self._main, self.name, partial(self._main.send, asked, *bodies))

    def load(self, asked: Message, path: Path) -> "Future[Answer]":
        """Hand over a file for it to go on from. The future raises StoreError when the file cannot be read or used."""
        return self._thread.submit(self._load, asked, path)

    def _load(self, asked: Message, path: Path) -> Answer:
        try:
            with path.open("rb") as file:
                return _answer_of(self._main, self.name, partial(self._send_with, asked, file))
        except OSError as err:
            raise StoreError(f"{path} cannot be read: {err.strerror}; replay the last seven days instead") from err

    def _send_with(self, asked: Message, file: BinaryIO) -> None:
        self._main.send(asked)
        self._main.send_file(partial(_copy, file))

    def save(self, asked: Message, file: BinaryIO) -> None:
        """Have it send the image that it keeps into a file, while `ask` goes on in another thread. Raises OSError when that cannot be written."""
        try:
            self._beside.send(asked)
            self._beside.receive_file(file)
        except ShardError as err:
            raise ShardError(f"{self.name}: {err}") from err

    def close(self) -> None:
        """End it; whoever waits for an answer gets ShardError."""
        self._main.close()
        self._beside.close()
        self._thread.shutdown(wait=True, cancel_futures=True)


def _copy(source: BinaryIO, target: BinaryIO) -> None:
    while piece := source.read(1 << 20):
        target.write(piece)
