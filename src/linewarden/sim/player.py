"""Plays a city into the platform: simulated time passes at `speed` times wall time, calls are signalled and recorded as it does.

Calls over VoIP are signalled when things happen, so that they are seen while they last. Calls that carriers tell by file are written
once they have ended, in one file per `file_every`. What lay before the start can be written first, as history.
"""

import heapq
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import numpy as np

from linewarden.sim.calls import SECOND, Calls, Medium, joined, micros, utc
from linewarden.sim.city import City
from linewarden.sim.clock import Clock, WallClock
from linewarden.sim.rhythm import SLICE
from linewarden.sim.writers.files import write_file
from linewarden.sim.writers.hep import Captured, packet
from linewarden.sim.writers.records import Layout
from linewarden.sim.writers.senders import Address, Sender, sender_to
from linewarden.sim.writers.sip import dialog, sip_calls

_HISTORY_FILE = 30 * 60 * SECOND
_LONGEST_WAIT_S = 0.05
_BATCH = 500  # packets handed over at once


@dataclass(frozen=True, slots=True)
class Played:
    """What went out, exactly: for reconciliation with what the platform counts."""

    files: int = 0
    records: int = 0  # rows of those files, one a call or message
    sip_messages: int = 0  # retransmissions included
    retransmissions: int = 0  # the same bytes once more: duplicates for whoever counts
    voip_calls: int = 0  # INVITEs, retransmissions not included
    simulated_until: datetime | None = None  # the city's clock; None before the start
    behind_s: float = 0.0  # wall seconds by which the player lags


