"""One reader of the change feed for all streams: told of each commit, it reads once and keeps the latest changes ready to send."""

import asyncio
import contextlib
from bisect import bisect_right
from collections.abc import Callable, Iterator
from time import monotonic

import structlog

from linewarden.web.desk import Desk
from linewarden.web.live.events import Batch, feeds_json, warning_json, warnings_event
from linewarden.web.shapes.warning import LevelCounts
from linewarden.web.views.dissuasion import manner_of
from linewarden.web.views.warnings import level_counts

_LOG = structlog.get_logger("linewarden.web.live")


class Ticket:
    """One open stream, as the hub knows it."""

    __slots__ = ("is_over", "token_hash")

    def __init__(self, token_hash: str) -> None:
        self.token_hash = token_hash
        self.is_over = False  # its session has ended, or the service stops


class Hub:
    """Lives on one event loop. Only `end_session` and the ledger's signal come from other threads."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tickets: set[Ticket] = set()
        self._changed = asyncio.Event()
        self._tick = asyncio.Event()
        self._awake = asyncio.Event()  # set while somebody listens and the ring is being fed
        self._ring: list[tuple[int, bytes]] = []
        self._floor = 0  # the ring holds every change after this seq …
        self._counts = LevelCounts()
        self._joined: tuple[int, Batch] | None = None  # the latest batch that was put together, by where it starts
        self._loop: asyncio.AbstractEventLoop | None = None
        self.seq = 0  # … up to this one
        self.feeds = b""  # JSON of the latest cards
        self.feeds_version = 0
        self.cut_off = 0  # streams closed because their consumer took nothing
        self.failures = 0  # reads of the ledger or the feeds that failed

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._tickets)

    async def run(self) -> None:
        """Reads and ticks until cancelled."""
        self._loop = asyncio.get_running_loop()
        stop = self._desk.ledger.watch(self._signal)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow_warnings())
                tasks.create_task(self._follow_feeds())
        finally:
            stop()

    def join(self, token_hash: str) -> Ticket:
        """Registers a stream; the first one sets the ring to begin now."""
        ticket = Ticket(token_hash)
        self._tickets.add(ticket)
        self._changed.set()
        return ticket

    def leave(self, ticket: Ticket) -> None:
        """Forgets a stream."""
        self._tickets.discard(ticket)

    def end_session(self, token_hash: str) -> None:
        """Closes the streams of a session. From any thread."""
        self._call(lambda: self._close(lambda ticket: ticket.token_hash == token_hash))

    def close(self) -> None:
        """Closes all streams, so that the service can stop. From any thread."""
        self._call(lambda: self._close(lambda _ticket: True))

    async def awake(self, timeout_s: float) -> None:
        """Returns when the hub has begun to follow the ledger, or after the time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), timeout_s)

    async def wait(self, timeout_s: float) -> None:
        """Returns at the next tick, or after the time."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._tick.wait(), timeout_s)

    async def last_seq(self) -> int:
        """Seq of the latest change, from the ledger."""
        return await asyncio.to_thread(self._desk.ledger.last_seq)

    async def batch_after(self, seq: int) -> Batch:
        """Changes after `seq`, a page at most, in order; from the ring, or from the ledger for who is further behind."""
        if self._floor <= seq:
            return self._from_ring(seq)
        return await asyncio.to_thread(self._from_ledger, seq)

    def _from_ring(self, seq: int) -> Batch:
        if self._joined is not None and self._joined[0] == seq and self._joined[1].last_seq == self.seq:
            return self._joined[1]
        start = bisect_right(self._ring, seq, key=lambda change: change[0])
        batch = warnings_event(self._ring[start : start + self._desk.stream.page], self._counts, seq)
        self._joined = (seq, batch)
        return batch

    def _from_ledger(self, seq: int) -> Batch:
        return warnings_event(self._read(seq), self._counts, seq)

    def _read(self, seq: int) -> list[tuple[int, bytes]]:
        changes = self._desk.ledger.changes_since(seq, self._desk.stream.page)
        manner = manner_of(self._desk)
        return [(change.seq, warning_json(change, manner)) for change in changes]

    def _read_new(self, seq: int) -> tuple[list[tuple[int, bytes]], LevelCounts]:
        """Everything after `seq` as far as the ring reaches, page by page, and the counts."""
        changes: list[tuple[int, bytes]] = []
        while len(changes) < self._desk.stream.ring:
            page = self._read(changes[-1][0] if changes else seq)
            changes += page
            if len(page) < self._desk.stream.page:
                break
        return changes, level_counts(self._desk.ledger.warning_counts())

    async def _follow_warnings(self) -> None:
        rules = self._desk.stream
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait(), rules.poll_s)
            read_at = monotonic()
            self._changed.clear()
            if not self._tickets:
                self._awake.clear()
                continue
            with self._shown_failures("warnings"):
                if not self._awake.is_set():
                    await self._begin()
                await self._extend()
            await asyncio.sleep(max(0.0, read_at + rules.batch_s - monotonic()))

    async def _begin(self) -> None:
        """Nobody listened: whatever happened since is read from the ledger by those who ask."""
        self._floor = self.seq = await self.last_seq()
        self._ring.clear()
        self._joined = None
        self._counts = level_counts(await asyncio.to_thread(self._desk.ledger.warning_counts))
        self._awake.set()
        self._turn()

    async def _extend(self) -> None:
        changes, counts = await asyncio.to_thread(self._read_new, self.seq)
        if not changes:
            return
        self._ring += changes
        self.seq = changes[-1][0]
        self._counts = counts
        surplus = len(self._ring) - self._desk.stream.ring
        if surplus > 0:
            self._floor = self._ring[surplus - 1][0]
            del self._ring[:surplus]
        self._turn()

    async def _follow_feeds(self) -> None:
        while True:
            if not self._tickets:
                self.feeds = b""
            else:
                with self._shown_failures("feeds"):
                    feeds = await asyncio.to_thread(feeds_json, self._desk)
                    if feeds != self.feeds:
                        self.feeds, self.feeds_version = feeds, self.feeds_version + 1
                        self._turn()
            await asyncio.sleep(self._desk.stream.feeds_s)

    @contextlib.contextmanager
    def _shown_failures(self, what: str) -> Iterator[None]:
        """What cannot be read now is logged, counted and tried again; the streams stay open and lose nothing."""
        try:
            yield
        except Exception as err:  # noqa: BLE001  process edge: one failed read must not end the stream of every screen
            self.failures += 1
            _LOG.error("stream.read_failed", what=what, error=type(err).__name__, failures=self.failures)

    def _turn(self) -> None:
        """Wakes every waiting stream."""
        self._tick.set()
        self._tick = asyncio.Event()

    def _close(self, is_meant: Callable[[Ticket], bool]) -> None:
        for ticket in filter(is_meant, self._tickets):
            ticket.is_over = True
        self._turn()

    def _signal(self, _seq: int) -> None:
        self._call(self._changed.set)

    def _call(self, act: Callable[[], object]) -> None:
        """Runs on the hub's loop; a loop that has stopped needs nothing any more."""
        if self._loop is not None and not self._loop.is_closed():
            with contextlib.suppress(RuntimeError):  # closed between the check and the call
                self._loop.call_soon_threadsafe(act)
