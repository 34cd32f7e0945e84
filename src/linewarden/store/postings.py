"""Sorted postings: for every key that people look calls up by, the rows that carry it.

Rows are sorted by setup time, so a row number is a place in time. Per kind of key three arrays: `keys` (distinct, ascending),
`starts` (one more than keys) and `rows` (those of key i are rows[starts[i]:starts[i+1]], in no order).
"""

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.columns import int_keys
from linewarden.model.event import Ids, Ints
from linewarden.store.arrays_file import Arrays
from linewarden.store.arrow import micros

Rows = npt.NDArray[np.uint32]

TEXT_KEYS: dict[str, tuple[str, ...]] = {
    "imei": ("imei",),
    "imsi": ("imsi",),
    "cell": ("cell",),
    "ip": ("source_ip",),
    "trunk": ("trunk_in", "trunk_out"),
}
"""Kinds of text key with the columns that they are looked up in."""

_REVERSED_DIGITS = 18
_WORD = 2.0**64
IMEI_DIGITS = 14
"""Digits of an IMEI that name the device: the 15th is a check digit, and IMEISV has a version instead."""


def build_postings(batch: pa.RecordBatch) -> Arrays:
    """Postings of a `CDR_SCHEMA` batch that is sorted by setup_at."""
    arrays: Arrays = {"setup_us": micros(batch.column("setup_at"))}
    order = np.argsort(ids := batch.column("record_id").to_numpy())
    arrays["record.keys"], arrays["record.rows"] = ids[order], order.astype(np.uint32)
    arrays |= _number_postings([batch.column(name).to_numpy() for name in ("cli", "called")])
    arrays |= _suffixes(arrays["number.keys"])
    for kind, names in TEXT_KEYS.items():
        arrays |= _text_postings(kind, [batch.column(name) for name in names])
    return arrays


def text_key(kind: str, value: str) -> int:
    """The key that rows with this text are found under."""
    return int(_text_keys(kind, pa.array([value], pa.utf8()))[0])


def reversed_digits(digits: str) -> tuple[int, int]:
    """Range [low, high) of the reversed numbers that begin with these digits, so of the numbers that end with them in reverse."""
    scale = 10 ** (_REVERSED_DIGITS - len(digits))
    low = int(digits[::-1]) * scale
    return low, low + scale


def _number_postings(columns: list[Ints]) -> Arrays:
    keys = np.concatenate(columns)
    rows = np.tile(np.arange(columns[0].size, dtype=np.uint32), len(columns))
    if not keys.all():
        is_told = keys != 0
        keys, rows = keys[is_told], rows[is_told]
    return _postings("number", keys, rows)


def _text_postings(kind: str, columns: list[pa.Array]) -> Arrays:
    """Postings of text columns; only rows that have a text cost anything."""
    told = [np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False)) for column in columns]
    keys = [_text_keys(kind, column.drop_null()) for column in columns]
    all_keys, rows = np.concatenate(keys), np.concatenate(told).astype(np.uint32)
    if not all_keys.all():  # the empty text
        is_told = all_keys != 0
        all_keys, rows = all_keys[is_told], rows[is_told]
    return _postings(kind, all_keys, rows)


def _postings(kind: str, keys: Ints, rows: Rows) -> Arrays:
    """The arrays of one kind from keys and the rows that they stand in."""
    order = np.argsort(keys)
    keys, rows = keys[order], rows[order]
    firsts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1]))) if keys.size else np.empty(0, np.int64)
    starts = np.append(firsts, keys.size).astype(np.uint32)
    return {f"{kind}.keys": keys[firsts], f"{kind}.starts": starts, f"{kind}.rows": rows}


def _suffixes(numbers: Ints) -> Arrays:
    """Distinct numbers again, ordered by their digits read backwards; `places` says where each stands in `number.keys`."""
    first = int(np.searchsorted(numbers, np.int64(1)))  # the others are no digits
    reversed_numbers = np.empty(numbers.size - first, np.int64)
    _reverse(numbers[first:], reversed_numbers)
    order = np.argsort(reversed_numbers)
    return {"suffix.keys": reversed_numbers[order], "suffix.places": (order + first).astype(np.uint32)}


@nb.njit(cache=True, nogil=True)
def _reverse(numbers: Ints, out: Ints) -> None:
    for i in range(numbers.size):
        rest, value = numbers[i], np.int64(0)
        for _ in range(_REVERSED_DIGITS):
            value = value * 10 + rest % 10
            rest //= 10
        out[i] = value


def _text_keys(kind: str, column: pa.Array) -> Ints:
    if kind == "imei":
        column = pc.utf8_slice_codeunits(column, 0, IMEI_DIGITS)
    if not pa.types.is_dictionary(column.type):
        return int_keys(column)
    keys = np.append(int_keys(column.dictionary), np.int64(0))
    picked: Ints = keys[pc.fill_null(column.indices, -1).to_numpy()]
    return picked


@nb.njit(cache=True, nogil=True)
def find_ids(ids: Ids, keys: Ids, out: Ints) -> None:
    """First place of each id in the sorted keys, -1 where it is not. Ids are hashes, so a guess by value is nearly right."""
    for i in range(ids.size):
        low, high = _bracket(ids[i], keys)
        while low < high:
            middle = (low + high) >> 1
            if keys[middle] < ids[i]:
                low = middle + 1
            else:
                high = middle
        out[i] = low if low < keys.size and keys[low] == ids[i] else -1


@nb.njit(cache=True, nogil=True)
def _bracket(id_: np.uint64, keys: Ids) -> tuple[int, int]:
    """(low, high) with every key before low less than the id, and none from high on; found by strides away from the guess."""
    size, step = keys.size, 16
    guess = min(size - 1, int(np.float64(id_) / _WORD * size))
    if keys[guess] < id_:
        low = guess + 1
        while low + step < size and keys[low + step] < id_:
            low += step + 1
            step *= 2
        return low, min(size, low + step)
    high = guess
    while high - step >= 0 and keys[high - step] >= id_:
        high -= step
        step *= 2
    return max(0, high - step + 1), high
