"""The record store: everything that feeds delivered, once, durable before it is acknowledged, and found again in milliseconds."""

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA, Cdr, cdr_rows
from linewarden.model.intake import Intake
from linewarden.store.arrow import conform, reject_rows
from linewarden.store.kept import FeedCounts, Kept, KeptReject
from linewarden.store.progress import Progress
from linewarden.store.sift import Draft, Sieve
from linewarden.store.spool import Block, Spool
from linewarden.store.tail import TailBlock, tail_block


class RecordStore:
    """Records of all feeds. One thread writes (`take`, `add_calls`); any thread reads."""

    def __init__(self, spool: Spool, sieve: Sieve, progress: Progress, tail: list[TailBlock]) -> None:
        self._lock = threading.RLock()
        self._spool = spool
        self._sieve = sieve
        self._progress = progress
        self._tail = tail

    @classmethod
    def open(cls, folder: Path, *, sync: bool = True) -> "RecordStore":
        """The store in `folder`/records, recovered: a torn end cut off, counts and sources as acknowledged."""
        spool_folder = folder / "records" / "spool"
        spool_folder.mkdir(parents=True, exist_ok=True)
        spool = Spool.open(spool_folder, sealed_to=0, segment_bytes=64 << 20, sync=sync)
        sieve, progress, tail = Sieve(lambda ids, _: np.zeros(ids.size, np.bool_)), Progress(), []
        for block in spool.blocks():
            sieve.remember(block.head.feed, block.rows)
            progress.add(block.head)
            tail.append(tail_block(block))
        return cls(spool, sieve, progress, tail)

    def take(self, intakes: Sequence[Intake]) -> list[Kept]:
        """What was new of each intake, in order. When this returns the rows are durable.

        Raises StoreError when they cannot be written: then nothing of the call is stored.
        """
        if not intakes:
            return []
        with self._lock:
            return self._store(self._sieve.sift(intakes), [intake.arrived_ns for intake in intakes])

    def add_calls(self, feed: str, basis_id: str, cdrs: pa.RecordBatch) -> Kept:
        """Calls assembled from stored messages, those that were new; counted as calls, not as received."""
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
            if not drafts[0].head.stored:
                return _kept(Block(self._spool.next_number - 1, drafts[0].head, drafts[0].rows), 0)
            return self._store(drafts, [0])[0]

    def _store(self, drafts: list[Draft], arrived_ns: list[int]) -> list[Kept]:
        first = self._spool.append([(draft.head, draft.rows) for draft in drafts])
        kept = []
        for place, draft in enumerate(drafts):
            block = Block(first + place, draft.head, draft.rows)
            self._sieve.remember(draft.head.feed, draft.rows)
            self._progress.add(draft.head)
            self._tail.append(tail_block(block))
            kept.append(_kept(block, arrived_ns[place]))
        return kept

    def counts(self) -> dict[str, FeedCounts]:
        """Counts of each feed that ever delivered."""
        with self._lock:
            return dict(self._progress.feeds)

    def resume_row(self, source_id: str) -> int:
        """First row of the source that is not stored; 0 when the source is unknown."""
        return self._progress.sources.get(source_id, (0, False))[0]

    def is_done(self, source_id: str) -> bool:
        """True when the source was read to its end."""
        return self._progress.sources.get(source_id, (0, False))[1]

    def rejects(self, feed: str | None = None, limit: int = 100) -> list[KeptReject]:
        """The newest rejects of a feed, or of all, newest first."""
        found: list[KeptReject] = []
        for block in reversed(list(self._tail)):
            if block.rejects is None or feed not in {None, block.head.feed}:
                continue
            rows = [
                KeptReject(offset=block.number, feed=block.head.feed, source_id=block.head.source_id, reject=reject)
                for reject in reject_rows(block.rejects)
            ]
            found += reversed(rows)
            if len(found) >= limit:
                break
        return found[:limit]

    def replay(self, from_offset: int = 0) -> Iterator[Kept]:
        """Everything from an offset on, in the order it was stored."""
        for block in self._spool.blocks(from_offset):
            yield _kept(block, 0)

    def in_time_order(self, batch_rows: int = 65_536) -> Iterator[pa.RecordBatch]:
        """Records ordered by (ended_at, record_id)."""
        batches = [block.cdrs for block in self._tail if block.cdrs is not None]
        if not batches:
            return
        table = pa.Table.from_batches([conform(pa.Table.from_batches([batch]), CDR_SCHEMA) for batch in batches])
        ordered = conform(table.sort_by([("ended_at", "ascending"), ("record_id", "ascending")]), CDR_SCHEMA)
        for start in range(0, ordered.num_rows, batch_rows):
            yield ordered.slice(start, batch_rows)

    def by_ids(self, ids: Sequence[int]) -> list[Cdr]:
        """The records with these ids, in the order of the ids; ids that are not stored are left out."""
        wanted = np.asarray(ids, np.uint64)
        found: dict[int, Cdr] = {}
        for block in list(self._tail):
            if block.cdrs is None:
                continue
            is_wanted = np.isin(block.cdrs.column("record_id").to_numpy(), wanted)
            if is_wanted.any():
                found |= {row.record_id: row for row in cdr_rows(block.cdrs.filter(pa.array(is_wanted)))}
        return [found[id_] for id_ in ids if id_ in found]

    def close(self) -> None:
        """Let go of the files."""
        self._spool.close()


def _kept(block: Block, arrived_ns: int) -> Kept:
    head = block.head
    return Kept(
        offset=block.number,
        feed=head.feed,
        basis_id=head.basis_id,
        source_id=head.source_id,
        cdrs=block.rows.cdrs,
        sip=block.rows.sip,
        rejects=reject_rows(block.rows.rejects),
        duplicates=head.duplicates,
        is_calls=head.is_calls,
        arrived_ns=arrived_ns,
    )
