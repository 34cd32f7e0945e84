"""The record store: everything that feeds delivered, once, durable before it is acknowledged, and found again in milliseconds."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa

from linewarden.errors import ConfigError, StoreError
from linewarden.model.cdr import CDR_SCHEMA, Cdr
from linewarden.model.event import Ids, Ints
from linewarden.model.intake import Intake
from linewarden.store.answer import Answer
from linewarden.store.checker import Checker
from linewarden.store.durable import is_locked, lock_for_writing
from linewarden.store.held import Held, HeldFile, held
from linewarden.store.kept import FeedCounts, Kept, KeptReject, kept_block
from linewarden.store.keyset import Flags
from linewarden.store.purging import Purged
from linewarden.store.query import Query
from linewarden.store.ranges import rows_of_blocks
from linewarden.store.recovery import (
    Parts,
    beside_writer,
    open_parts,
    recover_progress,
    recover_sieve,
    recover_view,
)
from linewarden.store.rejects import newest_rejects
from linewarden.store.retention import Term, overdue
from linewarden.store.sealer import Sealer
from linewarden.store.sealing import next_range, whole_blocks
from linewarden.store.settings import StoreSettings
from linewarden.store.sift import Draft, Sieve
from linewarden.store.soundness import checks
from linewarden.store.spool import Block
from linewarden.store.sql import SqlLimits, Table, ask_sql
from linewarden.store.tail import TailBlock
from linewarden.store.timeline import Extract, in_time_order
from linewarden.store.upkeep import Present, Upkeep, write_range
from linewarden.store.view import View

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ALWAYS_US = (-(2**62), 2**62)
LOCK = "lock"
"""File in the store's folder that its one writer holds locked."""

_MOST_UNSEALED = 3
"""Times `seal_rows` that may wait to be sealed; beyond, `take` seals first: it slows the feeds down, and memory stays bounded."""


