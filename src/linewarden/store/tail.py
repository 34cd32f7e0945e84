"""Blocks that are not sealed yet, as they lie in memory for readers, and a lookup index over them that readers keep up to date."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from linewarden.store.arrow import sorted_records
from linewarden.store.frames import Head
from linewarden.store.shelf import Shelf, shelf_content
from linewarden.store.spool import Block

_MERGE_AT = 4  # a piece is merged with the one before when that is not this many times larger
_LARGEST_ROWS = 131_072  # pieces beyond are left as they are
_BLOCK_COST = 16  # what a block weighs besides its rows
MESSAGE_COST = 4  # a message is some four times as large as a record


@dataclass(frozen=True, slots=True)
class TailBlock:
    """Records and rejects of one unsealed block; messages stay on disk."""

    number: int
    head: Head
    cdrs: pa.RecordBatch | None
    rejects: pa.RecordBatch | None

    @property
    def weight(self) -> int:
        """How much there is to seal, in records."""
        return _BLOCK_COST + self.head.cdrs + MESSAGE_COST * self.head.sip + self.head.rejected


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int  # place of its first block in the tail
    end: int
    shelf: Shelf


class Tail:
    """Unsealed blocks in order. One thread appends; readers see what was there when they asked."""

    def __init__(self, blocks: Sequence[TailBlock] = ()) -> None:
        self._blocks = list(blocks)
        self._pieces: list[_Piece] = []
        self._lock = threading.Lock()
        self.weight = sum(block.weight for block in blocks)

    def append(self, block: Block) -> None:
        """Add the newest block."""
        kept = TailBlock(block.number, block.head, block.rows.cdrs, block.rows.rejects)
        self._blocks.append(kept)
        self.weight += kept.weight

    def blocks(self) -> list[TailBlock]:
        """The blocks so far."""
        return self._blocks[:]

    def batches(self) -> list[pa.RecordBatch]:
        """The records so far."""
        return [block.cdrs for block in self._blocks[:] if block.cdrs is not None]

    def shelves(self) -> list[Shelf]:
        """Indexed pieces that together hold all records so far; what came since the last look is indexed now."""
        with self._lock:
            end = len(self._blocks)
            first = self._pieces[-1].end if self._pieces else 0
            if first < end:
                self._add_piece(first, end)
            return [piece.shelf for piece in self._pieces]

    def _add_piece(self, first: int, end: int) -> None:
        size = self._rows(first, end)
        while self._pieces and len(self._pieces[-1].shelf) < min(_LARGEST_ROWS, _MERGE_AT * size):
            first = self._pieces.pop().first
            size = self._rows(first, end)
        batches = [block.cdrs for block in self._blocks[first:end] if block.cdrs is not None]
        self._pieces.append(_Piece(first, end, Shelf(shelf_content(sorted_records(batches)))))

    def _rows(self, first: int, end: int) -> int:
        return sum(block.head.cdrs for block in self._blocks[first:end])
