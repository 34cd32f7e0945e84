"""Records as fixed-width rows, so that one row is one read: for showing the few that a lookup finds.

Numbers are stored as what they exceed the least of their column by, in as few bytes as that takes. Text is stored as a number where it
can be: a code into a list for columns of few values, an integer where all values are plain digits, else a place in a heap of bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.cdr import CDR_SCHEMA, Cdr
from linewarden.model.event import Ints
from linewarden.store.arrays_file import Arrays
from linewarden.store.keyset import Flags

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_CODES = 65_535  # beyond, a list of the values costs more than their bytes
_MOST_DIGITS = 18
_CACHED_ROWS = 4096
_MOSTLY = 4  # one text in so many may be no number
_SIZE_BITS = 31  # of the place of a text that is none: its first byte in the heap above, its size below
_MOST_HEAP = 1 << 31
_NULL = int(np.iinfo(np.int64).min)
_NARROW = (np.uint8, np.uint16, np.uint32)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a column is stored."""

    name: str
    how: str  # "plain", "number", "time", "digits", "code", "text", "mixed": digits, else minus a place in the heap; or "same": nothing is stored, all rows have texts[0]
    base: int = 0  # added to what is stored
    null: int | None = None  # what is stored for null
    texts: tuple[str | None, ...] = ()  # of "code"


@dataclass(frozen=True, slots=True)
class _Column:
    plan: _Plan
    values: npt.NDArray[Any] | None = None  # one a row; None for "same"
    lengths: npt.NDArray[np.signedinteger[Any]] | None = None  # of "text"; -1 for null
    heap: npt.NDArray[np.uint8] | None = None  # of "text"


def pack_rows(batch: pa.RecordBatch) -> tuple[Arrays, dict[str, Any]]:
    """Arrays and plain values that `RowReader` reads the rows of a `CDR_SCHEMA` batch from."""
    columns = [_column(field.name, batch.column(field.name)) for field in CDR_SCHEMA]
    fields = {column.plan.name: column.values for column in columns if column.values is not None}
    fields |= {f"{column.plan.name}#": column.lengths for column in columns if column.lengths is not None}
    arrays: Arrays = {"rows": _interleaved(fields, batch.num_rows)}
    arrays |= {f"heap.{column.plan.name}": column.heap for column in columns if column.heap is not None}
    return arrays, {"plan": [asdict(column.plan) for column in columns]}


def _interleaved(fields: dict[str, npt.NDArray[Any]], count: int) -> npt.NDArray[Any]:
    """The fields as one array of rows, written some thousand rows at a time: these stay in the processor's cache meanwhile."""
    rows = np.empty(count, np.dtype([(name, values.dtype.str) for name, values in fields.items()]))
    for start in range(0, count, _CACHED_ROWS):
        for name, values in fields.items():
            rows[name][start : start + _CACHED_ROWS] = values[start : start + _CACHED_ROWS]
    return rows


class RowReader:
    """Reads a few rows as `Cdr`: some ten microseconds each."""

    def __init__(self, arrays: Arrays, about: dict[str, Any]) -> None:
        self._rows = arrays["rows"]
        plans = [_Plan(**plan) for plan in about["plan"]]
        self._names = [plan.name for plan in plans]
        fields = self._rows.dtype.names or ()
        self._reads = [_reader(plan, fields, arrays.get(f"heap.{plan.name}")) for plan in plans]

    def read(self, rows: Sequence[int]) -> list[Cdr]:
        """The records at these positions, in the order given."""
        stored = list(zip(*self._rows[np.asarray(rows, np.int64)].tolist(), strict=True))
        if not stored:
            return []
        columns = [read(stored) for read in self._reads]
        return [Cdr(**dict(zip(self._names, values, strict=True))) for values in zip(*columns, strict=True)]


_Stored = Sequence[Sequence[Any]]
"""What is stored of some rows: a sequence a field."""


def _reader(
    plan: _Plan, fields: Sequence[str], heap: npt.NDArray[np.uint8] | None
) -> Callable[[_Stored], Sequence[Any]]:
    """Function of what is stored that gives a column's values."""
    if plan.how == "same":
        return lambda stored: plan.texts * len(stored[0])
    place, base, null = fields.index(plan.name), plan.base, plan.null
    if plan.how == "text" and heap is not None:
        lengths = fields.index(f"{plan.name}#")
        return lambda stored: _texts(heap, stored[place], stored[lengths])
    if plan.how == "code":
        choices = [*plan.texts, None]
        return lambda stored: [choices[code] for code in stored[place]]
    if plan.how == "plain":
        return lambda stored: stored[place]
    if plan.how == "number":
        return lambda stored: [None if value == null else base + value for value in stored[place]]
    make = _MAKE[plan.how] if heap is None else partial(_mixed, heap)
    return lambda stored: [None if value == null else make(base + value) for value in stored[place]]


def _time(value: int) -> datetime:
    return _EPOCH + timedelta(microseconds=value)


_MAKE: dict[str, Callable[[int], Any]] = {"time": _time, "digits": str}


