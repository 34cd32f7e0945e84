"""Blocks that are not sealed yet, as they lie in memory for readers."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from linewarden.model.cdr import cdr_batch
from linewarden.store.frames import Head
from linewarden.store.piece import Piece
from linewarden.store.spool import Block

_MERGE_AT = 4  # a piece is merged with the one before when that is not this many times larger
_LARGEST_ROWS = 16_384  # pieces beyond are left as they are: what a lookup may have to put together must not be felt
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
class _Span:
    first: int  # place of its first block in the tail
    end: int
    piece: Piece


class Tail:
    """Unsealed blocks in order. One thread appends; readers see what was there when they asked."""

    def __init__(self, blocks: Sequence[TailBlock] = ()) -> None:
        self._blocks = list(blocks)
        self._spans: list[_Span] = []
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

    def pieces(self) -> list[Piece]:
        """Pieces that together hold all records so far; what came since the last look is put into one now."""
        with self._lock:
            end = len(self._blocks)
            first = self._spans[-1].end if self._spans else 0
            while first < end:
                first = self._add_piece(first, end)
            return [span.piece for span in self._spans if len(span.piece)]

    def without(self, count: int) -> "Tail":
        """The tail when its oldest blocks are sealed; pieces of the others stay as they are."""
        with self._lock:
            rest = Tail(self._blocks[count:])
            rest._spans = [
                _Span(span.first - count, span.end - count, span.piece) for span in self._spans if span.first >= count
            ]
            if rest._spans and rest._spans[0].first > 0:  # the one that is cut in two
                rest._spans = []
            return rest

    def _add_piece(self, first: int, end: int) -> int:
        """Put blocks from `first` on into a piece, small ones before it too; the block after it."""
        size, upto = 0, first
        while upto < end and size < _LARGEST_ROWS:
            size += self._blocks[upto].head.cdrs
            upto += 1
        while self._spans and size < _LARGEST_ROWS and len(self._spans[-1].piece) < _MERGE_AT * size:
            if size + len(self._spans[-1].piece) > _LARGEST_ROWS:
                break
            span = self._spans.pop()
            first, size = span.first, size + len(span.piece)
        batches = [block.cdrs for block in self._blocks[first:upto] if block.cdrs is not None]
        self._spans.append(_Span(first, upto, Piece(batches or [cdr_batch([])])))
        return upto
