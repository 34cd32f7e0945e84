"""Blocks that are not sealed yet, as they lie in memory for readers."""

from dataclasses import dataclass

import pyarrow as pa

from linewarden.store.frames import Head
from linewarden.store.spool import Block


@dataclass(frozen=True, slots=True)
class TailBlock:
    """Records and rejects of one unsealed block; messages stay on disk."""

    number: int
    head: Head
    cdrs: pa.RecordBatch | None
    rejects: pa.RecordBatch | None


def tail_block(block: Block) -> TailBlock:
    """What readers need of a block."""
    return TailBlock(block.number, block.head, block.rows.cdrs, block.rows.rejects)
