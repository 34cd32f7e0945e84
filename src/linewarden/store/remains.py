"""What a purge leaves of a sealed range and of a block of the spool."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import Ints
from linewarden.model.sip import SIP_SCHEMA
from linewarden.store.arrow import conform, keep_rows, micros, tight
from linewarden.store.frames import Rows
from linewarden.store.keyset import Flags
from linewarden.store.lake import Lake
from linewarden.store.parquet_files import row_groups
from linewarden.store.progress import Progress
from linewarden.store.purging import Purge, Purged
from linewarden.store.ranges import RangeRows
from linewarden.store.seals import Seal
from linewarden.store.spool import Block

_AGE = {"cdr": "setup_at", "sip": "seen_at", "rejects": "block"}
"""Folders of the lake with the column that tells whether a row is old enough to go."""


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of a range, to be written in its place, and how much is not."""

    rows: RangeRows
    purged: Purged
    by_feed: Counter[str]  # rows of all kinds that go


def remains_of_range(seal: Seal, lake: Lake, purge: Purge) -> Remains | None:
    """The range without the rows that go; None when none of its rows does. Raises StoreError when it is damaged."""
    counts, by_feed = Counter[str](), Counter[str]()
    for kind, age in _AGE.items():
        if getattr(seal, kind) is not None:
            table = lake.read(kind, seal, ["feed", "basis_id", age])
            gone = table.filter(pa.array(_goes(table, age, purge)))
            counts[kind] = gone.num_rows
            by_feed.update(gone.column("feed").to_pylist())
    if not by_feed:
        return None
    progress = Progress()
    progress.extend(seal.progress)
    progress.purge(by_feed)
    rows = RangeRows(
        first=seal.first,
        last=seal.last,
        generation=seal.generation + 1,
        progress=progress,
        cdrs=_left("cdr", CDR_SCHEMA, seal, lake, purge),
        sip=_left("sip", SIP_SCHEMA, seal, lake, purge),
        rejects=_rejects_left(seal, lake, purge),
    )
    return Remains(rows, Purged(records=counts["cdr"], messages=counts["sip"], rejects=counts["rejects"]), by_feed)


def remains_of_block(block: Block, purge: Purge) -> Rows | None:
    """The rows of a block without those that go; None when none of its rows does."""
    if block.number >= purge.upto:
        return None
    before, rejects = block.rows, block.rows.rejects
    if block.head.basis_id == purge.basis_id and block.number < purge.rejects_upto:
        rejects = None
    cdrs, sip = _batch_left(before.cdrs, "setup_at", purge), _batch_left(before.sip, "seen_at", purge)
    if cdrs is before.cdrs and sip is before.sip and rejects is before.rejects:
        return None
    return Rows(cdrs, sip, rejects)


def _goes(table: pa.Table | pa.RecordBatch, age: str, purge: Purge) -> Flags:
    """True for the rows that go."""
    is_of_basis: Flags = np.asarray(
        table.column("basis_id").cast(pa.utf8()).to_numpy(zero_copy_only=False) == purge.basis_id
    )
    if age == "block":
        blocks: Ints = table.column("block").to_numpy()
        return is_of_basis & (blocks < purge.rejects_upto)
    return is_of_basis if purge.before_us is None else is_of_basis & (micros(table.column(age)) < purge.before_us)


def _batch_left(batch: pa.RecordBatch | None, age: str, purge: Purge) -> pa.RecordBatch | None:
    """The rows of a batch that stay: the batch itself when all do, None when none does."""
    left = keep_rows(batch, ~_goes(batch, age, purge)) if batch is not None else None
    return left if left is None or left is batch else tight(left)


def _left(kind: str, schema: pa.Schema, seal: Seal, lake: Lake, purge: Purge) -> Iterator[pa.RecordBatch]:
    """A row group at a time, so that few rows are in memory."""
    if getattr(seal, kind) is None:
        return
    for table in row_groups(lake.path(kind, seal)):
        left = _batch_left(conform(table, schema), _AGE[kind], purge)
        if left is not None:
            yield left


def _rejects_left(seal: Seal, lake: Lake, purge: Purge) -> pa.Table | None:
    if seal.rejects is None:
        return None
    table = lake.read("rejects", seal)
    left = table.filter(pa.array(~_goes(table, "block", purge)))
    return left if left.num_rows else None
