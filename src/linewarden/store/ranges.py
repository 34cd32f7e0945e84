"""The rows of a range of blocks, ready to become files of the lake."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from linewarden.model.sip import SIP_SCHEMA
from linewarden.store.arrow import REJECT_SCHEMA, conform, micros, sorted_records
from linewarden.store.progress import Progress
from linewarden.store.seals import range_name
from linewarden.store.spool import Block

KEPT_REJECT_SCHEMA = pa.schema(
    [
        pa.field("block", pa.int64(), nullable=False),
        pa.field("feed", pa.utf8(), nullable=False),
        pa.field("basis_id", pa.utf8(), nullable=False),
        pa.field("source_id", pa.utf8(), nullable=False),
        *REJECT_SCHEMA,
    ]
)
"""Columns of the rejects in the lake: in the order they were stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangeRows:
    """What blocks `first` to `last` inclusive hold, and the sums over their headers."""

    first: int
    last: int
    generation: int  # how often the same range was written before
    progress: Progress
    cdrs: Iterator[pa.RecordBatch]  # each CDR_SCHEMA, some rows; all together sorted by (setup_at, record_id)
    sip: Iterator[pa.RecordBatch]  # each SIP_SCHEMA, some rows, sorted by seen_at
    rejects: pa.Table | None  # KEPT_REJECT_SCHEMA, as they arrived; None when there are none

    @property
    def name(self) -> str:
        """Stem of the names of its files."""
        return range_name(self.first, self.last, self.generation)


def rows_of_blocks(blocks: Iterable[Block]) -> RangeRows:
    """The rows of consecutive blocks, at least one."""
    kept = list(blocks)
    progress = Progress()
    for block in kept:
        progress.add(block.head)
    cdrs = [block.rows.cdrs for block in kept if block.rows.cdrs is not None]
    sip = [block.rows.sip for block in kept if block.rows.sip is not None]
    rejects = [_kept_rejects(block, block.rows.rejects) for block in kept if block.rows.rejects is not None]
    return RangeRows(
        first=kept[0].number,
        last=kept[-1].number,
        generation=0,
        progress=progress,
        cdrs=iter([sorted_records(cdrs)] if cdrs else []),
        sip=iter([sorted_messages(pa.Table.from_batches(sip))] if sip else []),
        rejects=pa.concat_tables(rejects) if rejects else None,
    )


def sorted_messages(table: pa.Table) -> pa.RecordBatch:
    """The messages as one batch, sorted by seen_at."""
    messages = conform(table, SIP_SCHEMA)
    return messages.take(pa.array(np.argsort(micros(messages.column("seen_at")), kind="stable")))


def _kept_rejects(block: Block, rejects: pa.RecordBatch) -> pa.Table:
    head = [block.number, block.head.feed, block.head.basis_id, block.head.source_id]
    columns = [pa.array([value] * rejects.num_rows) for value in head]
    return pa.table([*columns, *rejects.columns], schema=KEPT_REJECT_SCHEMA)