def _texts(heap: npt.NDArray[np.uint8], starts: Sequence[int], lengths: Sequence[int]) -> list[str | None]:
    return [
        None if length < 0 else heap[start : start + length].tobytes().decode()
        for start, length in zip(starts, lengths, strict=True)
    ]


def _mixed(heap: npt.NDArray[np.uint8], value: int) -> str:
    if value >= 0:
        return str(value)
    start, size = divmod(-1 - value, 1 << _SIZE_BITS)
    return heap[start : start + size].tobytes().decode()


def _column(name: str, column: pa.Array) -> _Column:
    is_text = pa.types.is_dictionary(column.type) or pa.types.is_string(column.type)
    if is_text and column.null_count == len(column):
        return _Column(_Plan(name, "same", texts=(None,)))
    if pa.types.is_dictionary(column.type):
        if len(column.dictionary) == 1 and not column.null_count:
            return _Column(_Plan(name, "same", texts=(column.dictionary[0].as_py(),)))
        if len(column.dictionary) < _MOST_CODES:
            return _codes(name, column)
        column = column.dictionary_decode()
    if pa.types.is_string(column.type):
        return _text_column(name, column)
    if column.type == pa.uint64():
        return _Column(_Plan(name, "plain"), column.to_numpy())
    is_null = column.is_null().to_numpy(zero_copy_only=False)
    values = pc.fill_null(column.cast(pa.int64()), 0).to_numpy()
    return _narrowed(name, "time" if pa.types.is_timestamp(column.type) else "number", values, is_null)


def _narrowed(name: str, how: str, values: Ints, is_null: Flags) -> _Column:
    """The column as differences from its least value; the greatest difference that the type holds stands for null."""
    told = values[~is_null] if is_null.any() else values
    least, most = (int(told.min()), int(told.max())) if told.size else (0, 0)
    for dtype in _NARROW:
        null = int(np.iinfo(dtype).max)
        if most - least < null:
            stored = (values - least).astype(dtype)
            stored[is_null] = null
            return _Column(_Plan(name, how, least, null), stored)
    return _Column(_Plan(name, how, 0, _NULL), np.where(is_null, _NULL, values))


def _codes(name: str, column: pa.Array) -> _Column:
    texts = tuple(column.dictionary.to_pylist())
    dtype = np.uint8 if len(texts) < 256 else np.uint16
    codes = pc.fill_null(column.indices, len(texts)).to_numpy().astype(dtype)
    return _Column(_Plan(name, "code", texts=texts), codes)


def _text_column(name: str, column: pa.Array) -> _Column:
    _, offsets_buffer, data_buffer = column.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[column.offset : column.offset + len(column) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.empty(0, np.uint8)
    is_null = column.is_null().to_numpy(zero_copy_only=False)
    numbers = np.zeros(len(column), np.int64)
    others = _parse_digits(offsets, data, is_null, numbers)
    if not others:
        return _narrowed(name, "digits", numbers, is_null)
    if others * _MOSTLY < len(column) and data.size < _MOST_HEAP:
        heap = np.empty(_place_others(offsets, data, numbers, np.empty(0, np.uint8)), np.uint8)
        _place_others(offsets, data, numbers, heap)
        numbers[is_null] = _NULL
        return _Column(_Plan(name, "mixed", 0, _NULL), numbers, heap=heap)
    lengths = np.diff(offsets)
    lengths[is_null] = -1
    if lengths.max(initial=0) <= np.iinfo(np.int8).max:
        lengths = lengths.astype(np.int8)
    starts = (offsets[:-1] - offsets[0]).astype(np.uint32)
    return _Column(_Plan(name, "text"), starts, lengths, data[offsets[0] : offsets[-1]])


@nb.njit(cache=True, nogil=True)
def _parse_digits(
    offsets: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], is_null: npt.NDArray[np.bool_], out: Ints
) -> int:
    """Fill `out` with the numbers, and with -1 where a text would not come back the same from its number; how many these are."""
    others = 0
    for i in range(out.size):
        if not is_null[i]:
            out[i] = _number(data, offsets[i], offsets[i + 1])
            others += out[i] < 0
    return others


@nb.njit(cache=True, nogil=True, inline="always")
def _number(data: npt.NDArray[np.uint8], start: int, end: int) -> np.int64:
    value = np.int64(0)
    if end == start or end - start > _MOST_DIGITS or data[start] == 48:
        return np.int64(-1)
    for j in range(start, end):
        digit = np.int64(data[j]) - 48
        if digit < 0 or digit > 9:
            return np.int64(-1)
        value = value * 10 + digit
    return value


@nb.njit(cache=True, nogil=True)
def _place_others(
    offsets: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], numbers: Ints, heap: npt.NDArray[np.uint8]
) -> int:
    """Bytes of the texts that are no numbers. Where the heap has room, put them in, and instead of -1 where each one lies there."""
    end = 0
    for i in range(numbers.size):
        if numbers[i] >= 0:
            continue
        size = offsets[i + 1] - offsets[i]
        if heap.size:
            heap[end : end + size] = data[offsets[i] : offsets[i + 1]]
            numbers[i] = -1 - ((np.int64(end) << _SIZE_BITS) | size)
        end += size
    return end