class RecordStore:
    """Records of all feeds. One thread writes (`take`, `add_calls`); any thread reads, and any may seal."""

    def __init__(self, folder: Path, parts: Parts, settings: StoreSettings, lock_fd: int | None) -> None:
        self._folder = folder
        self._parts = parts
        self._settings = settings
        self._lock_fd = lock_fd
        self._now = Present(recover_view(parts), recover_progress(parts))
        self._lock = self._now.lock  # one writer at a time, and the switch from unsealed to sealed
        self._sieve = Sieve(self._is_sealed)
        self._upkeep = Upkeep(folder, parts, settings, self._now, self._sieve)
        self._sealer: Sealer | None = None
        self._checker: Checker | None = None
        if lock_fd is not None:
            recover_sieve(self._sieve, parts)
            self._upkeep.finish_purge()
            if settings.is_sealing_itself:
                self._sealer = Sealer(self._keep_up)
                self._checker = Checker(
                    lambda: parts.lake.seals, self._upkeep.check_range, every_s=settings.check_every_s
                )

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        sync: bool = True,
        is_read_only: bool = False,
        settings: StoreSettings | None = None,
    ) -> "RecordStore":
        """The store in `folder`/records, recovered: a torn end cut off, counts and sources as acknowledged.

        Read-only shows what is stored at this moment, beside a writer too. Without `sync` a power cut may lose rows, `kill -9` none.
        Raises StoreError when another process writes there, or when something acknowledged is missing or damaged.
        """
        folder = folder / "records"
        settings = settings or StoreSettings()
        if is_read_only:
            if not folder.is_dir():
                raise StoreError(f"{folder} does not exist; give the folder that a store was opened in")
            return beside_writer(folder, lambda parts: cls(folder, parts, settings, None), settings)
        folder.mkdir(parents=True, exist_ok=True)
        lock_fd = lock_for_writing(folder / LOCK)
        try:
            parts = open_parts(folder, settings, sync=sync, is_writable=True)
            return cls(folder, parts, settings, lock_fd)
        except BaseException:
            os.close(lock_fd)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the folder; what is not sealed stays in the spool."""
        if self._checker is not None:
            self._checker.close()
        if self._sealer is not None:
            self._sealer.close()
        self._parts.spool.close()
        if self._lock_fd is not None:
            os.close(self._lock_fd)
            self._lock_fd = None

    # Writing

    def take(self, intakes: Sequence[Intake]) -> list[Kept]:
        """What was new of each intake, in order. When this returns the rows are durable.

        Raises StoreError when they cannot be written: then nothing of the call is stored.
        """
        self._check_writable()
        if not intakes:
            return []
        if self._now.view.tail.weight > _MOST_UNSEALED * self._settings.seal_rows:
            self.seal()
        with self._lock:
            drafts = self._sieve.sift(intakes)
            return self._store(drafts, [intake.arrived_ns for intake in intakes])

    def add_calls(self, feed: str, basis_id: str, cdrs: pa.RecordBatch) -> Kept:
        """Calls assembled from stored messages, those that were new; counted as calls, not as received.

        When none is new no block is stored, and the offset is that of the newest block.
        """
        self._check_writable()
        intake = Intake(
            feed=feed,
            basis_id=basis_id,
            source_id="",
            next_row=0,
            is_last=False,
            cdrs=cdrs,
            sip=None,
            rejects=(),
            arrived_ns=0,
        )
        with self._lock:
            drafts = self._sieve.sift([intake], "calls")
            if drafts[0].head.stored:
                return self._store(drafts, [0])[0]
            return kept_block(Block(self._parts.spool.next_number - 1, drafts[0].head, drafts[0].rows), 0)

    def seal(self, *, force: bool = False) -> int:
        """Number of rows that went from the spool into the lake: full segments only, or everything when forced.

        Raises StoreError when they cannot be written: they stay in the spool and are sealed another time.
        """
        self._check_writable()
        sealed = 0
        with self._now.seal_lock:
            while chosen := next_range(self._now.view.tail, self._settings.seal_rows, force=force):
                sealed += self._seal_range(chosen)
            if self._settings.keep_spool_bytes is not None:
                with self._lock:
                    self._parts.spool.drop(self._parts.lake.sealed_to, self._settings.keep_spool_bytes)
        return sealed

    def compact(self, *, force: bool = False) -> int:
        """Number of ranges that went into larger ones, so that a lookup visits fewer; what is stored stays the same, and readers go on.

        Merged is where enough of one size lie side by side; when forced, whatever makes none larger than `merged_rows`.
        Raises StoreError when a range is damaged or the larger one cannot be written: then everything is as it was.
        """
        self._check_writable()
        count = 0
        while merged_ranges := self._upkeep.merge_once(force=force):
            count += merged_ranges
        return count

    def mend(self) -> list[str]:
        """Read every byte of the sealed ranges and make again what is damaged; what could not be, a sentence each. Damaged files are kept."""
        self._check_writable()
        problems = [self._upkeep.check_range(seal) for seal in self._parts.lake.seals]
        return [problem for problem in problems if problem]

    def reindex(self) -> None:
        """Make every index file again from the lake."""
        self._check_writable()
        self._upkeep.reindex()

    def purge(self, basis_id: str, before: datetime | None = None) -> Purged:
        """Remove for good the records, messages and rejects held under a basis: all, or those from before a date. How many these were.

        The date goes by setup time and by when messages were seen; rejects, which have no time, go up to the first range that holds
        anything not older. Counts of what was ever received stay; what is delivered once more is new. Readers of old views may be told
        that files are gone. Raises ConfigError when the date has no time zone, StoreError when it could not be done to the end: the rest is
        done at the next purge or opening.
        """
        self._check_writable()
        if before is not None and before.tzinfo is None:
            raise ConfigError(f"purge before {before} has no time zone; give one")
        return self._upkeep.purge(basis_id, None if before is None else _micros(before), self._seal_upto)

    def purge_overdue(
        self, terms: Sequence[Term], now: datetime, on_record: Callable[[str, datetime | None], object]
    ) -> dict[str, Purged]:
        """Remove for good what may not be kept any longer; how much of each legal basis.

        `on_record(basis_id, before)` is called first for each purge; what it raises stops it. Otherwise as `purge`.
        """
        self._check_writable()
        with self._now.retired.reading():
            due = overdue(terms, now, self._parts)
        purged = {}
        for term, before in due:
            on_record(term.basis_id, before)
            purged[term.basis_id] = self.purge(term.basis_id, before)
        return purged

    # Reading

    @property
    def first_offset(self) -> int:
        """The oldest block that `replay` can begin with; 0 unless sealed spool files are deleted."""
        return self._parts.spool.first_number

    @property
    def next_offset(self) -> int:
        """The offset that the next block will get."""
        return self._parts.spool.next_number

    @property
    def ranges(self) -> int:
        """Number of sealed ranges; a lookup visits each."""
        return len(self._now.view.volumes)

    @property
    def problem(self) -> str:
        """Why the latest background sealing failed, or what is damaged and could not be made again; empty when all is well."""
        return (self._sealer.problem if self._sealer is not None else "") or "; ".join(self._upkeep.problems.values())

    def counts(self) -> dict[str, FeedCounts]:
        """Counts of each feed that ever delivered."""
        with self._lock:
            return dict(self._now.progress.feeds)

    def resume_row(self, source_id: str) -> int:
        """First row of the source that is not stored; 0 when the source is unknown."""
        return self._now.progress.sources.get(source_id, (0, False))[0]

    def is_done(self, source_id: str) -> bool:
        """True when the source was read to its end."""
        return self._now.progress.sources.get(source_id, (0, False))[1]

    def rejects(self, feed: str | None = None, limit: int = 100) -> list[KeptReject]:
        """The newest rejects of a feed, or of all, newest first."""
        with self._now.retired.reading():
            return newest_rejects(self._now.view, self._parts.lake, feed, limit)

    def replay(self, from_offset: int = 0) -> Iterator[Kept]:
        """Every block from an offset on, in the order it was stored.

        Raises StoreError when blocks from there on are deleted from the spool: use `first_offset`, and `in_time_order` for the rest.
        """
        if from_offset < self.first_offset:
            raise StoreError(
                f"blocks {from_offset} to {self.first_offset - 1} are deleted; begin at {self.first_offset}"
            )
        for block in self._parts.spool.blocks(from_offset):
            yield kept_block(block, 0)

    def in_time_order(
        self,
        since: datetime | None = None,
        until: datetime | None = None,
        batch_rows: int = 65_536,
        columns: Sequence[str] = tuple(CDR_SCHEMA.names),
    ) -> Iterator[pa.RecordBatch]:
        """Records with `since` <= ended_at < `until`, ordered by (ended_at, record_id), as stored at the moment of the first batch.

        `columns`: those of `CDR_SCHEMA` that are wanted, record_id and ended_at among them; a few cost a fraction of all.
        """
        since_us, until_us = _bounds(since, until)
        with self._now.retired.reading():
            view = self._now.view
            files = [(f.path, f.part.first_ended_us, f.part.last_ended_us) for f in self._record_files(view)]
            extract = Extract(files, view.tail.batches(), since_us, until_us, batch_rows, columns)
            yield from in_time_order(extract, self._folder / "scratch", self._settings)

    @contextmanager
    def held(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Held]:
        """Where the records with `since` <= ended_at < `until` lie at this moment; inside the block this process deletes none of the files."""
        with self._now.retired.reading():
            view = self._now.view
            yield held(self._record_files(view), view.tail.batches(), *_bounds(since, until))

    def _record_files(self, view: View) -> list[HeldFile]:
        return [
            HeldFile(self._parts.lake.path("cdr", volume.seal), part)
            for volume in view.volumes
            if (part := volume.seal.cdr) is not None
        ]

    def lookup(self, query: Query) -> Answer:
        """The newest records that match, newest first by setup time; as columns, of which a screen makes objects for the page that it shows."""
        return self._now.view.find(query)

    def sql(self, text: str, limits: SqlLimits) -> Table:
        """The answer to one SELECT over the table `cdr`: all records, sealed or not. See `ask_sql`, which says what it raises."""
        with self._now.retired.reading():
            view = self._now.view
            files = [self._parts.lake.path("cdr", volume.seal) for volume in view.volumes if volume.seal.cdr]
            return ask_sql(text, files, view.tail.batches(), self._folder / "scratch", limits)

    def by_ids(self, ids: Sequence[int]) -> list[Cdr]:
        """The records with these ids, in the order of the ids; ids that are not stored are left out."""
        return self._now.view.by_ids(ids)

    def verify(self, checked: Callable[[int], object] | None = None) -> list[str]:
        """What is wrong with the stored bytes, one sentence each; reads everything. Empty when all is well.

        `checked` is called after every file with its size in bytes; they add up to about `size_bytes`.
        """
        found = []
        is_at_rest = self._lock_fd is None and not is_locked(self._folder / LOCK)
        with self._now.retired.reading():
            for check in checks(self._parts, is_at_rest=is_at_rest):
                found.append(check.problem())
                if checked is not None:
                    checked(check.bytes)
        return [problem for problem in found if problem]

    def size_bytes(self) -> int:
        """Bytes on disk: spool, lake and index."""
        return self._parts.spool.size_bytes() + self._parts.lake.size_bytes() + self._parts.index.size_bytes()

    # Parts of writing

    def _is_sealed(self, ids: Ids, ats: Ints) -> Flags:
        return self._now.view.sealed(ids, ats)

    def _check_writable(self) -> None:
        if self._lock_fd is None:
            raise StoreError(f"{self._folder} is closed or open read-only; open it for writing")

    def _store(self, drafts: list[Draft], arrived_ns: list[int]) -> list[Kept]:
        """Write the drafts, then remember them; the lock is held."""
        tail = self._now.view.tail
        first = self._parts.spool.append([(draft.head, draft.rows) for draft in drafts])
        kept = []
        for place, draft in enumerate(drafts):
            block = Block(first + place, draft.head, draft.rows)
            self._sieve.remember(draft.head.feed, draft.rows)
            self._now.progress.add(draft.head)
            tail.append(block)
            kept.append(kept_block(block, arrived_ns[place]))
        if tail.weight >= self._settings.seal_rows and self._sealer is not None:
            self._sealer.wake()
        return kept

    def _seal_upto(self, upto: int) -> None:
        """Seal all blocks before this one; the seal lock is held."""
        while older := [
            block
            for block in next_range(self._now.view.tail, self._settings.seal_rows, force=True)
            if block.number < upto
        ]:
            self._seal_range(older)

    def _seal_range(self, chosen: list[TailBlock]) -> int:
        """Seal these blocks: all slow work without the lock, then the switch. Raises StoreError when they cannot be written."""
        volume = write_range(
            self._parts, rows_of_blocks(whole_blocks(chosen, self._parts.spool)), self._parts.lake.commit
        )
        with self._lock:
            remaining = self._now.view.tail.without(len(chosen))
            self._now.view = View((*self._now.view.volumes, volume), remaining)
            self._sieve.forget_sealed(remaining.batches())
        return sum(block.head.stored + block.head.rejected for block in chosen)

    def _keep_up(self) -> int:
        """What the background thread does when it is woken: seal, then merge once, so that sealing never waits for much merging."""
        sealed = self.seal()
        if self._upkeep.merge_once(force=False) and self._sealer is not None:
            self._sealer.wake()
        return sealed


def _bounds(since: datetime | None, until: datetime | None) -> tuple[int, int]:
    least, most = _ALWAYS_US
    return least if since is None else _micros(since), most if until is None else _micros(until)


def _micros(at: datetime) -> int:
    return (at.astimezone(UTC) - _EPOCH) // timedelta(microseconds=1)
