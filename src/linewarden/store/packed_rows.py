"""Records as rows of bits, so that one row is one read: 25 to 40 bytes where the columns take 300.

A number is stored as what it exceeds the least of its column by (times and row numbers: the least of their block of 64 rows), in as few bits
as the greatest takes. Numbers and names are places among the keys of the index; what follows from other columns is stored as the difference.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt

from linewarden.model.event import Ids, Ints
from linewarden.store.bits import BLOCK, put_field, width_of
from linewarden.store.keyset import Flags
from linewarden.store.layout import How
from linewarden.store.ordinals import Codes

_CACHED_ROWS = 4096
_SCALES = (1_000_000, 1000)  # times are often whole seconds or milliseconds
_NARROW = (np.int8, np.int16, np.int32)
_NO_FLAGS = np.empty(0, np.bool_)

Numbers = npt.NDArray[np.signedinteger]


@dataclass(slots=True)
class Column:
    """The values of one column of a range, gathered part by part in the narrowest type that holds them."""

    how: How
    parts: list[npt.NDArray[Any]] = field(default_factory=list)
    nulls: list[Flags] = field(default_factory=list)  # one a part; empty where there are none
    least: int | None = None  # None: no value yet
    most: int = 0
    scale: int = _SCALES[0]
    has_null: bool = False
    extra: tuple[int, int] = (0, 0)

    def add(self, values: Ints, is_null: Flags | None = None) -> None:
        """Gather numbers."""
        is_null = is_null if is_null is not None and is_null.any() else None
        told = values if is_null is None else values[~is_null]
        if told.size:
            low, high = int(told.min()), int(told.max())
            self.most = high if self.least is None else max(self.most, high)
            self.least = low if self.least is None else min(self.least, low)
            self.scale = _scale(told if high > low else told[:1], self.scale)
        if is_null is not None:
            self.has_null = True
            values = np.where(is_null, self.least or 0, values)
        self.parts.append(_narrow(values))
        self.nulls.append(_NO_FLAGS if is_null is None else is_null)

    def add_as_is(self, values: Ids | Codes) -> None:
        """Gather ids, or codes of which 0 stands for null."""
        self.parts.append(values)
        self.nulls.append(_NO_FLAGS)


@dataclass(frozen=True, slots=True)
class Packing:
    """Where a column's fields lie in a row."""

    column: Column
    offset: int
    width: int
    bases: Ints  # one a block of rows for How.BLOCK, else one
    ranks: Codes  # what a code becomes; empty: itself

    def about(self) -> list[int]:
        """As `layout.Book.fields` has it."""
        column = self.column
        base = 0 if self.bases.size != 1 else int(self.bases[0])
        scale = column.scale if column.least is not None else 1
        return [int(column.how), self.offset, self.width, base, scale, int(column.has_null), *column.extra]


def place_column(column: Column, offset: int, ranks: Codes | None = None) -> Packing:
    """The column from this bit of a row on."""
    if column.how is How.ID:
        return Packing(column, offset, 64, np.zeros(1, np.int64), np.empty(0, np.uint32))
    if ranks is not None:
        width = width_of(ranks.size - 1) if any(part.any() for part in column.parts) else 0
        return Packing(column, offset, width, np.zeros(1, np.int64), ranks)
    if column.how is How.BLOCK:
        values = np.concatenate(column.parts).astype(np.int64)
        bases = np.minimum.reduceat(values, np.arange(0, values.size, BLOCK))
        most = int((values - np.repeat(bases, BLOCK)[: values.size]).max())
        return Packing(column, offset, width_of(most // column.scale), bases, np.empty(0, np.uint32))
    if column.least is None:  # all are null
        return Packing(column, offset, 0, np.zeros(1, np.int64), np.empty(0, np.uint32))
    width = width_of((column.most - column.least) // column.scale + column.has_null)
    return Packing(column, offset, width, np.array([column.least]), np.empty(0, np.uint32))


def pack_rows(packings: Sequence[Packing], count: int, row_bits: int) -> Ids:
    """The rows. Some thousand at a time, so that they stay in the processor's cache while their columns are put in."""
    words = np.zeros(count * row_bits // 64 + 2, np.uint64)
    first = 0
    for place, part in enumerate(packings[0].column.parts):
        for start in range(0, part.size, _CACHED_ROWS):
            for packing in packings:
                _put(words, row_bits, packing, place, slice(start, start + _CACHED_ROWS), first)
        first += part.size
    return words


def _put(words: Ids, row_bits: int, packing: Packing, place: int, rows: slice, first: int) -> None:
    column = packing.column
    if packing.width == 0:
        return
    values, where = column.parts[place][rows], (first + rows.start, row_bits, packing.offset, packing.width)
    if packing.ranks.size:
        _put_ranks(words, *where, values, packing.ranks)
    elif column.how is How.ID:
        _put_ids(words, *where, values)
    else:
        _put_numbers(words, *where, values, column.nulls[place][rows], packing.bases, column.scale, int(column.has_null))  # fmt: skip


@nb.njit(cache=True, nogil=True)
def _put_ids(words: Ids, first: int, row_bits: int, offset: int, width: int, values: Ids) -> None:
    for i in range(values.size):
        put_field(words, (first + i) * row_bits + offset, width, values[i])


@nb.njit(cache=True, nogil=True)
def _put_ranks(words: Ids, first: int, row_bits: int, offset: int, width: int, codes: Codes, ranks: Codes) -> None:
    for i in range(codes.size):
        put_field(words, (first + i) * row_bits + offset, width, np.uint64(ranks[codes[i]]))


@nb.njit(cache=True, nogil=True)
def _put_numbers(
    words: Ids, first: int, row_bits: int, offset: int, width: int,
    values: Numbers, is_null: Flags, bases: Ints, scale: int, has_null: int,
) -> None:  # fmt: skip
    for i in range(values.size):
        if is_null.size and is_null[i]:
            continue
        row = first + i
        value = np.int64(values[i]) - (bases[0] if bases.size == 1 else bases[row >> 6])
        if scale != 1:
            value //= scale
        put_field(words, row * row_bits + offset, width, np.uint64(value + has_null))


def _scale(values: Ints, largest: int) -> int:
    """The greatest of the scales that divides all values."""
    for scale in _SCALES:
        if scale <= largest and not (values[:BLOCK] % scale).any() and not (values % scale).any():
            return scale
    return 1


def _narrow(values: Ints) -> Numbers:
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for kind in _NARROW:
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return values.astype(kind)
    return values
