"""The live half on one page: intake → durable records → call events → warnings → ledger.

One thread does the work, in batches; feeds wait while its queue is full, so nothing is dropped and memory is bounded. What `submit` took in
is durable when its ticket is done, and every warning that follows from it is committed with it.
"""

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TypeVar

import pyarrow as pa
import structlog

from linewarden.errors import ShardError, StoreError, UnwritableError
from linewarden.features.records import record_events
from linewarden.feeds.hep.memory import CALLS
from linewarden.model.event import EventBlock
from linewarden.model.intake import Intake
from linewarden.model.warning import State, Warning
from linewarden.pipeline.detector import Detector, Origin
from linewarden.pipeline.keeper import Keeper
from linewarden.pipeline.latency import Latency
from linewarden.pipeline.meter import Meter
from linewarden.pipeline.rules_in_force import RulesInForce
from linewarden.pipeline.shadow import LooksOn, Nobody
from linewarden.pipeline.silenced_counts import SilencedCounts
from linewarden.pipeline.snapshots import Snapshot
from linewarden.pipeline.source import Source
from linewarden.store.kept import Kept
from linewarden.store.ledger import Ledger
from linewarden.store.records import RecordStore
from linewarden.warnings.issue import instant

QUEUE_INTAKES = 64
"""Blocks that may wait; the feed that brings the next one waits with it."""

BATCH_INTAKES = 16
"""Blocks made durable by one sync."""

RETRY_S = 1.0
"""Between two tries to write where there was no space."""

REBUILDS = 5
"""Times in a row that a rebuilding may fail because a shard has ended again; then the pipeline ends."""

TICK_S = 0.25
"""How often the event clock is looked at while nothing arrives."""

_log = structlog.get_logger()
_Written = TypeVar("_Written")
Ticket = Future[None]
EndedCalls = tuple[str, str, pa.RecordBatch]
"""Feed, legal basis and the calls (CDR_SCHEMA) that its signalling showed to the end."""


