"""A host's side: carries the shares that a platform asks it to, each as long as its connection lasts. It keeps nothing on disk.

One thread a connection; the compiled engine leaves the interpreter to the others while it works, so shares of one host work side by side.
"""

import contextlib
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import structlog

from linewarden.errors import ConfigError, LinewardenError, ShardError
from linewarden.features.cluster.address import Address
from linewarden.features.cluster.asked import Asked
from linewarden.features.cluster.key import serving
from linewarden.features.cluster.wire import Body, Link, Message, steady
from linewarden.features.definitions import FEATURES
from linewarden.features.layout import Table
from linewarden.features.shards.lanes import Lanes
from linewarden.features.share import Share
from linewarden.features.snapshot import layout_version
from linewarden.features.warm_up import warm_up

HANDSHAKE_S = 10.0
"""Who has not proved in so long that it holds the key is let go of."""

MOST_LINKS = 512
"""Connections at a time; two a share. More are closed at once."""

_AGAIN_S = 0.5
_log = structlog.get_logger()


class _Tenant:
    """One share of one platform."""

    def __init__(self, asked: Message) -> None:
        self._asked = Asked.of(asked["features"])
        self._lanes = Lanes(
            Share(asked["number"], asked["of"]), hash_seed=asked["hash_seed"], looks_ahead=asked["looks_ahead"]
        )
        self._values: Table = np.zeros((0, len(FEATURES)), np.int64)
        self._stale: set[str] = set()  # kinds of subject written into `_values` so far

    def new(self, asked: Message, _: Body) -> tuple[Message, list[Table]]:
        """Begin a lane, forgetting what was there."""
        self._lanes.new(asked["lane"])
        return self._lanes.told(asked["lane"]), []

    def push(self, asked: Message, body: Body) -> tuple[Message, list[Table]]:
        """Events of one lane in; the values that are asked for out."""
        rows, engine, share = asked["rows"], self._lanes[asked["lane"]], self._lanes.share
        if rows > len(self._values):
            self._values, self._stale = np.zeros((1 << (rows - 1).bit_length(), len(FEATURES)), np.int64), set()
        block, clock_us = self._asked.unpacked(body, rows)
        values = self._values[:rows]
        engine.push_into(block, values, stale=self._stale, continues=asked["continues"], clock_us=clock_us)
        engine.reach(asked["clock_us"], late=asked["late"])
        self._stale |= engine.used
        return self._lanes.told(asked["lane"]), self._asked.cells(block, values, share.number, share.of)

    def recent(self, asked: Message, _: Body) -> tuple[Message, list[Table]]:
        """As `Engine.recent`, columns as lists."""
        return self._lanes.recent(asked), []

    def image(self, asked: Message, _: Body) -> tuple[Message, list[Table]]:
        """Keep a copy of a lane's engine until the next."""
        self._lanes.image(asked["lane"])
        return {}, []

    def save(self, asked: Message, link: Link) -> None:
        """Send the image that was kept; beside `push`."""
        link.send_file(lambda file: self._lanes.write(asked["lane"], file))

    def load(self, asked: Message, link: Link) -> Message:
        """Go on from what the platform had kept."""
        try:
            with tempfile.TemporaryFile() as file:
                link.receive_file(file)
                file.seek(0)
                self._lanes.read(asked["lane"], file, asked["name"])
        except OSError as err:  # nothing is wrong with the snapshot: this host cannot carry the share
            _log.error("no room for a snapshot", folder=tempfile.gettempdir(), problem=str(err))
            raise ShardError(str(err)) from err
        return self._lanes.told(asked["lane"])