class Player:
    """One run of a city. Build it, then `run` it once, in any thread; `played` may be read from another."""

    def __init__(
        self, city: City, *, drop_folder: Path | None, hep_address: Address | None, transport: str = "tcp", speed: float = 60.0,
        history: timedelta = timedelta(0), layout: Layout = Layout.LINEWARDEN, file_every: timedelta = timedelta(minutes=1),
        clock: Clock | None = None, wait_for_reader_s: float = 20.0,
    ) -> None:  # fmt: skip
        self._city, self._folder, self._layout = city, drop_folder, layout
        self._speed, self._clock = speed, clock or WallClock()
        self._address, self._transport = hep_address, transport
        self._start_us = micros(city.start)
        self._wait_for_reader_s = wait_for_reader_s
        self._history_us = round(history.total_seconds() * SECOND)
        self._file_us = round(file_every.total_seconds() * SECOND)
        self._next_file_us = self._start_us + self._file_us
        self._blocks: Iterator[Calls] = city.blocks(utc(self._start_us - self._history_us))
        self._made_until_us = self._start_us - self._history_us
        self._waiting = joined([])  # calls that a carrier will tell of in a file
        self._signals: list[tuple[int, int, Captured]] = []  # heap by time
        self._order = count()  # keeps messages of the same instant in order
        self._played = Played()

    @property
    def played(self) -> Played:
        """What went out so far."""
        return self._played

    def run(self, stop: threading.Event, seconds: float | None = None) -> Played:
        """Play until `stop` is set or for so many wall seconds; then write what has ended and return what went out.

        The wall seconds begin now: after the history has been written and read, live play catches up with the clock. `wait_for_reader_s`
        bounds how long it waits for the history's files to leave the drop folder, so that a reader meets the past before the present.
        Raises FeedError when the HEP listener cannot be reached or goes away.
        """
        began_s = self._clock.now_s()
        self._write_history(stop)
        self._await_reader(stop)
        sender = sender_to(self._address, self._transport) if self._address else None
        try:
            if not stop.is_set():
                self._play(sender, stop, began_s, seconds)
        finally:
            if sender:
                sender.close()
        return self._played

    def _play(self, sender: Sender | None, stop: threading.Event, began_s: float, seconds: float | None) -> None:
        while True:
            passed_s = self._clock.now_s() - began_s
            is_last = stop.is_set() or (seconds is not None and passed_s >= seconds)
            if seconds is not None:
                passed_s = min(passed_s, seconds)
            now_us = self._start_us + round(passed_s * self._speed * SECOND)
            self._make(now_us)
            self._signal(sender, now_us, stop)
            self._write_due(now_us, is_last=is_last)
            behind_s = max(0.0, self._clock.now_s() - began_s - passed_s)
            self._played = replace(self._played, simulated_until=utc(now_us), behind_s=behind_s)
            if is_last:
                return
            self._clock.wait(stop, min(_LONGEST_WAIT_S, self._pause_s(now_us)))

    def _pause_s(self, now_us: int) -> float:
        """Wall seconds until something is due."""
        due_us = min(self._next_file_us, self._signals[0][0] if self._signals else self._next_file_us)
        return max(0.001, (due_us - now_us) / SECOND / self._speed)

    def _make(self, until_us: int) -> None:
        """Let the city live until then."""
        while self._made_until_us < until_us:
            self._sort_out(next(self._blocks))
            self._made_until_us = (self._made_until_us // SLICE + 1) * SLICE

    def _sort_out(self, block: Calls) -> None:
        """Calls over VoIP are signalled, unless they were over before the start; the others wait for their file."""
        is_signalled = (block["medium"] == Medium.SIP) & (block["end_us"] >= self._start_us)
        if self._address is None:
            is_signalled[:] = False
        for call in sip_calls(block[is_signalled], self._city.names):
            for message in dialog(call):
                heapq.heappush(self._signals, (message.at_us, next(self._order), message))
        if self._folder is not None:
            self._waiting = joined([self._waiting, block[~is_signalled]])

    def _signal(self, sender: Sender | None, until_us: int, stop: threading.Event) -> None:
        """Send what was seen until then, oldest first; stops after a batch when told to."""
        while sender and self._signals and self._signals[0][0] <= until_us:
            batch: list[Captured] = []
            while len(batch) < _BATCH and self._signals and self._signals[0][0] <= until_us:
                batch.append(heapq.heappop(self._signals)[2])
            sender.send([packet(message) for message in batch])
            self._count_signals(batch)
            if stop.is_set():
                return

    def _count_signals(self, batch: Sequence[Captured]) -> None:
        repeats = sum(message.is_repeat for message in batch)
        begun = sum(message.payload.startswith(b"INVITE ") and not message.is_repeat for message in batch)
        played = self._played
        self._played = replace(
            played,
            sip_messages=played.sip_messages + len(batch),
            retransmissions=played.retransmissions + repeats,
            voip_calls=played.voip_calls + begun,
        )

    def _write_history(self, stop: threading.Event) -> None:
        """Files of all calls that ended before the start, half an hour each."""
        for until_us in range(
            self._start_us - self._history_us + _HISTORY_FILE, self._start_us + _HISTORY_FILE, _HISTORY_FILE
        ):
            if stop.is_set() or self._history_us == 0:
                return
            self._make(min(until_us, self._start_us))
            self._write_ended(min(until_us, self._start_us))

    def _await_reader(self, stop: threading.Event) -> None:
        """Wait until no file of the history is left in the drop folder; without a listener nobody is there to wait for."""
        if self._folder is None or self._address is None or self._history_us == 0:
            return
        give_up_s = self._clock.now_s() + self._wait_for_reader_s
        while self._clock.now_s() < give_up_s and not stop.is_set() and any(self._folder.glob("*.csv")):
            self._clock.wait(stop, _LONGEST_WAIT_S)

    def _write_due(self, now_us: int, *, is_last: bool) -> None:
        while self._next_file_us <= now_us:
            self._write_ended(self._next_file_us)
            self._next_file_us += self._file_us
        if is_last:
            self._write_ended(now_us)

    def _write_ended(self, until_us: int) -> None:
        """One file of the calls that ended before then and are not written yet."""
        if self._folder is None:
            return
        is_over = self._waiting["end_us"] < until_us
        over = self._waiting[is_over]
        self._waiting = self._waiting[~is_over]
        over = over[np.argsort(over["end_us"], kind="stable")]
        written = write_file(self._folder, over, self._city, self._layout, self._played.files + 1)
        self._played = replace(
            self._played, files=self._played.files + written.files, records=self._played.records + written.records
        )


def play(
    city: City, *, drop_folder: Path | None, hep_address: Address | None, speed: float = 60.0, seconds: float | None = None,
    history: timedelta = timedelta(0), stop: threading.Event | None = None, transport: str = "tcp",
) -> Played:  # fmt: skip
    """Play a city from its start until `stop`, or for so many wall seconds; see `Player` for what can be set."""
    player = Player(
        city, drop_folder=drop_folder, hep_address=hep_address, transport=transport, speed=speed, history=history
    )
    return player.run(stop or threading.Event(), seconds)
