"""The kinds of key that calls are looked up by, and the int64 keys of their columns: the same for a query, a sealed range and a row just taken."""

from dataclasses import dataclass

import numba as nb
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from linewarden.columns import hash_text
from linewarden.model.event import Bytes, Ints
from linewarden.store.bits import Whole

KEYED_COLUMNS = ("cli", "called", "imei", "imsi", "cell", "source_ip", "trunk_in", "trunk_out")
"""Columns with keys. A key of 0 stands for null, and for a withheld number: nobody's, so nothing finds it."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a key names, with the columns that it may stand in."""

    name: str
    columns: tuple[str, ...]
    how: str  # "number"; "digits": text that is digits as a rule; "name": any text


KINDS = (
    Kind("number", ("cli", "called"), "number"),
    Kind("imei", ("imei",), "digits"),
    Kind("imsi", ("imsi",), "digits"),
    Kind("cell", ("cell",), "name"),
    Kind("ip", ("source_ip",), "name"),
    Kind("trunk", ("trunk_in", "trunk_out"), "name"),
)

MOST_DIGITS = 18
"""Digits that a key has room for."""

IMEI_DIGITS = 14
"""Digits of an IMEI that name the device: the 15th is a check digit, and IMEISV has a version instead."""


def column_keys(kind: Kind, column: pa.Array) -> Ints:
    """The key of each row of a column without chunks; not for texts of the kinds "name" by the million: each value is hashed."""
    if kind.how == "number":
        keys: Ints = column.to_numpy()
        return keys
    if pa.types.is_dictionary(column.type):
        keys = np.append(column_keys(kind, column.dictionary), np.int64(0))
        picked: Ints = keys[pc.fill_null(column.indices, len(column.dictionary)).to_numpy(zero_copy_only=False)]
        return picked
    return _digit_keys(column) if kind.how == "digits" else _name_keys(column)


def key_ranges(kind: Kind, text: str) -> list[tuple[int, int]]:
    """Ranges [low, high) of the keys of the values that a text stands for; the empty text is nobody's."""
    if not text:
        return []
    if kind.name == "imei" and IMEI_DIGITS <= len(text) <= MOST_DIGITS and text.isascii() and text.isdigit():
        device = 10**IMEI_DIGITS + int(text[:IMEI_DIGITS])
        return [(device * 10**more, (device + 1) * 10**more) for more in range(MOST_DIGITS - IMEI_DIGITS + 1)]
    key = int(column_keys(kind, pa.array([text], pa.utf8()))[0])
    return [(key, key + 1)]


def _name_keys(column: pa.Array) -> Ints:
    """Positive 62-bit hashes."""
    keys = ((hash_text(column) >> np.uint64(2)) | np.uint64(1)).view(np.int64)
    if column.null_count:
        keys[column.is_null().to_numpy(zero_copy_only=False)] = 0
    return keys


def _digit_keys(column: pa.Array) -> Ints:
    """A 1 followed by the digits, so that zeros in front count; minus a 62-bit hash for texts that are no digits, or too many."""
    offsets, data = text_buffers(column)
    keys = np.empty(len(column), np.int64)
    others = _parse(offsets, data, keys)
    if column.null_count:
        keys[column.is_null().to_numpy(zero_copy_only=False)] = 0
    if others and (odd := np.flatnonzero(keys == -1)).size:
        keys[odd] = -_name_keys(column.take(pa.array(odd)))
    return keys


def text_buffers(column: pa.Array) -> tuple[npt.NDArray[np.int32], Bytes]:
    """Offsets and bytes of a utf8 column; row i is bytes[offsets[i]:offsets[i + 1]]."""
    _, offsets, data = column.buffers()
    if not len(column):
        return np.zeros(1, np.int32), np.empty(0, np.uint8)
    return (
        np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1],
        np.frombuffer(data, np.uint8) if data is not None else np.empty(0, np.uint8),
    )


@nb.njit(cache=True, nogil=True)
def _parse(offsets: npt.NDArray[np.int32], data: Bytes, keys: Ints) -> Whole:
    """Fill the keys, -1 where a text is not only digits; how many these are."""
    others: Whole = 0
    for i in range(keys.size):
        value = np.int64(1)
        start, end = np.int64(offsets[i]), np.int64(offsets[i + 1])
        if end - start > MOST_DIGITS:
            value = np.int64(-1)
        else:
            for j in range(start, end):
                digit = np.int64(data[j]) - 48
                if digit < 0 or digit > 9:
                    value = np.int64(-1)
                    break
                value = value * 10 + digit
        keys[i] = value
        others += value < 0
    return others