class Host:
    """Listens from construction to `close`; `with` closes it. Raises ConfigError when the address or the key cannot be had."""

    def __init__(self, address: Address, key: Path) -> None:
        self._context = serving(key)
        family = socket.AF_INET6 if ":" in address.ip else socket.AF_INET
        try:
            self._door = socket.create_server((address.ip, address.port), family=family, backlog=64)
        except OSError as err:
            raise ConfigError(f"{address} cannot be listened on: {err.strerror}; choose another --listen") from err
        warm_up()
        self.address = Address(address.ip, self._door.getsockname()[1])
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._guests = 0  # connections, those that have yet to prove who they are included
        self._links: set[Link] = set()
        self._tenants: dict[tuple[str, int], _Tenant] = {}  # by session and number of the share
        self._thread = threading.Thread(target=self._listen, name="cluster-host")
        self._thread.start()

    @property
    def shares(self) -> int:
        """Shares carried at the moment."""
        with self._lock:
            return len(self._tenants)

    def close(self) -> None:
        """End all connections and what they asked for."""
        self._closing.set()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for the next connection
        self._thread.join()
        with self._lock:
            links = list(self._links)
        for link in links:
            link.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """See `close`."""
        self.close()

    def _listen(self) -> None:
        with self._door:
            while not self._closing.is_set():
                try:
                    sock, who = self._door.accept()
                except OSError as err:  # out of descriptors: those who are here go on
                    if not self._closing.is_set():
                        _log.warning("connection not taken", problem=str(err))
                    self._closing.wait(_AGAIN_S)
                    continue
                self._admit(sock, who[0])

    def _admit(self, sock: socket.socket, who: str) -> None:
        with self._lock:
            is_full = self._guests >= MOST_LINKS
            self._guests += not is_full
        if is_full:
            _log.warning("too many connections", most=MOST_LINKS, refused=who)
            sock.close()
            return
        threading.Thread(target=self._serve, args=(sock, who), name=f"share-{who}", daemon=True).start()

    def _serve(self, sock: socket.socket, who: str) -> None:
        link: Link | None = None
        try:
            sock.settimeout(HANDSHAKE_S)
            steady(sock)
            link = Link(self._context.wrap_socket(sock, server_side=True))
            with self._lock:
                self._links.add(link)
            if self._closing.is_set():
                return
            asked, _ = link.receive()
            link.settimeout(None)
            self._greet(link, asked)
        except OSError as err:  # ssl.SSLError too: a stranger
            _log.warning("connection refused", of=who, problem=str(err))
        except (LinewardenError, KeyError, TypeError, ValueError) as err:
            _log.info("connection ended", of=who, problem=str(err))
        finally:
            with self._lock:
                self._guests -= 1
                if link is not None:
                    self._links.discard(link)
            if link is not None:
                link.close()
            sock.close()

    def _greet(self, link: Link, asked: Message) -> None:
        """The first message says whose connection this is and what for."""
        if asked["layout"] != layout_version():
            link.send(
                {
                    "error": f"runs features {layout_version()}, the platform {asked['layout']}; install the same version",
                    "kind": "ConfigError",
                }
            )
            return
        if asked["do"] == "ping":
            link.send({})
            return
        who = (str(asked["session"]), int(asked["number"]))
        if asked["do"] == "aside":
            with self._lock:
                tenant = self._tenants[who]
            link.send({})
            _answer(link, tenant, beside=True)
            return
        tenant = _Tenant(asked)
        with self._lock:
            self._tenants[who] = tenant
        _log.info("share carried", session=who[0], share=who[1])
        try:
            link.send({})
            _answer(link, tenant, beside=False)
        finally:
            with self._lock:
                self._tenants.pop(who, None)
            _log.info("share let go", session=who[0], share=who[1])


_MAIN: dict[str, Callable[[_Tenant, Message, Body], tuple[Message, list[Any]]]] = {
    "new": _Tenant.new, "push": _Tenant.push, "recent": _Tenant.recent, "image": _Tenant.image,
}  # fmt: skip


def _answer(link: Link, tenant: _Tenant, *, beside: bool) -> None:
    """Until the other end closes. What is wrong with a request is its answer; anything else ends the connection."""
    while True:
        asked, body = link.receive()
        do, cells = asked["do"], list[Table]()
        try:
            if do == "save" and beside:
                tenant.save(asked, link)
                continue
            if do == "load" and not beside:
                answer = tenant.load(asked, link)
            else:
                answer, cells = _MAIN[do](tenant, asked, body)
        except ShardError:
            raise
        except (LinewardenError, OSError) as err:
            kind = "OSError" if isinstance(err, OSError) else type(err).__name__
            answer, cells = {"error": str(err), "kind": kind}, []
        link.send(answer, *cells)
