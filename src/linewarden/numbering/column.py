"""Whole columns of numbers: the common clean forms in numpy, every other text once, through the scalar reading."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.model.number import NumberFault, NumberKind
from linewarden.numbering.clean import LONGEST_CLEAN, SHORTEST_CLEAN, clean_numbers
from linewarden.numbering.home import Home
from linewarden.numbering.scalar import read
from linewarden.numbering.written import LONGEST_NUMBER

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]

_SLICE = 1 << 16  # rows handled at once: the digits of a slice stay in the processor's cache
_CACHED = 1 << 16  # texts remembered between columns, at most 64 characters each
_GROUPED = r"^(\+?[1-9][0-9]{0,7}([ -][0-9]{1,8}){1,4}|0[0-9]{2,3}-[0-9]{7,8})$"  # no form that has an extension
_ZERO = np.uint8(ord("0"))


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """n numbers as columns: `e164` int64[n], `kind` and `fault` uint8[n] (NumberKind, NumberFault); a null row is withheld."""

    e164: Ints
    kind: Bytes
    fault: Bytes

    def __len__(self) -> int:
        """Number of rows."""
        return int(self.e164.size)


def normalise_column(
    column: pa.Array | pa.ChunkedArray, *, home: Home, is_from_abroad: Flags | None = None
) -> NumberColumn:
    """`normalise` of every row of a text or dictionary column (other types are written as text first); equal to it row by row.

    `is_from_abroad` (bool[n]) marks the rows that `normalise` is to read so; None: no row.
    """
    array = _one_array(column)
    out = _at_home(array, home)
    if is_from_abroad is not None and is_from_abroad.any():
        may_change = (out.fault != NumberFault.NONE) | (out.kind == NumberKind.LANDLINE)  # see `scalar._from_abroad`
        rows = np.flatnonzero(is_from_abroad & may_change)
        if rows.size:
            _fill_rest(_texts(array.take(pa.array(rows))), rows, out, home, is_from_abroad=True)
    return out


def _at_home(array: pa.Array, home: Home) -> NumberColumn:
    if pa.types.is_dictionary(array.type) and len(array.dictionary) <= len(array):
        return _of_dictionary(array, home)
    texts = _texts(array)
    out = _empty(len(texts))
    for start in range(0, len(texts), _SLICE):
        rows = slice(start, start + _SLICE)
        _fill(texts.slice(start, _SLICE), NumberColumn(out.e164[rows], out.kind[rows], out.fault[rows]), home)
    return out


def _texts(array: pa.Array) -> pa.Array:
    plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    return plain.cast(pa.large_utf8())


def _one_array(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    if not isinstance(column, pa.ChunkedArray):
        return column
    return pa.concat_arrays(column.unify_dictionaries().chunks) if column.num_chunks else pa.array([], column.type)


def _empty(rows: int) -> NumberColumn:
    return NumberColumn(np.zeros(rows, np.int64), np.zeros(rows, np.uint8), np.zeros(rows, np.uint8))


def _of_dictionary(array: pa.DictionaryArray, home: Home) -> NumberColumn:
    values = normalise_column(array.dictionary, home=home)
    at = pc.fill_null(array.indices, len(values)).to_numpy(zero_copy_only=False)
    return NumberColumn(
        np.append(values.e164, 0)[at], np.append(values.kind, np.uint8(0))[at], np.append(values.fault, np.uint8(0))[at]
    )


def _fill(texts: pa.Array, out: NumberColumn, home: Home) -> None:
    """Read clean texts, then those that are clean once their groups are joined, then the rest one by one."""
    left = _fill_clean(texts, np.arange(len(texts)), out, home)
    if left.size:
        joined = _joined(texts.take(pa.array(left)))
        still = _fill_clean(joined, left, out, home)
        _fill_rest(joined.take(pa.array(still)), left[still], out, home)


def _fill_clean(texts: pa.Array, rows: Ints, out: NumberColumn, home: Home) -> Ints:
    """Fill `out` at `rows`, one a text; the positions of the texts that are neither empty nor clean come back."""
    starts, lengths, data = _layout(texts)
    is_left = lengths > 0
    for length in range(SHORTEST_CLEAN, LONGEST_CLEAN + 1):
        some = np.flatnonzero(lengths == length)
        if some.size:
            clean = clean_numbers(_columns(data, starts[some], length), home)
            done = some[clean.rows]
            out.e164[rows[done]], out.kind[rows[done]], is_left[done] = clean.e164, clean.kind, False
    return np.flatnonzero(is_left)


def _joined(texts: pa.Array) -> pa.Array:
    """The texts, those that are plain groups of digits without the marks between them."""
    is_grouped = pc.match_substring_regex(texts, _GROUPED)
    return pc.if_else(is_grouped, pc.replace_substring_regex(texts, "[ -]", ""), texts)


def _columns(data: Bytes, starts: Ints, length: int) -> list[Bytes]:
    """The characters of equally long texts, one array a position, as digits: 0 to 9, anything else is greater."""
    return [data[starts + at] - _ZERO for at in range(length)]


def _layout(texts: pa.Array) -> tuple[Ints, Ints, Bytes]:
    """First byte and length of each row, and the bytes; a null row has length 0."""
    _, offsets, data = texts.buffers()
    if offsets is None or data is None or not len(texts):
        return np.zeros(len(texts), np.int64), np.zeros(len(texts), np.int64), np.empty(0, np.uint8)
    bounds = np.frombuffer(offsets, np.int64)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(bounds)
    if texts.null_count:
        lengths[texts.is_null().to_numpy(zero_copy_only=False)] = 0
    return bounds[:-1], lengths, np.frombuffer(data, np.uint8)


def _fill_rest(texts: pa.Array, rows: Ints, out: NumberColumn, home: Home, *, is_from_abroad: bool = False) -> None:
    encoded = texts.dictionary_encode()
    readings = [
        (_cached if len(text) <= LONGEST_NUMBER else _columns_of)(text, home, is_from_abroad=is_from_abroad)
        for text in encoded.dictionary.to_pylist()
    ]
    at = encoded.indices.to_numpy()
    for column, place, kind in ((out.e164, 0, np.int64), (out.kind, 1, np.uint8), (out.fault, 2, np.uint8)):
        column[rows] = np.array([reading[place] for reading in readings], kind)[at]


def _columns_of(text: str, home: Home, *, is_from_abroad: bool) -> tuple[int, int, int]:
    reading = read(text, home, is_from_abroad=is_from_abroad)
    return int(reading.e164), int(reading.kind), int(reading.fault)


_cached = lru_cache(_CACHED)(_columns_of)
