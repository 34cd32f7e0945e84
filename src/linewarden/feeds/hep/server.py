"""The HEP listener: any number of capture agents over UDP and TCP on one port → `Intake` blocks, in batches, with exact counts."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from linewarden.errors import FeedError
from linewarden.feeds.hep.fault import Fault
from linewarden.feeds.hep.inbox import Inbox, micros_of
from linewarden.feeds.hep.intake import Arrival, Reader
from linewarden.feeds.hep.tcp import Connection
from linewarden.feeds.hep.udp import UdpSocket
from linewarden.feeds.settings import FeedSettings, require_basis
from linewarden.model.intake import Intake

_SLICE = 64  # packets decoded before the loop may turn to the sockets again
_PORT_TRIES = 20
_SWEEP_S = 0.25
_ALWAYS_US = 2**62

_NO_BASIS = Fault("no_legal_basis", "", "", "the legal basis of the feed is not valid now; nothing is taken in")


@dataclass(frozen=True, slots=True, kw_only=True)
class HepOptions:
    """Bounds of the listener."""

    auth_key: str | None = None  # that HEP3 packets must carry (chunk 0x0e); None: not asked for
    batch_rows: int = 1000  # packets that are handed on at once
    batch_ms: int = 20  # … or those that came within this time
    max_waiting: int = 50_000  # packets received and not read yet: beyond it UDP is refused, TCP waits
    receive_buffer_bytes: int = 32 << 20  # of the UDP socket
    max_connections: int = 256
    packet_timeout_s: float = 10.0  # for a packet on a TCP connection to become whole
    max_skipped_bytes: int = 65_535  # that are no packet, before a TCP connection is hung up
    max_senders: int = 1000  # told apart; the rest are counted together
    max_ahead_s: int = 300  # an agent's clock may be ahead of ours


@dataclass(frozen=True, slots=True)
class HepCounts:
    """What happened since the start. packets + further = messages + rejected + joined + waiting, at any moment."""

    packets: int  # read from the sockets; a run of stray bytes in a TCP stream counts as one
    further: int  # rows beyond the first of a packet
    joined: int  # packets that only brought a part of a message
    messages: int  # delivered
    rejected: int  # delivered as refusals
    overload: int  # of these, for want of room
    waiting: int  # not delivered yet
    kernel_drops: int | None  # lost before we could read them; None where the system does not tell
    connections: int  # TCP, open now
    refused_connections: int
    senders: int


class HepServer:
    """Listens from `start` to `stop`. `deliver` is awaited for one Intake after the other: while it takes its time, the rest waits."""

    def __init__(
        self,
        host: str,
        port: int,
        settings: FeedSettings,
        deliver: Callable[[Intake], Awaitable[None]],
        *,
        options: HepOptions | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        first_row: Callable[[str], int] = lambda _sender: 1,
    ) -> None:
        """Port 0 takes a free one. `first_row(sender)` is where a sender's numbers go on after a restart (`RecordStore.resume_row`)."""
        self._address = host, port
        self._settings = settings
        self._deliver = deliver
        self._options = options or HepOptions()
        self._clock = clock
        self._inbox = Inbox(self._options.max_waiting, self._options.max_senders, clock)
        self._reader = _reader(settings, self._options, first_row)
        self._connections: set[Connection] = set()
        self._messages = self._rejected = self._in_hand = self._refused_connections = 0
        self._kernel_drops: int | None = 0
        self._is_stopping = False

    async def start(self) -> None:
        """Bind and listen. Raises LegalBasisError without a valid legal basis, FeedError when the port cannot be had."""
        require_basis(self._settings, self._clock())
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(None, self._reader.warm_up)
        self._udp, self._tcp = await self._bind(loop)
        self._udp.start(loop, self._inbox.add_or_refuse)
        self._delivering = loop.create_task(self._deliver_until_stopped())
        self._sweeping = loop.create_task(self._sweep_forever())

    async def stop(self) -> None:
        """Hang up, hand on everything that arrived, give the port back. Raises what `deliver` raised."""
        self._tcp.close()
        while self._udp.gulp(self._inbox.add_or_refuse):
            pass
        self._kernel_drops = self._udp.kernel_drops()
        self._udp.close(asyncio.get_running_loop())
        for connection in list(self._connections):
            connection.end()
        self._is_stopping = True
        self._inbox.is_filled.set()
        self._sweeping.cancel()
        await self._delivering

    async def wait(self) -> None:
        """Return when stopped; raise what `deliver` raised, after which nothing is delivered any more."""
        await asyncio.shield(self._delivering)

    @property
    def port(self) -> int:
        """The port listened on, UDP and TCP."""
        return self._udp.port

    def counts(self) -> HepCounts:
        """The counters now."""
        if not self._is_stopping:
            self._kernel_drops = self._udp.kernel_drops()
        return HepCounts(
            packets=self._inbox.received,
            further=self._reader.further,
            joined=self._reader.joined,
            messages=self._messages,
            rejected=self._rejected,
            overload=self._inbox.overload,
            waiting=len(self._inbox) + self._in_hand,
            kernel_drops=self._kernel_drops,
            connections=len(self._connections),
            refused_connections=self._refused_connections,
            senders=len(self._reader.next_rows),
        )

    # --- what connections ask for

    def opened(self, connection: Connection) -> bool:
        """Whether a new connection may stay."""
        if len(self._connections) >= self._options.max_connections:
            self._refused_connections += 1
            return False
        self._connections.add(connection)
        return True

    def arrived(self, piece: bytes | Fault, peer: str) -> None:
        """Take a packet of a connection."""
        self._inbox.add(piece, peer)

    def is_full(self) -> bool:
        """Whether connections should wait."""
        return self._inbox.is_full

    def closed(self, connection: Connection) -> None:
        """Forget a connection that ended."""
        self._connections.discard(connection)

    # --- the tasks

    async def _deliver_until_stopped(self) -> None:
        while not self._is_stopping or len(self._inbox):
            await self._inbox.is_filled.wait()
            if len(self._inbox) < self._options.batch_rows and not self._is_stopping:
                await asyncio.sleep(self._options.batch_ms / 1000)
            await self._deliver_batch()
        self._in_hand += self._reader.expire(_ALWAYS_US)
        await self._deliver_batch()

    async def _deliver_batch(self) -> None:
        rows = 0
        while rows < self._options.batch_rows and (arrivals := self._inbox.take(_SLICE)):
            rows += self._read(arrivals)
            await asyncio.sleep(0)
        for intake in self._reader.take():
            await self._deliver(intake)
            self._in_hand -= intake.received
            self._rejected += len(intake.rejects)
            self._messages += intake.received - len(intake.rejects)
        if self._inbox.has_room:
            for connection in self._connections:
                connection.resume()

    def _read(self, arrivals: list[Arrival]) -> int:
        """Rows that the packets became: none is lost, whatever it is."""
        basis = self._settings.basis
        if basis is None or not basis.is_valid(self._clock()):
            arrivals = [arrival._replace(piece=_NO_BASIS) for arrival in arrivals]
        rows = self._reader.read(arrivals)
        self._in_hand += rows
        return rows

    async def _sweep_forever(self) -> None:
        """Give up messages whose rest does not come; hang up on senders that begin a packet and do not end it."""
        while True:
            await asyncio.sleep(_SWEEP_S)
            if rows := self._reader.expire(micros_of(self._clock())):
                self._in_hand += rows
                self._inbox.is_filled.set()
            for connection in list(self._connections):
                if connection.is_too_slow(self._options.packet_timeout_s):
                    connection.end()

    async def _bind(self, loop: asyncio.AbstractEventLoop) -> tuple[UdpSocket, asyncio.Server]:
        """One port for UDP and TCP; a free one is tried again when TCP does not have the same one free."""
        host, port = self._address
        try:
            found = (await loop.getaddrinfo(host, port, type=socket.SOCK_DGRAM))[0]
            family, address = found[0], (str(found[4][0]), *found[4][1:])
        except (OSError, UnicodeError) as err:
            raise FeedError(
                f"feed {self._settings.name!r}: HEP address {host!r} cannot be found: {err}; name an address of this machine"
            ) from err
        for tries_left in reversed(range(_PORT_TRIES if port == 0 else 1)):
            udp = None
            try:
                udp = UdpSocket(address, family, self._options.receive_buffer_bytes)
                return udp, await loop.create_server(self._connection, address[0], udp.port)
            except OSError as err:
                if udp is not None:
                    udp.close(loop)
                if not tries_left:
                    raise FeedError(
                        f"feed {self._settings.name!r}: cannot listen for HEP on {host} port {port}: {err}; free the port or set another"
                    ) from err
        raise AssertionError("the last try returns or raises")

    def _connection(self) -> Connection:
        return Connection(self, self._options.max_skipped_bytes)


def _reader(settings: FeedSettings, options: HepOptions, first_row: Callable[[str], int]) -> Reader:
    return Reader(
        feed=settings.name,
        basis_id=settings.basis.basis_id if settings.basis is not None else "",
        auth_key=options.auth_key.encode() if options.auth_key is not None else None,
        max_senders=options.max_senders,
        max_ahead_us=options.max_ahead_s * 1_000_000,
        first_row=first_row,
    )
