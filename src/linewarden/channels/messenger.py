"""Sends what waits in the ledger, one by one, until it is stopped. A message is marked after the gateway has answered: after a crash it is sent again."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from linewarden.channels.channel import Answer, Channel, Result
from linewarden.channels.pace import wait_after
from linewarden.errors import StoreError
from linewarden.model.message import Message

_LOG = structlog.get_logger("linewarden.channels")
LOOK_S = 1.0
"""Between two looks into the ledger, which other processes write, too."""
PAGE = 50


class Outbox(Protocol):
    """The part of the ledger that a messenger works on."""

    def due(self, now: datetime, limit: int) -> Sequence[Message]:
        """Those to be sent now, oldest first."""
        ...

    def sent(self, message: Message, *, at: datetime) -> None:
        """The gateway has it."""
        ...

    def failed(self, message: Message, *, problem: str, next_at: datetime | None, at: datetime) -> None:
        """It has not; `next_at` None: given up."""
        ...


class Messenger:
    """One thread. `clock` gives aware UTC."""

    def __init__(self, outbox: Outbox, channels: Mapping[str, Channel], clock: Callable[[], datetime]) -> None:
        self._outbox, self._channels, self._clock = outbox, channels, clock
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="messenger", daemon=True)

    def start(self) -> None:
        """Begins to send."""
        self._thread.start()

    def stop(self) -> None:
        """Returns when the message at hand has its answer."""
        self._stop.set()
        self._thread.join()

    def send_due(self) -> int:
        """How many attempts were made: one for each message that is due."""
        found = self._outbox.due(self._clock(), PAGE)
        for done, message in enumerate(found):
            if self._stop.is_set():
                return done
            self._attempt(message)
        return len(found)

    def _attempt(self, message: Message) -> None:
        channel = self._channels.get(message.channel)
        answer = (
            Answer(Result.REFUSED, "there is no such channel any more") if channel is None else channel.send(message)
        )
        now = self._clock()
        if answer.result is Result.TAKEN:
            self._outbox.sent(message, at=now)
            return
        wait = None if answer.result is Result.REFUSED else wait_after(message.attempts + 1)
        self._outbox.failed(message, problem=answer.problem, next_at=None if wait is None else now + wait, at=now)
        _LOG.warning("message.failed", message=message.message_id, problem=answer.problem, is_given_up=wait is None)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                is_idle = self.send_due() < PAGE
            except StoreError as err:  # the disk is full, say: nothing is lost, and it is tried again
                _LOG.error("messenger.store_failed", error=str(err))
                is_idle = True
            if is_idle:
                self._stop.wait(LOOK_S)