class Pipeline:
    """Runs from `start` to `stop`; `recover` comes first. `event_now_us` is the clock of the events: wall time, or simulated time in a demo."""

    def __init__(
        self,
        *,
        store: RecordStore,
        ledger: Ledger,
        detector: Detector,
        sources: Mapping[str, Source],
        event_now_us: Callable[[], int],
        keeper: Keeper | None = None,
        rules: RulesInForce | None = None,
        shadow: LooksOn | None = None,
    ) -> None:
        """Without a `keeper` no snapshots are taken, and `recover` goes through everything stored; without `rules` the detector's own stay.

        `shadow`: the challenger that looks on; its watch is the detector's judge.
        """
        self._keeper, self._rules, self._shadow = keeper, rules, shadow or Nobody()
        self._store, self._ledger, self._detector, self._sources = store, ledger, detector, sources
        self._silenced = SilencedCounts(ledger.silenced)
        self._event_now_us = event_now_us
        self._queue: queue.Queue[tuple[Intake, Ticket]] = queue.Queue(QUEUE_INTAKES)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pipeline")
        self._waiting: dict[str, int] = {}
        self._waiting_lock = threading.Lock()
        self._is_ending = False
        self._stalled = ""  # why nothing is taken in; empty when all is well
        self._rebuilding = ""  # why the state is being made anew; empty when it is not
        self._silence = {
            name: CALLS.written(source.dialogs.memory) for name, source in sources.items() if source.dialogs is not None
        }  # by feed: no call is up
        self.failure: BaseException | None = None
        self.meters = {name: Meter() for name in sources}

    def recover(self) -> int:
        """Rebuild calls, features and warnings: newest snapshot, then what was stored since. Call before `start`.

        The number of blocks gone through comes back.
        """
        blocks = 0
        self._silenced.begin()
        self._shadow.begin()
        unsaved: list[EndedCalls] = []
        for kept in self._store.replay(max(self._restore(), self._store.first_offset)):
            blocks += 1
            if self._rules is not None:
                self._rules.reach(kept.offset)
            self._shadow.reach(kept.offset)
            unsaved += self._detect(kept)
            self._silenced.note(self._detector.silenced(), kept.offset)
            self._shadow.note(kept.offset)
            self._shadow.keep_up()
        self._silenced.write(self._persist)
        self._add_calls(unsaved)
        if self._rules is not None:
            self._rules.begin(self._store.next_offset)
        self._shadow.live(self._store.next_offset, self._event_now_us())
        self._detector.adopt(self._stored_warnings())
        self._ledger.save_warnings(self._detector.drain())
        return blocks

    def _restore(self) -> int:
        """Go on from the newest snapshot; the first block that it does not know, 0 without one."""
        for meter in self.meters.values():
            meter.told.restore(None)
        found = self._keeper.latest() if self._keeper is not None else None
        if found is None:
            return 0
        if found.offset > self._store.next_offset:
            _log.warning("snapshot is newer than the records", snapshot=found.offset, records=self._store.next_offset)
            return 0
        try:
            memories = {name: CALLS.read(text) for name, text in found.dialogs.items()}
            for name, image in found.told.items():
                self.meters[name].told.restore(image)
            self._detector.restore(found.engines, found.tracker, found.acquaintances, found.beside, found.late)
        except StoreError as err:
            _log.warning("snapshot cannot be used", snapshot=found.offset, problem=str(err))
            return 0
        for name, memory in memories.items():
            dialogs = self._sources[name].dialogs
            assert dialogs is not None
            dialogs.restore(memory)
        return found.offset

    def _snapshot(self) -> Snapshot:
        """The state between two blocks: everything stored so far is in it, its warnings and what was silenced are committed."""
        self._silenced.write(self._persist)
        if not self._shadow.write():
            raise OSError("the ledger cannot be written, and what the challenger judged is in no other place")
        dialogs = {
            name: CALLS.written(source.dialogs.memory)
            for name, source in self._sources.items()
            if source.dialogs is not None
        }
        told = {name: meter.told.image() for name, meter in self.meters.items()}
        return Snapshot(self._store.next_offset, self._detector.image(), dialogs, told)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    @property
    def is_stalled(self) -> bool:
        """True while nothing can be written, or the state is made anew, and the feeds wait."""
        return bool(self._stalled or self._rebuilding)

    @property
    def problem(self) -> str | None:
        """What is wrong behind all feeds, in a sentence."""
        if self.failure is not None:
            return str(self.failure)
        return (
            self._stalled
            or self._rebuilding
            or self._store.problem
            or self._detector.engines.problem
            or (self._rules.problem if self._rules is not None else "")
            or (self._keeper.problem if self._keeper is not None else "")
            or None
        )

    def submit(self, intake: Intake) -> Ticket:
        """Hand over a block; waits while the queue is full. The ticket is done when its rows are durable and its warnings committed."""
        ticket: Ticket = Future()
        self._wait(intake, 1)
        ticket.add_done_callback(lambda _: self._wait(intake, -1))
        while not self._stopping.is_set():
            try:
                self._queue.put((intake, ticket), timeout=TICK_S)
            except queue.Full:
                continue
            return ticket
        ticket.set_exception(self.failure or RuntimeError("the pipeline has stopped; the block was not taken"))
        return ticket

    def waiting_rows(self, feed: str) -> int:
        """Rows of a feed that were handed over and are not yet durable."""
        with self._waiting_lock:
            return self._waiting.get(feed, 0)

    def _wait(self, intake: Intake, sign: int) -> None:
        with self._waiting_lock:
            self._waiting[intake.feed] = self._waiting.get(intake.feed, 0) + sign * intake.received

    @property
    def warned(self) -> Latency:
        """From a record's arrival to the warning committed, of all feeds."""
        return Latency.together([meter.warned for meter in self.meters.values()])

    def end_stalls(self) -> None:
        """Wait for space no longer: what cannot be stored is refused to whoever handed it over, so that the feeds can end."""
        self._is_ending = True

    def stop(self) -> None:
        """Finish what was handed over, then end."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        try:
            while not (self._stopping.is_set() and self._queue.empty()):
                batch = self._next_batch()
                if self._rules is not None:  # all that is stored was gone through
                    self._rules.look(self._store.next_offset)
                self._shadow.look(self._store.next_offset, self._event_now_us())
                if batch:
                    self._work(batch)
                self._survives(self._tick)
                self._silenced.write_if_due(self._persist)
                self._shadow.keep_up()
                self._survives(self._keep)
            self._silenced.write(self._persist)
            self._shadow.write()
            if self._keeper is not None:
                with contextlib.suppress(ShardError):  # the next start goes through what is stored
                    self._keeper.keep_last(self._store.next_offset, self._snapshot)
        except BaseException as err:  # noqa: BLE001  the edge of the thread: whoever waits must learn of it
            self.failure = err
            self._stopping.set()
            _log.exception("pipeline failed", problem=str(err))
            self._refuse_rest(err)

    def _next_batch(self) -> list[tuple[Intake, Ticket]]:
        try:
            batch = [self._queue.get(timeout=TICK_S)]
        except queue.Empty:
            return []
        while len(batch) < BATCH_INTAKES:
            try:
                batch.append(self._queue.get_nowait())
            except queue.Empty:
                break
        return batch

    def _work(self, batch: Sequence[tuple[Intake, Ticket]]) -> None:
        try:
            kept = self._persist(partial(self._store.take, [intake for intake, _ in batch]))
            is_rebuilt = False
            for block in kept:
                if not is_rebuilt:  # else it was gone through already: all of these are stored
                    is_rebuilt = not self._survives(partial(self._warn, block))
                self.meters[block.feed].add(block, time.monotonic_ns())
        except BaseException as err:
            for _, ticket in batch:
                ticket.set_exception(err)
            raise
        for _, ticket in batch:
            ticket.set_result(None)

    def _warn(self, block: Kept) -> None:
        """Detect, and commit the warnings that follow."""
        self._add_calls(self._detect(block))
        self._silenced.note(self._detector.silenced(), block.offset)
        self._shadow.note(block.offset)
        changed = self._detector.drain()
        if changed:
            self._persist(partial(self._ledger.save_warnings, changed))
            if block.arrived_ns:
                self.meters[block.feed].warned.add(time.monotonic_ns() - block.arrived_ns, len(changed))

    def _keep(self) -> None:
        if self._keeper is not None:
            self._keeper.keep_if_due(self._store.next_offset, self._snapshot)

    def _survives(self, step: Callable[[], None]) -> bool:
        """True when the step was done; False when a shard had ended.

        Then the state is that of everything stored, and the step must not be repeated.
        """
        try:
            step()
        except ShardError as err:
            self._rebuild(err)
            return False
        return True

    def _rebuild(self, err: ShardError) -> None:
        """Begin again as after a restart, within this process. Feeds wait meanwhile and every card says why."""
        for _ in range(REBUILDS):
            _log.error("shard ended", problem=str(err))
            self._rebuilding = f"{err}; what it knew is made anew from what is stored, intake waits meanwhile"
            try:
                if self._keeper is not None:
                    self._keeper.wait()
                self._detector.renew()
                for name, nothing in self._silence.items():
                    dialogs = self._sources[name].dialogs
                    assert dialogs is not None
                    dialogs.restore(CALLS.read(nothing))
                blocks = self.recover()
            except ShardError as again:
                err = again
                time.sleep(RETRY_S)
                continue
            self._rebuilding = ""
            _log.info("state made anew", blocks=blocks)
            return
        raise err

    def _detect(self, kept: Kept) -> list[EndedCalls]:
        """Take the block's events to the detector; calls that ended in it, to be stored."""
        source = self._sources.get(kept.feed)
        if source is None or kept.is_calls:
            return []
        origin = Origin(kept.feed, source.lane, source.is_synthetic)
        if kept.cdrs is not None:
            self._feed(record_events(kept.cdrs), origin)
        if kept.sip is None or source.dialogs is None:
            return []
        events, ended = source.dialogs.feed(kept.sip)
        self._feed(events, origin)
        return [(kept.feed, kept.basis_id, ended)] if ended.num_rows else []

    def _feed(self, events: EventBlock, origin: Origin) -> None:
        self._detector.feed(events, origin)
        self.meters[origin.feed].told.add(events)

    def _add_calls(self, calls: Sequence[EndedCalls]) -> None:
        for feed, basis_id, cdrs in calls:
            self._persist(partial(self._store.add_calls, feed, basis_id, cdrs))

    def _persist(self, write: Callable[[], _Written]) -> _Written:
        """Write, again and again while there is no space: meanwhile nothing more is taken in, feeds wait, and every card says why."""
        while True:
            try:
                written = write()
            except UnwritableError as err:
                if self._is_ending or self._stopping.is_set():
                    raise
                if not self._stalled:
                    _log.error("intake stalls", problem=str(err))
                self._stalled = str(err)
                self._stopping.wait(RETRY_S)
            else:
                if self._stalled:
                    _log.info("intake goes on")
                self._stalled = ""
                return written

    def _stored_warnings(self) -> list[Warning]:
        """Open warnings of the ledger, page by page."""
        found, before_seq = [], None
        while page := self._ledger.warnings(state=State.OPEN, before_seq=before_seq, limit=5000):
            found += [change.warning for change in page]
            before_seq = page[-1].seq
        return found

    def _tick(self) -> None:
        """Time passes although nothing came: calls last, dialogs time out, warnings end."""
        self._detector.check()
        now_us = self._event_now_us()
        for name, source in self._sources.items():
            if source.dialogs is not None:
                events, ended = source.dialogs.expire(instant(now_us))
                self._feed(events, Origin(name, source.lane, source.is_synthetic))
                if ended.num_rows:
                    self._add_calls([(name, source.basis.basis_id, ended)])
        self._detector.silenced()  # of calls without an end: not counted, since no block holds them
        self._detector.advance(now_us)
        self._shadow.note_tick()
        changed = self._detector.drain()
        if changed:
            self._persist(partial(self._ledger.save_warnings, changed))

    def _refuse_rest(self, err: BaseException) -> None:
        while True:
            try:
                _, ticket = self._queue.get_nowait()
            except queue.Empty:
                return
            ticket.set_exception(err)
