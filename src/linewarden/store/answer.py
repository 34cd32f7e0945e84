"""Records found, put together as columns out of sealed ranges and unsealed pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linewarden.errors import StoreError
from linewarden.model.cdr import CDR_SCHEMA, Cdr, cdr_batch, cdr_rows
from linewarden.model.event import Bytes, Ints
from linewarden.store.arrow import conform
from linewarden.store.bits import Whole
from linewarden.store.keyset import Flags
from linewarden.store.piece import Piece
from linewarden.store.reading import read_rows
from linewarden.store.shelf import Shelf

Source = Shelf | Piece
Codes = npt.NDArray[np.int32]

_TEXTS = np.array(
    [place for place, f in enumerate(CDR_SCHEMA) if pa.types.is_dictionary(f.type) or pa.types.is_string(f.type)]
)
_IS_CODED = np.array([pa.types.is_dictionary(CDR_SCHEMA.field(place).type) for place in _TEXTS.tolist()])
_TEXT_PLACE = {CDR_SCHEMA.names[place]: i for i, place in enumerate(_TEXTS.tolist())}
_ROOM = 512  # bytes of all texts of a row, as a rule; more is made when it is too little


@dataclass(frozen=True, slots=True)
class Answer:
    """What a lookup found."""

    records: pa.RecordBatch  # of CDR_SCHEMA, newest first by (setup_at, record_id)
    missing: tuple[str, ...] = ()  # sealed ranges that could not be looked through, a sentence each; empty as a rule

    def __len__(self) -> int:
        """Number of records."""
        return int(self.records.num_rows)

    def rows(self, first: int = 0, count: int | None = None) -> list[Cdr]:
        """Some of the records as objects, such as a page of them: some 20 µs each."""
        return objects(self.records.slice(first, count))


def objects(records: pa.RecordBatch) -> list[Cdr]:
    """The records as objects. Raises StoreError when they are none: the index that they were read from is damaged, and not found out yet."""
    try:
        return cdr_rows(records)
    except (ValueError, OverflowError) as err:  # text that is no UTF-8, a time beyond the calendar
        raise StoreError(
            f"an index is damaged: {err}; `linewarden store verify` names it, `reindex` builds it again, nothing is lost"
        ) from err


def gather(sources: Sequence[Source], which: Ints, rows: Ints) -> pa.RecordBatch:
    """The records at `rows[i]` of source `which[i]`, in this order, as `CDR_SCHEMA`."""
    if not rows.size:
        return cdr_batch([])
    used = np.unique(which).tolist()
    pieces = [place for place in used if isinstance(sources[place], Piece)]
    if not pieces:
        return _of_shelves(sources, used, which, rows)
    if len(used) == 1:
        return _of_piece(sources[used[0]], rows)
    shelves = [place for place in used if place not in pieces]
    groups = [([place], np.flatnonzero(which == place)) for place in pieces]
    groups += [(shelves, np.flatnonzero(np.isin(which, shelves)))] if shelves else []
    groups.sort(key=lambda group: int(group[1][0]))
    parts = [
        _of_shelves(sources, places, which[order], rows[order])
        if places is shelves
        else _of_piece(sources[places[0]], rows[order])
        for places, order in groups
    ]
    together, order = conform(pa.Table.from_batches(parts), CDR_SCHEMA), np.concatenate([order for _, order in groups])
    if np.all(order[1:] > order[:-1]):  # as a rule: what is not sealed is newer than what is
        return together
    return together.take(pa.array(np.argsort(order)))


def _of_piece(source: Source, rows: Ints) -> pa.RecordBatch:
    assert isinstance(source, Piece)
    return source.read(rows)


def _of_shelves(sources: Sequence[Source], used: Sequence[int], which: Ints, rows: Ints) -> pa.RecordBatch:
    shape = (len(CDR_SCHEMA), rows.size)
    numbers, nulls = np.empty(shape, np.int64), np.empty(shape, np.bool_)
    starts, lengths = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    texts, end = np.empty(_ROOM * (rows.size + 1), np.uint8), 0
    for place in used:
        source = sources[place]
        assert isinstance(source, Shelf)
        places = np.flatnonzero(which == place)
        while True:
            done = read_rows(source.book, rows[places], places, numbers, nulls, starts, lengths, texts, end)
            if done >= 0:
                break
            texts = np.concatenate((texts, np.empty(texts.size, np.uint8)))
        end = done
    return _batch(numbers, nulls, starts, lengths, texts[:end])


def _batch(numbers: Ints, nulls: Flags, starts: Ints, lengths: Ints, texts: Bytes) -> pa.RecordBatch:
    """Columns as `read_rows` fills them in, as Arrow."""
    count = numbers.shape[1]
    offsets, codes = np.zeros((_TEXTS.size, count + 1), np.int32), np.zeros((_TEXTS.size, count), np.int32)
    data = np.empty(texts.size, np.uint8)
    begins, sizes = _by_column(_TEXTS, _IS_CODED, nulls, starts, lengths, texts, offsets, codes, data)
    is_valid: Bytes = np.packbits(~nulls, axis=1, bitorder="little")
    has_null: list[bool] = np.logical_or.reduce(nulls, axis=1).tolist()
    columns = []
    for i, about in enumerate(CDR_SCHEMA):
        valid = pa.py_buffer(is_valid[i]) if has_null[i] else None
        text = _TEXT_PLACE.get(about.name)
        if text is None:
            columns.append(_numbers(about.type, numbers[i], valid))
            continue
        buffers = [pa.py_buffer(offsets[text]), pa.py_buffer(data[begins[text] : begins[text + 1]])]
        if _IS_CODED[text]:
            names = pa.Array.from_buffers(pa.utf8(), sizes[text], [None, *buffers])
            code = [valid, pa.py_buffer(codes[text])]
            columns.append(pa.DictionaryArray.from_buffers(about.type, count, code, names))
        else:
            columns.append(pa.Array.from_buffers(pa.utf8(), count, [valid, *buffers]))
    return pa.RecordBatch.from_arrays(columns, schema=CDR_SCHEMA)


def _numbers(kind: pa.DataType, values: Ints, valid: pa.Buffer | None) -> pa.Array:
    stored: npt.NDArray[Any] = values if kind.bit_width == 64 else values.astype(f"i{kind.bit_width // 8}")
    return pa.Array.from_buffers(kind, values.size, [valid, pa.py_buffer(stored)])


@nb.njit(cache=True)
def _by_column(
    columns: Ints, is_coded: Flags, nulls: Flags, starts: Ints, lengths: Ints, texts: Bytes,
    offsets: Codes, codes: Codes, data: Bytes,
) -> tuple[list[int], list[int]]:  # fmt: skip
    """Put the texts of each column side by side, in a coded one each once; where each column begins, and the end; how many there are of each."""
    begins, sizes, end = [0], [0][:0], 0
    slots = np.empty(_slots(nulls.shape[1]), np.int32)
    for i in range(columns.size):
        column, begin, count = columns[i], end, 0
        slots[:] = -1
        for place in range(nulls.shape[1]):
            start, size = starts[column, place], lengths[column, place]
            if nulls[column, place]:
                size = 0
            elif is_coded[i]:
                slot = _slot(texts[start : start + size], slots, offsets[i], data[begin:end])
                codes[i, place] = count if slots[slot] < 0 else slots[slot]
                if slots[slot] >= 0:
                    continue
                slots[slot] = count
            if is_coded[i] and nulls[column, place]:
                continue
            data[end : end + size] = texts[start : start + size]
            end += size
            count += 1
            offsets[i, count] = end - begin
        begins.append(end)
        sizes.append(count)
    return begins, sizes


@nb.njit(cache=True)
def _slots(count: int) -> int:
    slots = 4
    while slots < 2 * count:
        slots *= 2
    return slots


@nb.njit(cache=True)
def _slot(text: Bytes, slots: Codes, offsets: Codes, data: Bytes) -> Whole:
    """Slot of a text among those of a column so far, or the empty one where it belongs."""
    value = np.uint64(0xCBF29CE484222325)
    for j in range(text.size):
        value = (value ^ np.uint64(text[j])) * np.uint64(0x100000001B3)
    slot = np.int64(value >> np.uint64(33)) & (slots.size - 1)
    while slots[slot] >= 0:
        start, end = offsets[slots[slot]], offsets[slots[slot] + 1]
        if end - start == text.size and _is_same(data, start, text):
            break
        slot = (slot + 1) & (slots.size - 1)
    return slot


@nb.njit(cache=True)
def _is_same(data: Bytes, start: Whole, text: Bytes) -> bool:
    j = 0
    while j < text.size and data[start + j] == text[j]:
        j += 1
    return j == text.size
