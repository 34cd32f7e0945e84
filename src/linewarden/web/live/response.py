"""One open stream: sends what is new to it, a heartbeat when nothing is, and ends with its session."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from time import monotonic

import anyio
import structlog
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from linewarden.errors import StoreError
from linewarden.web.desk import Desk
from linewarden.web.guard import AtScreen
from linewarden.web.limits import StreamRules
from linewarden.web.live.events import HEARTBEAT, feeds_event
from linewarden.web.live.hub import Hub, Ticket
from linewarden.web.permits import ROLE_CAN
from linewarden.web.refusal import RefusedError
from linewarden.web.shapes.error import ErrorCode
from linewarden.web.shapes.session import Can

_LOG = structlog.get_logger("linewarden.web.live")
RETRY = b"retry: 1000\n\n"  # how long a browser waits before it comes back, ms


def open_stream(hub: Hub, desk: Desk, person: AtScreen, after_seq: int | None) -> "EventStream":
    """A stream that resumes after `after_seq`, or begins now; refused when too many are open."""
    can = ROLE_CAN[person.account.role]
    if not {Can.READ_WARNINGS, Can.READ_FEEDS} & set(can):
        raise RefusedError(
            ErrorCode.FORBIDDEN, f"role {person.account.role} has nothing to follow live: use its own screen"
        )
    if hub.streams >= desk.stream.streams:
        raise RefusedError(ErrorCode.TOO_MANY, f"{hub.streams} streams are open: close a window", retry_after_s=5)
    return EventStream(StreamOf(hub, desk, person, after_seq))


class StreamOf:
    """What one person gets, as chunks of bytes."""

    def __init__(self, hub: Hub, desk: Desk, person: AtScreen, after_seq: int | None) -> None:
        can = ROLE_CAN[person.account.role]
        self.hub = hub
        self.rules = desk.stream
        self._desk = desk
        self._token_hash = person.session.token_hash
        self._after_seq = after_seq
        self._has_warnings = Can.READ_WARNINGS in can
        self._has_feeds = Can.READ_FEEDS in can
        self._feeds_seen = 0

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Events in order until the session ends."""
        ticket = self.hub.join(self._token_hash)
        try:
            yield RETRY
            async for chunk in self._events(ticket):
                yield chunk
        finally:
            self.hub.leave(ticket)

    async def _events(self, ticket: Ticket) -> AsyncGenerator[bytes]:
        await self.hub.awake(self.rules.poll_s)
        seq = await self._start()
        if self._has_warnings:
            batch = await self.hub.batch_after(seq)
            seq = batch.last_seq
            yield batch.event
        pulse = Pulse(self.rules)
        while not ticket.is_over and await self._is_live(pulse):
            if self._has_warnings and self.hub.seq > seq:
                batch = await self.hub.batch_after(seq)
                seq = batch.last_seq if batch.size else self.hub.seq
                yield batch.event
            elif self._has_feeds and self.hub.feeds and self.hub.feeds_version != self._feeds_seen:
                self._feeds_seen = self.hub.feeds_version
                yield feeds_event(self.hub.feeds)
            elif pulse.is_silent():
                yield HEARTBEAT
            else:
                await self.hub.wait(pulse.rest_s())
                continue
            pulse.sent()

    async def _start(self) -> int:
        """Where to go on. An id from the future is of another ledger: such a stream begins now, and its first event says so."""
        last_seq = await self.hub.last_seq()
        return last_seq if self._after_seq is None or self._after_seq > last_seq else self._after_seq

    async def _is_live(self, pulse: "Pulse") -> bool:
        """False when the session has run out; asked of the ledger now and then."""
        if not pulse.is_check_due():
            return True
        rules = self._desk.sign_in
        return await asyncio.to_thread(
            lambda: self._desk.ledger.sessions.is_live(
                self._token_hash, at=self._desk.clock(), idle=rules.idle, absolute=rules.absolute
            )
        )


class Pulse:
    """When the next heartbeat and the next look at the session are due, on the monotonic clock."""

    def __init__(self, rules: StreamRules) -> None:
        self._rules = rules
        self._sent_at = self._checked_at = monotonic()

    def sent(self) -> None:
        """Something went out."""
        self._sent_at = monotonic()

    def is_silent(self) -> bool:
        """True when a heartbeat is due."""
        return monotonic() - self._sent_at >= self._rules.heartbeat_s

    def is_check_due(self) -> bool:
        """True once in the time of a check."""
        if monotonic() - self._checked_at < self._rules.session_check_s:
            return False
        self._checked_at = monotonic()
        return True

    def rest_s(self) -> float:
        """How long nothing is due."""
        due = min(self._sent_at + self._rules.heartbeat_s, self._checked_at + self._rules.session_check_s)
        return max(0.001, due - monotonic())


class EventStream(Response):
    """The response: chunks as they come, until they end, the browser leaves, or it takes nothing for too long."""

    media_type = "text/event-stream"

    def __init__(self, source: StreamOf | None = None) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  ASGI's signature
        """Runs the stream."""
        assert self._source is not None
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._until_gone, receive, tasks.cancel_scope)
            await self._send_all(self._source, send)
            tasks.cancel_scope.cancel()

    @staticmethod
    async def _until_gone(receive: Receive, scope: anyio.CancelScope) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        scope.cancel()

    @staticmethod
    async def _send_all(source: StreamOf, send: Send) -> None:
        async def put(chunk: bytes, *, is_last: bool) -> None:
            async with asyncio.timeout(source.rules.send_s):
                await send({"type": "http.response.body", "body": chunk, "more_body": not is_last})

        try:
            try:
                async with aclosing(source.chunks()) as chunks:
                    async for chunk in chunks:
                        await put(chunk, is_last=False)
            except StoreError as err:  # the browser comes back by its last id and tries again
                _LOG.error("stream.failed", error=str(err))
            await put(b"", is_last=True)
        except TimeoutError:
            source.hub.cut_off += 1
            _LOG.warning("stream.cut_off", cut_off=source.hub.cut_off, after_s=source.rules.send_s)
