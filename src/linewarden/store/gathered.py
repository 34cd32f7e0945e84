"""Records found, as columns that are filled in from anywhere and in any order, and made Arrow at the end."""

from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linewarden.model.cdr import CDR_SCHEMA
from linewarden.model.event import Bytes, Ints
from linewarden.store.bits import Whole
from linewarden.store.keyset import Flags

Codes = npt.NDArray[np.int32]

TEXTS = np.array(
    [place for place, f in enumerate(CDR_SCHEMA) if pa.types.is_dictionary(f.type) or pa.types.is_string(f.type)]
)
"""Places of the columns that are texts."""

_IS_CODED = np.array([pa.types.is_dictionary(CDR_SCHEMA.field(place).type) for place in TEXTS.tolist()])
_TEXT_PLACE = {CDR_SCHEMA.names[place]: i for i, place in enumerate(TEXTS.tolist())}
_ROOM = 512  # bytes of all texts of a row, as a rule; more is made when it is too little


class Gathered:
    """So many records, in the order of their places. Every place must be filled in."""

    def __init__(self, count: int) -> None:
        shape = (len(CDR_SCHEMA), count)
        self.numbers, self.nulls = np.empty(shape, np.int64), np.empty(shape, np.bool_)
        self.starts, self.lengths = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        self.texts: Bytes = np.empty(_ROOM * (count + 1), np.uint8)
        self.used = 0  # bytes of `texts`

    def make_room(self) -> None:
        """Twice the room for texts."""
        more: Bytes = np.empty(self.texts.size, np.uint8)
        self.texts = np.concatenate((self.texts, more))

    def put_texts(self, column: int, places: Ints, offsets: Codes, data: Bytes, which: Ints) -> None:
        """Texts `which` of those that lie between the offsets, into a column at these places, where it is not null."""
        rows = self.nulls[column], self.starts[column], self.lengths[column]
        while (used := _copy_texts(offsets, data, which, places, *rows, self.texts, self.used)) < 0:
            self.make_room()
        self.used = used

    def batch(self) -> pa.RecordBatch:
        """The records as `CDR_SCHEMA`."""
        count, texts = self.numbers.shape[1], self.texts[: self.used]
        offsets, codes = np.zeros((TEXTS.size, count + 1), np.int32), np.zeros((TEXTS.size, count), np.int32)
        data = np.empty(texts.size, np.uint8)
        begins, sizes = _by_column(TEXTS, _IS_CODED, self.nulls, self.starts, self.lengths, texts, offsets, codes, data)
        is_valid: Bytes = np.packbits(~self.nulls, axis=1, bitorder="little")
        has_null: list[bool] = np.logical_or.reduce(self.nulls, axis=1).tolist()
        columns = []
        for i, about in enumerate(CDR_SCHEMA):
            valid = pa.py_buffer(is_valid[i]) if has_null[i] else None
            text = _TEXT_PLACE.get(about.name)
            if text is None:
                columns.append(_numbers(about.type, self.numbers[i], valid))
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
def _copy_texts(
    offsets: Codes, data: Bytes, which: Ints, places: Ints, nulls: Flags, starts: Ints, lengths: Ints, texts: Bytes, used: Whole
) -> Whole:  # fmt: skip
    """The new end of the texts; -1 when there was no room."""
    for i in range(which.size):
        place = places[i]
        if nulls[place]:
            continue
        start, end = np.int64(offsets[which[i]]), np.int64(offsets[which[i] + 1])
        if end - start > texts.size - used:
            return -1
        for j in range(end - start):
            texts[used + j] = data[start + j]
        starts[place], lengths[place], used = used, end - start, used + end - start
    return used


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
