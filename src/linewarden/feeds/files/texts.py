"""Byte spans to Arrow text columns, trimmed, with empties as nulls."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from linewarden.feeds.files.compiled import compiled
from linewarden.feeds.files.split import Bytes, Spans

EMPTY_WORDS: tuple[str, ...] = ("\\N", "NULL", "null", "None", "nil", "N/A", "-", "--")
"""What exports write for "nothing"; compared as a whole field."""

_QUOTE, _SPACE, _APOSTROPHE, _EQUALS = 34, 32, 39, 61


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a chunk: trimmed spans into its bytes; start = end where nothing stands."""

    buf: Bytes
    starts: Spans
    ends: Spans

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.starts.size)

    def text(self, row: int) -> str:
        """The field of one row as text; doubled quotes of a quoted field are undone."""
        start, end = int(self.starts[row]), int(self.ends[row])
        raw = self.buf[start:end].tobytes()
        if start > 0 and self.buf[start - 1] == _QUOTE:
            raw = raw.replace(b'""', b'"')
        return raw.decode("utf-8", "replace")


@compiled
def _is_word(buf: Bytes, start: int, end: int, words: Bytes, bounds: npt.NDArray[np.int64]) -> bool:
    for w in range(bounds.size - 1):
        if bounds[w + 1] - bounds[w] == end - start:
            k = 0
            while k < end - start and buf[start + k] == words[bounds[w] + k]:
                k += 1
            if k == end - start:
                return True
    return False


@compiled
def _trim(buf: Bytes, starts: Spans, ends: Spans, words: Bytes, bounds: npt.NDArray[np.int64], longest: int) -> None:
    for i in range(starts.size):
        start, end = starts[i], ends[i]
        while start < end and buf[start] <= _SPACE:
            start += 1
        while end > start and buf[end - 1] <= _SPACE:
            end -= 1
        if end > start and buf[start] == _APOSTROPHE:  # a spreadsheet's "this is text"
            start += 1
        if end - start <= longest and _is_word(buf, start, end, words, bounds):
            start = end
        starts[i] = start
        ends[i] = end


@compiled
def _lengths(starts: Spans, ends: Spans, offsets: Spans) -> None:
    total = 0
    for i in range(starts.size):
        offsets[i] = total
        total += ends[i] - starts[i]
    offsets[starts.size] = total


@compiled
def _copy(buf: Bytes, starts: Spans, ends: Spans, offsets: Spans, data: Bytes) -> None:
    for i in range(starts.size):
        at = offsets[i]
        for k in range(starts[i], ends[i]):
            data[at] = buf[k]
            at += 1


@compiled
def _is_odd(buf: Bytes, starts: Spans, ends: Spans, odd: Bytes) -> None:
    for i in range(starts.size):
        for k in range(starts[i], ends[i]):
            char = buf[k]
            if char in (_QUOTE, _EQUALS, 46):  # " = .
                odd[i] = 1


def trimmed(buf: Bytes, starts: Spans, ends: Spans, empty_words: tuple[str, ...] = EMPTY_WORDS) -> Field:
    """The column without surrounding blanks; fields that say "nothing" become empty."""
    encoded = [word.encode() for word in empty_words]
    bounds = np.cumsum([0, *(len(word) for word in encoded)]).astype(np.int64)
    starts, ends = starts.copy(), ends.copy()
    words = np.frombuffer(b"".join(encoded), np.uint8)
    _trim(buf, starts, ends, words, bounds, max((len(word) for word in encoded), default=-1))
    return Field(buf, starts, ends)


def first_of(fields: list[Field]) -> Field:
    """Of several columns of one chunk, the first that says something, row by row."""
    starts, ends = fields[0].starts, fields[0].ends
    for other in fields[1:]:
        is_empty = starts == ends
        starts = np.where(is_empty, other.starts, starts)
        ends = np.where(is_empty, other.ends, ends)
    return Field(fields[0].buf, starts, ends)


def odd_rows(field: Field) -> npt.NDArray[np.int64]:
    """Rows that hold a quote, an equals sign or a point: what spreadsheets make of numbers."""
    odd = np.zeros(len(field), np.uint8)
    _is_odd(field.buf, field.starts, field.ends, odd)
    return np.flatnonzero(odd)


def text_column(field: Field, *, has_escapes: bool) -> pa.Array:
    """An Arrow text column; null where the field is empty. `has_escapes`: quoted fields may hold doubled quotes."""
    size = len(field)
    offsets = np.empty(size + 1, np.int32)
    _lengths(field.starts, field.ends, offsets)
    data = np.empty(max(int(offsets[-1]), 1), np.uint8)
    _copy(field.buf, field.starts, field.ends, offsets, data)
    validity = np.packbits(field.ends > field.starts, bitorder="little")
    column = pa.Array.from_buffers(pa.utf8(), size, [pa.py_buffer(validity), pa.py_buffer(offsets), pa.py_buffer(data)])
    if not has_escapes:
        return column
    odd = odd_rows(field)
    return replaced(column, {int(row): field.text(int(row)) for row in odd}) if odd.size else column


def replaced(column: pa.Array, texts: dict[int, str | None]) -> pa.Array:
    """The column with some rows given anew."""
    if not texts:
        return column
    values = column.to_pylist()
    for row, text in texts.items():
        values[row] = text
    return pa.array(values, column.type)


def column_field(column: pa.Array) -> Field:
    """An Arrow text column as spans into its own bytes."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    column = column.fill_null("")
    _, offsets, data = column.buffers()
    bounds = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    buf = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return Field(buf, bounds[:-1].copy(), bounds[1:].copy())
