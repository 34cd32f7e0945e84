"""Records as fixed-width rows, so that one row is one read: for showing the few that a lookup finds.

Text is stored as a number where it can be: a code into a list for columns of few values, an integer where all values are plain digits,
else a place in a heap of bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.cdr import CDR_SCHEMA, Cdr
from linewarden.model.event import Ints
from linewarden.store.arrays_file import Arrays

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NULL_INT = -(2**63)
_MOST_CODES = 65_535  # beyond, a list of the values costs more than their bytes
_MOST_DIGITS = 18


@dataclass(frozen=True, slots=True)
class _Column:
    how: str  # "int", "maybe" (an integer or null), "time", "code", "digits", "text"
    values: npt.NDArray[Any]  # one a row
    lengths: npt.NDArray[np.int32] | None = None  # of "text"
    heap: npt.NDArray[np.uint8] | None = None  # of "text"
    texts: list[str] | None = None  # of "code"


def pack_rows(batch: pa.RecordBatch) -> tuple[Arrays, dict[str, Any]]:
    """Arrays and plain values that `RowReader` reads the rows of a `CDR_SCHEMA` batch from."""
    columns = {field.name: _column(batch.column(field.name)) for field in CDR_SCHEMA}
    fields = [(name, column.values.dtype.str) for name, column in columns.items()]
    lengths = [(f"{name}#", "<i4") for name, column in columns.items() if column.lengths is not None]
    dtype = np.dtype(fields + lengths)
    rows = np.empty(batch.num_rows, dtype)
    arrays: Arrays = {"rows": rows}
    for name, column in columns.items():
        rows[name] = column.values
        if column.lengths is not None and column.heap is not None:
            rows[f"{name}#"] = column.lengths
            arrays[f"heap.{name}"] = column.heap
    plan = [[name, column.how, column.texts] for name, column in columns.items()]
    return arrays, {"plan": plan}


class RowReader:
    """Reads single rows as `Cdr`: some ten microseconds each."""

    def __init__(self, arrays: Arrays, about: dict[str, Any]) -> None:
        self._rows = arrays["rows"]
        self._width = len(about["plan"])
        self._names = [name for name, _, _ in about["plan"]]
        fields = self._rows.dtype.names or ()
        self._reads = [
            (place, _reader(how, texts)) for place, (_, how, texts) in enumerate(about["plan"]) if how in _SIMPLE
        ]
        self._texts = [
            (place, fields.index(f"{name}#"), arrays[f"heap.{name}"])
            for place, (name, how, _) in enumerate(about["plan"])
            if how == "text"
        ]

    def read(self, rows: Sequence[int]) -> list[Cdr]:
        """The records at these positions, in the order given."""
        return [self._read(self._rows[row].item()) for row in rows]

    def _read(self, stored: tuple[Any, ...]) -> Cdr:
        values = list(stored[: self._width])
        for place, read in self._reads:
            values[place] = read(values[place])
        for place, length_place, heap in self._texts:
            values[place] = _text(heap, stored[place], stored[length_place])
        return Cdr(**dict(zip(self._names, values, strict=True)))


_SIMPLE = frozenset({"time", "digits", "code", "maybe"})


def _reader(how: str, texts: list[str] | None) -> Callable[[int], Any]:
    """Function of what is stored that gives a column's value."""
    if how == "code":
        return [*(texts or []), None].__getitem__
    return {"time": _time, "digits": _digits, "maybe": _maybe}[how]


def _time(value: int) -> datetime | None:
    return None if value == _NULL_INT else _EPOCH + timedelta(microseconds=value)


def _digits(value: int) -> str | None:
    return None if value == _NULL_INT else str(value)


def _maybe(value: int) -> int | None:
    return None if value == _NULL_INT else value


def _text(heap: npt.NDArray[np.uint8], start: int, length: int) -> str | None:
    return None if length < 0 else heap[start : start + length].tobytes().decode()


def _column(column: pa.Array) -> _Column:
    if pa.types.is_dictionary(column.type):
        if len(column.dictionary) < _MOST_CODES:
            return _codes(column)
        column = column.dictionary_decode()
    if pa.types.is_string(column.type):
        return _text_column(column)
    if pa.types.is_timestamp(column.type):
        return _Column("time", pc.fill_null(column.cast(pa.int64()), _NULL_INT).to_numpy())
    if column.null_count:
        return _Column("maybe", pc.fill_null(column.cast(pa.int64()), _NULL_INT).to_numpy())
    return _Column("int", column.to_numpy())


def _codes(column: pa.Array) -> _Column:
    texts = column.dictionary.to_pylist()
    dtype = np.uint8 if len(texts) < 256 else np.uint16
    return _Column("code", pc.fill_null(column.indices, len(texts)).to_numpy().astype(dtype), texts=texts)


def _text_column(column: pa.Array) -> _Column:
    _, offsets_buffer, data_buffer = column.buffers()
    offsets = np.frombuffer(offsets_buffer, np.int32)[column.offset : column.offset + len(column) + 1]
    data = np.frombuffer(data_buffer, np.uint8) if data_buffer is not None else np.empty(0, np.uint8)
    is_null = column.is_null().to_numpy(zero_copy_only=False)
    numbers = np.full(len(column), _NULL_INT, np.int64)
    if _parse_digits(offsets, data, is_null, numbers):
        return _Column("digits", numbers)
    lengths = np.diff(offsets)
    lengths[is_null] = -1
    start = offsets[0]
    return _Column("text", (offsets[:-1] - start).astype(np.uint32), lengths, data[start : offsets[-1]])


@nb.njit(cache=True, nogil=True)
def _parse_digits(
    offsets: npt.NDArray[np.int32], data: npt.NDArray[np.uint8], is_null: npt.NDArray[np.bool_], out: Ints
) -> bool:
    """Fill `out` with the numbers; False when some text would not come back the same from its number."""
    for i in range(out.size):
        if is_null[i]:
            continue
        start, end = offsets[i], offsets[i + 1]
        if end == start or end - start > _MOST_DIGITS or data[start] == 48:
            return False
        value = np.int64(0)
        for j in range(start, end):
            digit = np.int64(data[j]) - 48
            if digit < 0 or digit > 9:
                return False
            value = value * 10 + digit
        out[i] = value
    return True
